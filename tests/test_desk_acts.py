"""Reviewing without pages: who is next, who may write, what is released, and what is undone."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.utils import timezone

from annotator.groups.models import Group
from annotator.notes.models import Annotation, Notice, Reply
from annotator.people.models import User
from annotator.permissions import readable_reviews
from annotator.review import queue, releasing, reviewing
from annotator.review.claiming import claim, take_over
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment, Criterion, Extension, Level, Review, ReviewClaim, Submission
from annotator.review.queue import next_for
from tests.conftest import person
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

ALL = DeskFilter(QueryDict())


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, assistant: User) -> Group:
    text = make_text(author=instructor)
    return make_class(instructor, text, learner=[learner1, learner2], assistant=[assistant])


@pytest.fixture
def assistant(db: None) -> User:
    return person("assistant")


@pytest.fixture
def assignment(group: Group, instructor: User) -> Assignment:
    made = Assignment.objects.create(group=group, title="Read it", created_by=instructor)
    made.texts.set(group.texts.all())
    return made


@pytest.fixture
def levels(assignment: Assignment) -> list[Level]:
    criterion = Criterion.objects.create(assignment=assignment, name="Reasons")
    words = [("None", 0), ("Some", 1), ("With the passage", 2)]
    return [
        Level.objects.create(criterion=criterion, words=said, points=points, place=points) for said, points in words
    ]


def write_note(assignment: Assignment, author: User, motivation: str = "commenting", **fields: Any) -> Annotation:
    text = assignment.texts.get()
    shared = {"visibility": "group", "group": assignment.group, "assignment": assignment}
    return make_note(text, author, motivation, **{**shared, **fields})


def only(what: str, motivation: str = "") -> DeskFilter:
    data = QueryDict(mutable=True)
    data.update({"only": what, "motivation": motivation})
    return DeskFilter(data)


def names(assignment: Assignment, by: User, chosen: DeskFilter) -> list[str]:
    return [student.name for student in queue.students(assignment, by, chosen)]


# Claims


def test_two_graders_are_never_given_the_same_student(
    assignment: Assignment, instructor: User, assistant: User
) -> None:
    first, second = next_for(assignment, instructor, ALL), next_for(assignment, assistant, ALL)
    assert (first.name, second.name) == ("learner1", "learner2")
    assert next_for(assignment, assistant, ALL).name == "learner2", "one's own claim is kept"


def test_a_student_who_was_reviewed_while_we_looked_is_passed_by(
    assignment: Assignment, instructor: User, assistant: User, learner1: User
) -> None:
    stale = queue.students(assignment, instructor, ALL)
    reviewing.finish(assignment, learner1, assistant)
    ReviewClaim.objects.all().delete()
    found = queue.first_free(assignment, instructor, stale)
    assert found and found.name == "learner2"


def test_a_claim_is_over_after_ten_minutes(
    assignment: Assignment, instructor: User, assistant: User, learner1: User
) -> None:
    assert claim(assignment.pk, learner1.pk, instructor.pk)
    assert not claim(assignment.pk, learner1.pk, assistant.pk)
    ReviewClaim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert claim(assignment.pk, learner1.pk, assistant.pk)
    assert not claim(assignment.pk, learner1.pk, instructor.pk)


def test_a_claim_can_be_taken_over_openly(
    assignment: Assignment, instructor: User, assistant: User, learner1: User
) -> None:
    claim(assignment.pk, learner1.pk, instructor.pk)
    take_over(assignment.pk, learner1.pk, assistant.pk)
    with pytest.raises(reviewing.Refused, match="assistant is at work"):
        reviewing.write(assignment, learner1, instructor, feedback="Mine.")
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_graders_at_once_share_the_class_and_nobody_meets_a_student_twice(
    assignment: Assignment, group: Group, instructor: User
) -> None:
    graders = [person(f"grader{n}") for n in range(4)]
    students = [person(f"student{n:02}") for n in range(24)]
    more = make_class(instructor, name="Large", learner=students, assistant=graders)
    large = Assignment.objects.create(group=more, title="Large", created_by=instructor)
    met: list[Any] = []
    threads = [threading.Thread(target=_grade, args=(large, grader, met)) for grader in graders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(met) == 24 == len(set(met))


def _grade(assignment: Assignment, grader: User, met: list[Any]) -> None:
    try:
        while student := next_for(assignment, grader, ALL):
            met.append(student.pk)
            reviewing.finish(assignment, User.objects.get(pk=student.pk), grader)
    finally:
        connections.close_all()


# The queue and its filters


def test_next_goes_on_behind_the_one_before_and_ends_when_all_are_reviewed(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    assert next_for(assignment, instructor, ALL, after=learner1.pk).name == "learner2"
    reviewing.finish(assignment, learner2, instructor)
    assert next_for(assignment, instructor, ALL, after=learner2.pk).name == "learner1"
    reviewing.finish(assignment, learner1, instructor)
    assert next_for(assignment, instructor, ALL) is None
    assert not ReviewClaim.objects.exists()


def test_who_wrote_nothing_who_wrote_and_who_waits_for_an_answer(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    note = write_note(assignment, learner1, "questioning")
    write_note(assignment, learner2, "highlighting", visibility="private", group=None)
    assert names(assignment, instructor, only("none")) == ["learner2"]
    assert names(assignment, instructor, only("written")) == ["learner1"]
    assert names(assignment, instructor, only("unanswered")) == ["learner1"]
    assert names(assignment, instructor, only("", "questioning")) == ["learner1"]
    assert names(assignment, instructor, only("", "editing")) == []
    Reply.objects.create(annotation=note, author=instructor, body="Because.")
    assert names(assignment, instructor, only("unanswered")) == []


def test_late_is_held_against_the_date_that_held_for_the_student(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    now = timezone.now()
    assignment.due = now - timedelta(hours=2)
    assignment.save()
    for learner in (learner1, learner2):
        Submission.objects.create(assignment=assignment, person=learner, handed_in=now, stood=now)
    longer = now + timedelta(hours=1)
    Extension.objects.create(assignment=assignment, person=learner2, due=longer, given_by=instructor)
    assert names(assignment, instructor, only("late")) == ["learner1"]


def test_what_changed_since_the_review_comes_back_to_the_desk(
    assignment: Assignment, instructor: User, learner1: User
) -> None:
    note = write_note(assignment, learner1)
    reviewing.finish(assignment, learner1, instructor)
    assert names(assignment, instructor, only("changed")) == []
    note.amend(learner1, body="Better.")
    assert names(assignment, instructor, only("changed")) == ["learner1"]
    assert next_for(assignment, instructor, only("changed")).name == "learner1"
    assert next_for(assignment, instructor, ALL).name == "learner2"


def test_a_learner_who_left_is_not_in_the_queue(assignment: Assignment, instructor: User, learner1: User) -> None:
    assignment.group.memberships.filter(person=learner1).update(left=timezone.now(), ended_by=instructor)
    assert names(assignment, instructor, ALL) == ["learner2"]


# Full credit for many


def test_full_credit_leaves_alone_what_somebody_has_begun_and_is_undone_whole(
    assignment: Assignment, instructor: User, learner1: User, learner2: User, levels: list[Level]
) -> None:
    reviewing.write(assignment, learner2, instructor, feedback="Begun.")
    batch, done, left = reviewing.give_full_credit(assignment, [learner1.pk, learner2.pk], instructor)
    assert (done, left) == (1, 1)
    review = Review.objects.get(learner=learner1)
    assert review.is_reviewed and review.total == Decimal(2)
    assert not Review.objects.get(learner=learner2).is_reviewed
    assert reviewing.undo_full_credit(assignment, batch, instructor) == 1
    assert list(Review.objects.values_list("feedback", flat=True)) == ["Begun."]


def test_full_credit_skips_whom_a_colleague_has_claimed(
    assignment: Assignment, instructor: User, assistant: User, learner1: User, learner2: User
) -> None:
    claim(assignment.pk, learner1.pk, assistant.pk)
    _, done, left = reviewing.give_full_credit(assignment, [learner1.pk, learner2.pk], instructor)
    assert (done, left) == (1, 1)


# Release


def seen(user: User) -> int:
    return Review.objects.filter(readable_reviews(user)).count()


def test_a_learner_reads_nothing_of_a_review_before_it_is_released(
    assignment: Assignment, instructor: User, assistant: User, learner1: User, learner2: User, outsider: User
) -> None:
    reviewing.write(assignment, learner1, instructor, feedback="Good.")
    reviewing.finish(assignment, learner1, instructor)
    assert [seen(user) for user in (instructor, assistant, learner1, learner2, outsider)] == [1, 1, 0, 0, 0]
    releasing.release(assignment, instructor)
    assert [seen(user) for user in (instructor, assistant, learner1, learner2, outsider)] == [1, 1, 1, 0, 0]
    assert Notice.objects.get().person == learner1
    assignment.group.memberships.filter(person=instructor).update(left=timezone.now(), ended_by=instructor)
    assert seen(instructor) == 0


def test_a_release_is_undone_within_ten_minutes_and_not_after(
    assignment: Assignment, instructor: User, learner1: User
) -> None:
    reviewing.finish(assignment, learner1, instructor)
    made = releasing.release(assignment, instructor)
    releasing.undo(assignment)
    assert seen(learner1) == 0 and not Notice.objects.exists()
    made = releasing.release(assignment, instructor)
    made.at = timezone.now() - timedelta(minutes=11)
    made.save()
    with pytest.raises(reviewing.Refused):
        releasing.undo(assignment)
    assert seen(learner1) == 1


def test_what_is_released_stays_as_it_was_until_it_is_taken_back(
    assignment: Assignment, instructor: User, learner1: User, levels: list[Level]
) -> None:
    reviewing.write(assignment, learner1, instructor, feedback="Good.", levels=[levels[2]])
    reviewing.finish(assignment, learner1, instructor)
    releasing.release(assignment, instructor)
    Level.objects.filter(pk=levels[2].pk).delete()
    review = Review.objects.get()
    assert review.released_points == 2
    assert review.released_marks == [{"criterion": "Reasons", "words": "With the passage", "points": "2.00"}]
    with pytest.raises(reviewing.Refused, match="released"):
        reviewing.write(assignment, learner1, instructor, feedback="Bad.")
    reviewing.take_from_learner(assignment, learner1, instructor)
    assert seen(learner1) == 0 and not Notice.objects.exists()
    reviewing.write(assignment, learner1, instructor, feedback="Better.")


def test_who_is_reviewed_later_is_released_later(
    assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    reviewing.finish(assignment, learner1, instructor)
    releasing.release(assignment, instructor)
    reviewing.finish(assignment, learner2, instructor)
    assert (seen(learner1), seen(learner2)) == (1, 0)
    assert releasing.numbers(assignment) == releasing.Numbers(waiting=1, unreviewed=0, out=1)
    releasing.release(assignment, instructor)
    assert (seen(learner1), seen(learner2)) == (1, 1)
