"""The desk by passage and by kind: what stands together there, and what one act writes on many notes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from annotator.review import reviewing
from annotator.review.bunches import Row, bunched
from annotator.review.claiming import claim
from annotator.review.models import Assignment, NoteReview, Review, ReviewClaim
from tests.conftest import person
from tests.test_desk import SECRET, at, client_of, page
from tests.test_desk_acts import assignment, assistant, group, write_note

__all__ = ["assignment", "assistant", "group"]

pytestmark = pytest.mark.django_db


def row(number: int, at: int | None = 0, said: str = "", exact: str = "words") -> Row:
    return Row(said, number, number, "text", at, None if at is None else at + 5, "commenting", exact)


def keys(bunches: list[list[Row]]) -> list[list[Any]]:
    return [[one.pk for one in bunch] for bunch in bunches]


def test_notes_are_bunched_by_their_words_or_by_what_they_say() -> None:
    rows = [row(1, 0, "why"), row(2, 9), row(3, 4, "why"), row(4, 9, "so"), row(5, 20, ""), row(6, None, exact="")]
    assert keys(bunched(rows, lambda one: one.place)) == [[1, 3], [2, 4], [5], [6]]
    joined = [row(1, 0, "a"), row(2, 5, "b"), row(3, 5, "a")]
    assert keys(bunched(joined, lambda one: one.place)) == [[1, 3, 2]], "by way of the third"


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["", "a", "b", "c"])), max_size=12))
def test_every_note_is_in_one_bunch_and_alike_ones_in_the_same(drawn: list[tuple[int, str]]) -> None:
    rows = [row(number, at, said) for number, (at, said) in enumerate(drawn)]
    bunches = bunched(rows, lambda one: one.place)
    assert sorted(one.pk for bunch in bunches for one in bunch) == list(range(len(rows)))
    of = {one.pk: number for number, bunch in enumerate(bunches) for one in bunch}
    for one in rows:
        for other in rows:
            if one.at == other.at or (one.said and one.said == other.said):
                assert of[one.pk] == of[other.pk]


@pytest.fixture
def notes(assignment: Assignment, learner1: User, learner2: User) -> list[Annotation]:
    """In the first sentence two on the same words and one that says the same as another; one in the second."""
    return [
        write_note(assignment, learner1, words="Soviet", body="Whose offer?"),
        write_note(assignment, learner2, "questioning", words="Soviet", body="Ignored by whom?"),
        write_note(assignment, learner2, words="effect", body="whose  Offer?"),
        write_note(assignment, learner1, words="nobody", body="Really?"),
    ]


def sections(words: str) -> list[str]:
    return [part.partition("</section>")[0] for part in words.split('<section class="review__section"')[1:]]


def test_by_passage_notes_on_one_sentence_stand_beneath_each_other(
    assignment: Assignment, instructor: User, learner1: User, notes: list[Annotation]
) -> None:
    write_note(assignment, learner1, words="Soviet", visibility="private", group=None, body=SECRET)
    found = sections(page(instructor, at("desk-notes", assignment.pk, by="passage")))
    assert len(found) == 2 and "The Soviet offer was in effect ignored.</h2>" in found[0]
    assert "<strong>3 notes</strong> alike" in found[0] and found[0].count('data-note="') == 3
    assert "Ignored by whom?" in found[0] and "learner2</a>" in found[0] and "Really?" in found[1]
    assert "review__all" in found[0] and "review__all" not in found[1]


def test_by_kind_all_questions_stand_together_and_each_kind_is_counted(
    assignment: Assignment, instructor: User, notes: list[Annotation]
) -> None:
    words = page(instructor, at("desk-notes", assignment.pk, by="kind"))
    assert re.findall(r"<h2 id=[^>]*>([^<]*)</h2>", words)[:2] == ["Question: 1", "Note: 3"]
    assert "Question 1</a>" in words and "All 4</a>" in words
    only = page(instructor, at("desk-notes", assignment.pk, by="kind", motivation="questioning"))
    assert len(sections(only)) == 1 and "Note 3</a>" in only and "Really?" not in only


def test_feedback_on_a_bunch_is_written_once_on_each_and_taken_back(
    assignment: Assignment, instructor: User, learner1: User, notes: list[Annotation]
) -> None:
    reviewing.write_on_note(notes[0], instructor, feedback="Mine already.", reviewed=True)
    ReviewClaim.objects.all().delete()
    client, address = client_of(instructor), at("write-on-notes", assignment.pk, by="kind", page="1")
    asked = [str(note.pk) for note in notes[:3]]
    answer = client.post(address, {"note": asked, "feedback": "Say where."})
    assert answer.headers["Location"] == at("desk-notes", assignment.pk, by="kind", page="1")
    words = client.get(answer.headers["Location"]).content.decode()
    assert "Feedback is on 2 notes." in words and "1 left as they were" in words and "it has feedback already" in words
    said = dict(NoteReview.objects.values_list("annotation", "feedback"))
    assert said == {notes[0].pk: "Mine already.", notes[1].pk: "Say where.", notes[2].pk: "Say where."}
    assert not ReviewClaim.objects.exists(), "students are only met in passing"
    client.post(at("undo-notes", assignment.pk))
    assert list(NoteReview.objects.values_list("feedback", flat=True)) == ["Mine already."]
    client.post(address, {"note": asked, "feedback": ""})
    client.post(address, {"note": asked, "feedback": "Now in words."})
    client.post(at("undo-notes", assignment.pk))
    assert sorted(NoteReview.objects.values_list("feedback", "reviewed")) == [("", True)] * 2 + [
        ("Mine already.", True)
    ]


def test_whom_a_colleague_has_or_who_has_it_already_is_left_alone(
    assignment: Assignment, instructor: User, assistant: User, learner1: User, learner2: User, notes: list[Annotation]
) -> None:
    claim(assignment.pk, learner1.pk, assistant.pk)
    outside = write_note(assignment, instructor, body="Mine.")
    client, asked = client_of(instructor), [str(note.pk) for note in (*notes, outside)]
    answer = client.post(at("write-on-notes", assignment.pk), {"note": [*asked, "x"], "feedback": "Why?"}, follow=True)
    assert b"assistant is at work on this student" in answer.content
    assert set(NoteReview.objects.values_list("annotation__author__username", flat=True)) == {"learner2"}
    assert Review.objects.count() == 1 and ReviewClaim.objects.get().reviewer == assistant
    client.post(at("review-note", notes[1].pk, by="passage"), {"feedback": "One by one."})
    assert NoteReview.objects.get(annotation=notes[1]).feedback == "One by one."
    assert ReviewClaim.objects.count() == 1


def test_pages_are_in_one_order_and_ask_at_most_ten_queries(
    assignment: Assignment, instructor: User, learner1: User, notes: list[Annotation]
) -> None:
    learners = [learner1, *(person(f"more{number}") for number in range(4))]
    for learner in learners[1:]:
        assignment.group.memberships.create(person=learner, role="learner", how="added")
    for number in range(44):
        note = write_note(assignment, learners[number % 5], words="answered", body=f"Thought {number}.")
        Reply.objects.bulk_create([Reply(annotation=note, author=instructor, body="Yes.", body_html="Yes.")])
    client, seen = client_of(instructor), []
    for asked in ("1", "2"):
        with CaptureQueriesContext(connection) as queries:
            words = client.get(at("desk-notes", assignment.pk, page=asked)).content.decode()
        assert len(queries) <= 10, "\n".join(query["sql"][:150] for query in queries)
        seen += re.findall(r'data-note="([^"]*)"', words)
    assert len(seen) == len(set(seen)) == 48 and "8 of them on this page" in words
