"""Editing the words of a text: who is told what before it is saved, and what is kept when it cannot be."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.notes.models import Anchor
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

WORDS = (
    "The Soviet offer was ignored by the Western powers.\n\n"
    "Why the Molotov-Ribbnetrop pact was necessary, he said, and nobody answered him.\n\n"
    "A last paragraph stands at the end of it all."
)


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(WORDS, author=instructor, title="The article")


@pytest.fixture
def editor(instructor: User) -> Client:
    return client_of(instructor)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def edit(client: Client, text: Text, words: str, **data: str) -> Any:
    fields = {"words": words, "base": str(text.latest_id), "message": "", **data}
    return client.post(reverse("edit-words", args=[text.pk]), fields)


def shown(answer: Any) -> str:
    """The words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


# Editing


def test_an_editor_saves_a_revision_with_its_reason(text: Text, editor: Client, instructor: User) -> None:
    words = WORDS.replace("Ribbnetrop", "Ribbentrop")
    assert edit(editor, text, words, save="1", message="A name.").status_code == 302
    made = text.revisions.get(number=2)
    assert (made.source, made.message, made.author, made.base) == (words, "A name.", instructor, text.latest)


def test_a_comment_is_edited_like_an_article(text: Text, editor: Client, instructor: User) -> None:
    comment = make_text("The offer came late.", author=instructor, parent=text)
    answer = edit(editor, comment, "The offer came too late.", save="1")
    assert answer.headers["Location"].endswith(f"#text-{comment.pk}")
    assert comment.revisions.count() == 2 and text.revisions.count() == 1


def test_an_editor_is_told_what_happens_to_each_note_before_anything_is_stored(
    text: Text, editor: Client, learner1: User
) -> None:
    make_note(text, learner1, words="Soviet offer")
    make_note(text, learner1, words="Why the Molotov-Ribbnetrop pact was necessary")
    make_note(text, learner1, words="A last paragraph")
    new = WORDS.replace("Ribbnetrop", "Ribbentrop").replace("\n\nA last paragraph stands at the end of it all.", "")
    page = shown(edit(editor, text, new, look="1"))
    assert "2 of 3 notes will be affected." in page
    assert "1 stays on its words" in page and "1 loses its words" in page
    assert "gone: Ribbnetrop added: Ribbentrop" in page
    assert "gone: A last paragraph" in page
    assert text.revisions.count() == 1 and Anchor.objects.count() == 3


def test_what_is_foreseen_is_what_happens(text: Text, editor: Client, learner1: User) -> None:
    notes = [make_note(text, learner1, words=words) for words in ("Soviet offer", "Ribbnetrop", "stands at the end")]
    parts = WORDS.split("\n\n")
    new = "\n\n".join([parts[2], parts[0].replace("Soviet offer", "Soviet Union's offer"), "Something else."])
    look = edit(editor, text, new, look="1").context["look"]
    edit(editor, text, new, save="1")
    states = [Anchor.objects.current().get(annotation=note).state for note in notes]
    assert look.counts["lost"] == states.count("orphan") == 1
    assert look.counts["changed"] == states.count("changed") == 1
    assert look.counts["stays"] + look.counts["moved"] == 1


def test_a_private_note_is_carried_along_and_told_to_nobody(text: Text, editor: Client, learner1: User) -> None:
    note = make_note(text, learner1, words="A last paragraph", visibility="private", body="Zanzibar")
    new = WORDS.replace("A last paragraph", "One more passage")
    page = shown(edit(editor, text, new, look="1"))
    assert "There are no notes on this text that you can read." in page and "Zanzibar" not in page
    edit(editor, text, new, save="1")
    assert Anchor.objects.current().filter(annotation=note).exists()


def test_words_that_are_back_bring_their_note_back(text: Text, editor: Client, learner1: User) -> None:
    make_note(text, learner1, words="A last paragraph stands at the end")
    edit(editor, text, WORDS.rsplit("\n\n", 1)[0], save="1")
    text.refresh_from_db()
    assert "1 that had lost its words finds them again" in shown(edit(editor, text, WORDS + "\n", look="1"))


def test_no_change_is_said_and_not_stored(text: Text, editor: Client) -> None:
    answer = edit(editor, text, WORDS.replace("\n", "\r\n"), save="1")
    assert answer.status_code == 422 and "Nothing has been changed" in shown(answer)
    assert text.revisions.count() == 1


@pytest.mark.parametrize("words", ["", "  \n ", "[a]: https://example.org"])
def test_a_text_without_words_is_refused(text: Text, editor: Client, words: str) -> None:
    assert edit(editor, text, words, save="1").status_code == 422
    assert text.revisions.count() == 1


def test_what_was_typed_is_kept_when_it_cannot_be_saved(text: Text, editor: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "import": (2, 60)}
    for status, data in ((422, {"message": "x" * 501}), (422, {"base": "no-key"}), (429, {})):
        answer = edit(editor, text, "Typed with care.", save="1", **data)
        assert answer.status_code == status and "Typed with care." in shown(answer)
    assert text.revisions.count() == 1


def test_a_base_of_another_text_is_refused(text: Text, editor: Client, instructor: User) -> None:
    other = make_text("Other words.", author=instructor)
    answer = edit(editor, text, "New words.", base=str(other.latest_id), save="1")
    assert answer.status_code == 422 and "New words." in shown(answer)


def test_a_look_at_many_notes_costs_as_many_queries_as_a_look_at_few(
    text: Text, editor: Client, learner1: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            edit(editor, text, WORDS.replace("Ribbnetrop", "Ribbentrop"), look="1")
        print("----", *[q["sql"][:160] for q in captured], sep="\n")
        return len(captured)

    make_note(text, learner1)
    queries()  # the first of its limit counts otherwise
    few = queries()
    for _ in range(20):
        make_note(text, learner1)
    assert queries() == few <= 20


def test_readers_are_not_offered_to_edit(text: Text, learner1: User, editor: Client) -> None:
    page = reverse("reader", args=[text.pk])
    assert reverse("edit-words", args=[text.pk]) in editor.get(page).content.decode()
    assert reverse("edit-words", args=[text.pk]) not in client_of(learner1).get(page).content.decode()
