"""Editors accept a typo query from its card, and take it back there. Nobody else changes the words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.correcting import accept
from annotator.notes.models import Annotation, Query
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(instructor: User, learner1: User) -> Annotation:
    return make_note(make_text(author=instructor), learner1, "editing")


@pytest.fixture
def editor(client: Client, instructor: User) -> Client:
    client.force_login(instructor)
    return client


def card(client: Client, note: Annotation) -> str:
    return client.get(reverse("card", args=[note.pk])).content.decode()


def test_an_editor_accepts_from_the_card_and_is_told(editor: Client, note: Annotation) -> None:
    assert "Accept into the text" in card(editor, note)
    answer = editor.post(reverse("accept", args=[note.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (303, note.get_absolute_url())
    page = editor.get(note.get_absolute_url(), follow=True, headers={"Accept": "text/html"}).content.decode()
    assert "“Ribbnetrop” → “Ribbentrop” is in the text, revision 2." in page
    assert "Molotov-Ribbentrop was" in page


def test_htmx_is_sent_to_the_page_with_the_new_words(editor: Client, note: Annotation) -> None:
    answer = editor.post(reverse("accept", args=[note.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, note.get_absolute_url())


def test_an_accepted_query_says_its_revision_and_can_be_taken_back(
    editor: Client, note: Annotation, instructor: User
) -> None:
    accept(note.text, [note.pk], instructor)
    shown = card(editor, note)
    assert "in revision 2" in shown
    assert "Take back" in shown
    assert "Accept into the text" not in shown
    assert editor.post(reverse("take-back", args=[note.pk])).status_code == 303
    assert Query.objects.get(pk=note.pk).state == "open"
    assert "Ribbnetrop" in Revision.objects.get(text=note.text, number=3).plain


def test_a_learner_is_not_offered_what_editors_do(
    client: Client, note: Annotation, learner1: User, instructor: User
) -> None:
    client.force_login(learner1)
    assert "Accept into the text" not in card(client, note)
    accept(note.text, [note.pk], instructor)
    assert "in revision 2" in card(client, note)
    assert "Take back" not in card(client, note)


def test_a_conflict_says_why_and_where_to_go_on(editor: Client, note: Annotation, instructor: User) -> None:
    assert note.text.latest
    changed = note.text.latest.source.replace("Ribbnetrop", "Ribnetrop")
    publish(note.text, changed, author=instructor, base=note.text.latest)
    answer = editor.post(reverse("accept", args=[note.pk]))
    assert answer.status_code == 409
    assert "no longer those" in answer.content.decode()
    assert reverse("edit-words", args=[note.text_id]) in answer.content.decode()
    assert Query.objects.get(pk=note.pk).state == "open"
    assert Revision.objects.filter(text=note.text).count() == 2


@pytest.mark.parametrize("act", ["reopen-query", "stet", "duplicate"])
def test_what_is_in_the_text_gets_no_other_answer_before_it_is_taken_back(
    editor: Client, note: Annotation, instructor: User, act: str
) -> None:
    accept(note.text, [note.pk], instructor)
    assert editor.post(reverse(act, args=[note.pk]), {"reason": "It says so."}).status_code == 403
    assert Query.objects.get(pk=note.pk).state == "accepted"


def test_taking_back_twice_changes_nothing(editor: Client, note: Annotation, instructor: User) -> None:
    accept(note.text, [note.pk], instructor)
    editor.post(reverse("take-back", args=[note.pk]))
    assert editor.post(reverse("take-back", args=[note.pk])).status_code == 409
    assert Revision.objects.filter(text=note.text).count() == 3
