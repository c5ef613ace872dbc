"""The desk's pages: what a reviewer does there, and what a learner gets to see of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.groups.models import Group
from annotator.notes.models import Notice, Reply
from annotator.people import keys
from annotator.people.models import User
from annotator.review import releasing, reviewing
from annotator.review.claiming import claim
from annotator.review.models import Assignment, Endorsement, Level, NoteReview, Phrase, Review
from tests.test_desk_acts import assignment, assistant, group, levels, write_note

__all__ = ["assignment", "assistant", "group", "levels"]

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar-7791"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any, **query: str) -> str:
    return reverse(name, args=args, query=query or None)


def page(user: User, address: str) -> str:
    answer = client_of(user).get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_desk_opens_at_whoever_is_next(assignment: Assignment, instructor: User, learner1: User) -> None:
    write_note(assignment, learner1, body="A thought on it.")
    words = page(instructor, at("desk", assignment.pk))
    assert "<h1>learner1</h1>" in words and "0 of 2" in words
    assert "A thought on it." in words and ">Ribbnetrop</mark>" in words


def test_only_this_students_notes_are_marked(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    write_note(assignment, learner1, words="Soviet")
    write_note(assignment, learner2, words="Molotov")
    write_note(assignment, learner1, words="nobody", visibility="private", group=None)
    words = page(instructor, at("desk-student", assignment.pk, learner1.pk))
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", words) == ["Soviet"]


def test_a_draft_is_saved_as_it_is_typed_and_reviewed_leads_to_the_next(
    assignment: Assignment, instructor: User, learner1: User, learner2: User, levels: list[Level]
) -> None:
    client = client_of(instructor)
    typed = {"feedback": "Good.", f"criterion-{levels[0].criterion_id}": str(levels[2].pk)}
    saving = at("save-review", assignment.pk, learner1.pk)
    answer = client.post(saving, typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and b"Saved" in answer.content
    review = Review.objects.get()
    assert (review.feedback, review.total, review.state) == ("Good.", Decimal(2), "open")
    answer = client.post(at("reviewed", assignment.pk, learner1.pk), {**typed, "feedback": "Very good."})
    assert answer.headers["Location"] == at("desk-student", assignment.pk, learner2.pk, done=str(learner1.pk))
    review.refresh_from_db()
    assert (review.feedback, review.state) == ("Very good.", "reviewed")
    words = page(instructor, answer.headers["Location"])
    assert "1 of 2" in words and "learner1 is reviewed." in words
    client.post(at("unreviewed", assignment.pk, learner1.pk))
    assert not Review.objects.get().is_reviewed


def test_the_last_one_leads_to_the_list(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    reviewing.finish(assignment, learner1, instructor)
    answer = client_of(instructor).post(at("reviewed", assignment.pk, learner2.pk), {"feedback": ""}, follow=True)
    words = answer.content.decode()
    assert "Nobody waits for you any more" in words and "2 of 2" in words and "learner2 is reviewed." in words


def test_a_level_of_another_assignment_is_refused(
    assignment: Assignment, instructor: User, learner1: User, levels: list[Level]
) -> None:
    other = Assignment.objects.create(group=assignment.group, title="Other", created_by=instructor)
    typed = {"feedback": "", f"criterion-{levels[0].criterion_id}": str(levels[2].pk)}
    client_of(instructor).post(at("save-review", other.pk, learner1.pk), typed)
    assert Review.objects.get().marks.count() == 0
    wrong = {"feedback": "", f"criterion-{levels[0].criterion_id}": "999999"}
    answer = client_of(instructor).post(
        at("save-review", assignment.pk, learner1.pk), wrong, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422


def test_without_a_rubric_points_are_given_up_to_what_there_are(
    assignment: Assignment, instructor: User, learner1: User
) -> None:
    Assignment.objects.update(points=10)
    client, saving = client_of(instructor), at("save-review", assignment.pk, learner1.pk)
    assert client.post(saving, {"points": "11"}, headers={"HX-Request": "true"}).status_code == 422
    client.post(saving, {"points": "7.5"})
    assert Review.objects.get().total == 7.5


def test_whom_a_colleague_has_is_only_read_until_one_takes_over(
    assignment: Assignment, instructor: User, assistant: User, learner1: User
) -> None:
    claim(assignment.pk, learner1.pk, assistant.pk)
    address = at("desk-student", assignment.pk, learner1.pk)
    words = page(instructor, address)
    assert "assistant is at work on this student" in words and 'id="review"' not in words
    client = client_of(instructor)
    answer = client.post(
        at("save-review", assignment.pk, learner1.pk), {"feedback": "x"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422 and b"Nothing was saved" in answer.content
    client.post(at("take-over-review", assignment.pk, learner1.pk))
    assert 'id="review"' in page(instructor, address)


def test_feedback_on_a_note_is_a_draft_and_endorsement_is_seen_by_all(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    note = write_note(assignment, learner1)
    client = client_of(instructor)
    client.post(at("review-note", note.pk), {"feedback": SECRET})
    assert NoteReview.objects.get().reviewed
    client.post(at("endorse", note.pk))
    for learner in (learner1, learner2):
        card = page(learner, at("card", note.pk))
        assert SECRET not in card and "Endorsed by" in card
    client.post(at("unendorse", note.pk))
    assert not Endorsement.objects.exists()
    assert "Endorsed by" not in page(learner1, at("card", note.pk))


def test_nothing_of_a_draft_is_in_any_page_of_a_learner_before_its_release(
    assignment: Assignment, instructor: User, learner1: User, learner2: User, levels: list[Level]
) -> None:
    note = write_note(assignment, learner1)
    text = assignment.texts.get()
    reviewing.write_on_note(note, instructor, feedback=SECRET, reviewed=True)
    reviewing.finish(assignment, learner1, instructor, feedback=SECRET, levels=[levels[2]])
    addresses = [at("assignment", assignment.pk), at("work", assignment.pk, learner1.pk), at("card", note.pk)]
    addresses += [at("reader", text.pk), at("notes-of-text", text.pk), at("web-annotation", note.pk), at("notices")]
    addresses += [at("profile", learner1.pk), at("group", assignment.group.pk), at("spans", text.pk)]
    for address in addresses:
        assert SECRET not in page(learner1, address), address
    assert client_of(learner1).get(at("feedback", assignment.pk)).status_code == 404
    releasing.release(assignment, instructor)
    words = page(learner1, at("feedback", assignment.pk))
    assert words.count(SECRET) == 2 and "With the passage" in words and "1 of your 1 note was read" in words
    assert at("feedback", assignment.pk) in page(learner1, at("notices"))
    assert client_of(learner2).get(at("feedback", assignment.pk)).status_code == 404
    for address in addresses[:-1]:
        if "work" not in address and "profile" not in address:
            assert SECRET not in page(learner2, address), address


def test_release_says_the_numbers_and_is_undone(assignment: Assignment, instructor: User, learner1: User) -> None:
    reviewing.finish(assignment, learner1, instructor)
    address = at("release-reviews", assignment.pk)
    words = page(instructor, address)
    assert "Release to 1 learner" in words and "<strong>1</strong> learner is not reviewed" in words
    client = client_of(instructor)
    assert b"Released to 1 learner." in client.post(address, follow=True).content
    assert Notice.objects.count() == 1
    client.post(at("undo-release", assignment.pk))
    assert client_of(learner1).get(at("feedback", assignment.pk)).status_code == 404


def test_an_assistant_reviews_and_does_not_release(
    assignment: Assignment, instructor: User, assistant: User, learner1: User
) -> None:
    client = client_of(assistant)
    client.post(at("reviewed", assignment.pk, learner1.pk), {"feedback": "Good."})
    assert client.post(at("release-reviews", assignment.pk)).status_code == 403
    releasing.release(assignment, instructor)
    assert client.post(at("take-review-back", assignment.pk, learner1.pk)).status_code == 403
    assert "Released" in page(assistant, at("desk-student", assignment.pk, learner1.pk))


def test_learners_find_no_desk_and_outsiders_nothing(
    assignment: Assignment, learner1: User, learner2: User, outsider: User
) -> None:
    addresses = [at("desk", assignment.pk), at("desk-student", assignment.pk, learner2.pk)]
    addresses += [at("desk-students", assignment.pk), at("phrases", assignment.pk)]
    assert [client_of(learner1).get(address).status_code for address in addresses] == [403] * 4
    assert [client_of(outsider).get(address).status_code for address in addresses] == [404] * 4


def test_the_desk_has_no_page_for_who_is_no_learner(assignment: Assignment, instructor: User, outsider: User) -> None:
    client = client_of(instructor)
    for person in (outsider, instructor):
        assert client.get(at("desk-student", assignment.pk, person.pk)).status_code == 404
        assert client.post(at("save-review", assignment.pk, person.pk), {"feedback": "x"}).status_code == 404


def test_full_credit_for_a_filtered_list_is_asked_done_and_undone(
    assignment: Assignment, instructor: User, learner1: User
) -> None:
    write_note(assignment, learner1)
    address = at("full-credit", assignment.pk, only="written")
    assert "Full credit for 1 student?" in page(instructor, address)
    client = client_of(instructor)
    words = client.post(address).content.decode()
    assert Review.objects.get().learner == learner1
    undo = re.search(r'action="([^"]*/undo)"', words)
    assert undo
    assert b"Undone for 1 student." in client.post(undo[1], follow=True).content
    assert not Review.objects.exists()


def test_phrases_are_ones_own_unless_shared(assignment: Assignment, instructor: User, assistant: User) -> None:
    client, address = client_of(instructor), at("phrases", assignment.pk)
    client.post(address, {"words": "Say why."})
    client.post(address, {"words": "Well read.", "shared": "on"})
    listed = client_of(assistant).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Well read." in listed and "Say why." not in listed
    mine, shared = Phrase.objects.get(words="Say why."), Phrase.objects.get(words="Well read.")
    other = client_of(assistant)
    assert other.post(at("remove-phrase", assignment.pk, mine.pk)).status_code == 404
    assert other.post(at("remove-phrase", assignment.pk, shared.pk)).status_code == 403
    client.post(at("remove-phrase", assignment.pk, mine.pk))
    assert Phrase.objects.get() == shared


def test_an_archived_group_is_only_read(assignment: Assignment, group: Group, instructor: User, learner1: User) -> None:
    Group.objects.update(archived="2026-01-01T00:00Z")
    client = client_of(instructor)
    assert client.get(at("desk-student", assignment.pk, learner1.pk)).status_code == 200
    assert client.post(at("save-review", assignment.pk, learner1.pk), {"feedback": "x"}).status_code == 403


def test_the_page_of_the_next_student_asks_at_most_ten_queries(
    assignment: Assignment, instructor: User, learner1: User, levels: list[Level]
) -> None:
    notes = [write_note(assignment, learner1) for _ in range(5)]
    for note in notes:
        Reply.objects.create(annotation=note, author=instructor, body="Yes.")
        reviewing.write_on_note(note, instructor, feedback="Good.", reviewed=True)
    client = client_of(instructor)
    address = client.get(at("desk", assignment.pk)).headers["Location"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 10, "\n".join(query["sql"] for query in queries)


def test_desk_keys_are_reassigned_and_switched_off(assignment: Assignment, instructor: User) -> None:
    instructor.keys = {"desk_reviewed": "x"}
    instructor.save()
    assert "&quot;desk_reviewed&quot;: &quot;x&quot;" in page(instructor, at("desk", assignment.pk))
    instructor.shortcuts_on = False
    instructor.save()
    assert 'data-keys="{}"' in page(instructor, at("desk", assignment.pk))


def test_a_desk_key_of_ones_own_is_kept_in_the_preferences(instructor: User) -> None:
    given = {
        f"key_{act}": key for act, key in {**keys.keys_of(instructor), **keys.keys_of(instructor, keys.DESK)}.items()
    }
    client = client_of(instructor)
    client.post(reverse("preferences"), {**given, "shortcuts_on": "on", "key_desk_reviewed": "x"})
    instructor.refresh_from_db()
    assert instructor.keys == {"desk_reviewed": "x"}
    assert client.post(reverse("preferences"), {**given, "key_desk_reviewed": "j"}).status_code == 422


def test_feedback_stands_on_the_note_itself_once_it_is_out_and_for_nobody_else(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    note = write_note(assignment, learner1)
    reviewing.write_on_note(note, instructor, feedback=SECRET, reviewed=True)
    reviewing.finish(assignment, learner1, instructor)
    text, card = assignment.texts.get(), at("card", note.pk)
    readers = (instructor, learner1, learner2)
    shown = [at("notes-of-text", text.pk), card]
    assert [SECRET in page(reader, one) for reader in readers for one in shown] == [False] * 6
    releasing.release(assignment, instructor)
    assert [SECRET in page(reader, one) for reader in readers for one in shown] == [True] * 4 + [False] * 2
    note.amend(learner1, visibility="public", group=None)
    assert SECRET not in page(learner2, card) and SECRET not in Client().get(card).content.decode()
    releasing.undo(assignment)
    assert SECRET not in page(learner1, card)


def test_what_changed_since_the_review_is_marked_word_by_word(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    kept, changed, gone = (write_note(assignment, learner1, body=f"A thought, {n}.") for n in range(3))
    theirs = write_note(assignment, learner2)
    reviewing.finish(assignment, learner1, instructor)
    address = at("desk-student", assignment.pk, learner1.pk)
    assert "since the review" not in page(instructor, address)
    changed.amend(learner1, body="Another thought, 1.")
    changed.amend(learner1, body="A second thought, 1.")
    gone.remove()
    write_note(assignment, learner1, body="New.")
    Reply.objects.create(annotation=theirs, author=learner1, body="I doubt it.")
    client = client_of(instructor)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        words = client.get(address).content.decode()
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)
    assert "<ins>second " in words and "<del>A thought, 2.</del>" in words and "I doubt it." in words
    said = [words.count(f"{what} since the review</strong>") for what in ("Changed", "Written", "Removed")]
    assert said == [1, 2, 0] and "Removed since the review</h3>" in words and "3 notes" in words
    assert "since the review" not in page(learner1, at("card", kept.pk))


def test_reviewed_counts_the_notes_on_the_page_as_read_and_the_learner_is_told_how_many(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    Assignment.objects.update(sample=3)
    for number in range(11):
        write_note(assignment, learner1, body=f"Thought {number}.")
    theirs = write_note(assignment, learner2)
    assert "3 notes of each learner are read, drawn by lot" in page(learner1, at("assignment", assignment.pk))
    address = at("desk-student", assignment.pk, learner1.pk)
    words = page(instructor, address)
    shown = re.findall(r'name="shown" value="([^"]*)"', words)
    assert len(shown) == 3 and "3 of 11 notes" in words and page(instructor, address).count("Thought") == 3
    assert page(instructor, f"{address}?all=1").count("Thought") == 11
    assert page(instructor, f"{address}?motivation=commenting").count("Thought") == 11
    write_note(assignment, learner1, body="Later.")
    client_of(instructor).post(at("reviewed", assignment.pk, learner1.pk), {"shown": [*shown, str(theirs.pk), "x"]})
    assert {str(said.annotation_id) for said in NoteReview.objects.filter(reviewed=True)} == set(shown)
    releasing.release(assignment, instructor)
    said = "3 of your 12 notes were read: up to 3 of each learner, drawn by lot."
    assert said in page(learner1, at("feedback", assignment.pk))
    write_note(assignment, learner1, body="After the release.")
    assert said in page(learner1, at("feedback", assignment.pk))
