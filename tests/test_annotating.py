"""What becomes of a note from the moment it is sent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Anchor, Annotation, Edit
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Revision, Text
from texts.spans import Span

pytestmark = pytest.mark.django_db


def fields(text: Text, words: str, **changes: Any) -> dict[str, Any]:
    """What the composer sends for the first place of `words`."""
    assert text.latest
    start = text.latest.plain.index(words)
    sent = {
        "client_id": str(uuid.uuid4()),
        "motivation": "commenting",
        "body": "A thought.",
        "visibility": "public",
        "revision": str(text.latest.pk),
        "start": start,
        "end": start + len(words),
        "exact": words,
    }
    return {**sent, **changes}


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def reader(learner1: User) -> Client:
    client = Client()
    client.force_login(learner1)
    return client


def send(client: Client, text: Text, data: dict[str, Any], partial: bool = True) -> Any:
    headers = {"HX-Request": "true"} if partial else {}
    return client.post(reverse("annotate", args=[text.pk]), data, headers=headers)


def test_a_note_is_made_on_the_words_that_were_sent(reader: Client, text: Text, learner1: User) -> None:
    answer = send(reader, text, fields(text, "Ribbnetrop", motivation="editing", proposed="Ribbentrop"))
    assert answer.status_code == 201
    note = Annotation.objects.get()
    assert (note.author, note.exact, note.revision, note.query.proposed) == (
        learner1,
        "Ribbnetrop",
        text.latest,
        "Ribbentrop",
    )
    assert text.latest and text.latest.plain[note.start : note.end] == "Ribbnetrop"
    assert note.prefix.endswith("Molotov-") and note.suffix.startswith(" was Necessary")
    anchor = Anchor.objects.get()
    assert (anchor.start, anchor.end, anchor.state, anchor.revision) == (note.start, note.end, "exact", text.latest)


def test_offsets_are_code_points_beyond_the_basic_plane(reader: Client, instructor: User) -> None:
    text = make_text("𝔄 🐛🐛 in the *manuscript* of Ribbnetrop", author=instructor)
    assert send(reader, text, fields(text, "Ribbnetrop")).status_code == 201
    note = Annotation.objects.get()
    before = "𝔄 🐛🐛 in the manuscript of "
    assert (note.start, note.prefix) == (len(before), before)


def test_words_that_are_not_at_that_place_are_refused_and_kept(reader: Client, text: Text) -> None:
    answer = send(reader, text, fields(text, "Ribbnetrop", exact="Ribbentrop", body="My long thought"))
    assert answer.status_code == 422
    assert "not the words at that place" in answer.content.decode()
    assert "My long thought" in answer.content.decode()
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"start": 3, "end": 4, "exact": " "}, "Only white space"),
        ({"start": 5, "end": 5, "exact": ""}, "Nothing is selected"),
        ({"body": ""}, "Write something"),
        ({"motivation": "editing", "proposed": "Ribbnetrop"}, "the words of the text"),
        ({"motivation": "shouting"}, "shouting"),
        ({"end": 10**9}, "more than 20,000"),
        ({"tags": "x" * 61}, "at most 60"),
        ({"visibility": "everybody"}, "everybody"),
        ({"revision": str(uuid.uuid4())}, "does not exist"),
        ({"motivation": "assessing", "url": "http://example.org"}, "Name the source"),
        ({"motivation": "assessing", "dated": "last year"}, "2008-10"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    reader: Client, text: Text, changes: dict[str, Any], sentence: str
) -> None:
    answer = send(reader, text, fields(text, "Ribbnetrop", **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Annotation.objects.exists()


def test_white_space_at_the_ends_is_left_out(reader: Client, text: Text) -> None:
    assert send(reader, text, fields(text, " was Necessary, ")).status_code == 201
    note = Annotation.objects.get()
    assert note.exact == "was Necessary,"
    assert text.latest and text.latest.plain[note.start : note.end] == note.exact
    assert note.prefix.endswith("Ribbnetrop ") and note.suffix.startswith(" he said")


def test_sending_twice_makes_one_note(reader: Client, text: Text) -> None:
    data = fields(text, "Ribbnetrop")
    first, second = send(reader, text, data), send(reader, text, data)
    assert (first.status_code, second.status_code) == (201, 201)
    assert Annotation.objects.count() == Anchor.objects.count() == 1


def test_the_same_client_id_of_two_people_makes_two_notes(reader: Client, text: Text, learner2: User) -> None:
    data = fields(text, "Ribbnetrop")
    send(reader, text, data)
    reader.force_login(learner2)
    send(reader, text, data)
    assert Annotation.objects.count() == 2


def test_a_reader_of_a_stale_page_is_not_told_off(reader: Client, text: Text, instructor: User) -> None:
    from annotator.library.publishing import publish

    data = fields(text, "Ribbnetrop")
    seen = text.latest
    publish(text, "A new beginning. " + (seen.source if seen else ""), author=instructor, base=seen)
    assert send(reader, text, data).status_code == 201
    note = Annotation.objects.get()
    assert note.revision == seen
    latest = Text.objects.get().latest
    anchor = note.anchors.get(revision=latest)
    assert latest and latest.plain[anchor.start : anchor.end] == "Ribbnetrop"


def test_a_note_made_while_its_text_is_published_stands_on_the_new_revision(text: Text, learner1: User) -> None:
    """What the writer's process has loaded is older than what it finds when it has the lock."""
    loaded = Text.objects.select_related("latest").get(pk=text.pk)
    seen = loaded.latest
    assert seen
    publish(text, seen.source.replace("Ribbnetrop", "Ribbentrop"), author=text.added_by, base=seen)
    note = annotate(Annotation.on(loaded, seen, Span(0, 3), motivation="commenting", author=learner1))
    anchors = Anchor.objects.filter(annotation=note).values_list("revision", flat=True)
    assert set(anchors) == set(text.revisions.values_list("pk", flat=True)) and len(anchors) == 2


def test_a_note_on_a_whole_text_has_no_span(reader: Client, text: Text) -> None:
    assert (
        send(
            reader, text, {"motivation": "commenting", "whole": "on", "body": "All of it.", "visibility": "public"}
        ).status_code
        == 201
    )
    note = Annotation.objects.get()
    assert (note.start, note.end, note.exact) == (None, None, "")


def test_a_highlight_on_a_whole_text_is_refused(reader: Client, text: Text) -> None:
    answer = send(reader, text, {"motivation": "highlighting", "whole": "on", "visibility": "public"})
    assert answer.status_code == 422 and "about words" in answer.content.decode()


def test_a_check_keeps_its_claim_and_its_source(reader: Client, text: Text) -> None:
    data = fields(text, "The Soviet offer", motivation="assessing", speaker="Churchill")
    assert send(reader, text, {**data, "citation": "The Gathering Storm, 1948", "primary": "on"}).status_code == 201
    check = Annotation.objects.get().quote_check
    assert (check.speaker, check.sources.get().citation, check.sources.get().primary) == (
        "Churchill",
        "The Gathering Storm, 1948",
        True,
    )


def test_markdown_of_strangers_is_harmless(reader: Client, text: Text) -> None:
    body = '<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://e/x" onerror="alert(1)) <img src=x onerror=alert(1)>'
    answer = send(reader, text, fields(text, "Ribbnetrop", body=body))
    html = Annotation.objects.get().body_html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert "<script>alert" not in answer.content.decode()


def test_editing_keeps_what_stood_before(reader: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1, body="First.", tags=["a"])
    reader.post(reverse("edit", args=[note.pk]), {"body": "Second.", "visibility": "private", "tags": "b, a"})
    note.refresh_from_db()
    assert (note.body, note.visibility, [tag.name for tag in note.tags.all()]) == ("Second.", "private", ["a", "b"])
    assert Edit.objects.get().before == {"body": "First.", "visibility": "public", "tags": ["a"]}
    assert b"First." in reader.get(reverse("history", args=[note.pk])).content


def test_deleting_is_soft_and_can_be_undone(reader: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1, body="Keep me.")
    reader.post(reverse("reply", args=[note.pk]), {"body": "And me."})
    reader.post(reverse("delete", args=[note.pk]))
    assert reader.get(reverse("card", args=[note.pk])).status_code == 404
    reader.post(reverse("undelete", args=[note.pk]))
    shown = reader.get(reverse("card", args=[note.pk])).content.decode()
    assert "Keep me." in shown and "And me." in shown


def test_a_deleted_answer_opens_its_question_again(reader: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1, "questioning")
    reader.post(reverse("reply", args=[note.pk]), {"body": "It was 1939."})
    answer = note.replies.get()
    reader.post(reverse("settle", args=[answer.pk]))
    note.refresh_from_db()
    assert note.answer == answer and note.resolved
    reader.post(reverse("delete-reply", args=[answer.pk]))
    note.refresh_from_db()
    assert note.answer is None and note.resolved is None


def test_replying_twice_with_one_client_id_makes_one_reply(reader: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1)
    data = {"body": "Yes.", "client_id": str(uuid.uuid4())}
    for _ in range(2):
        reader.post(reverse("reply", args=[note.pk]), data)
    assert note.replies.count() == 1


@pytest.mark.parametrize("column", ["source", "plain", "html", "number"])
def test_a_revision_never_changes_whoever_asks(text: Text, column: str) -> None:
    revision = text.latest
    assert revision
    with pytest.raises(TypeError):
        revision.save()
    with pytest.raises(TypeError):
        Revision.objects.update(source="x")
    with pytest.raises(TypeError):
        revision.delete()
    value = "7" if column == "number" else "'x'"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE texts_revision SET {column} = {value}")


@pytest.mark.parametrize("column", ["exact", "start", "motivation"])
def test_the_target_of_a_note_never_changes_whoever_asks(text: Text, learner1: User, column: str) -> None:
    make_note(text, learner1)
    value = "1" if column == "start" else "'editing'"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE notes_annotation SET "{column}" = {value}')
