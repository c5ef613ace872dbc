"""Who sees which notes of an assignment, when, and under what name."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.groups.models import Group, GroupText, Membership
from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.models import Assignment, AssignmentText, Extension, Peers
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def make_group(instructor: User, *learners: User, texts: tuple[Text, ...] = ()) -> Group:
    """A class with one instructor."""
    group = Group.objects.create(kind="class", name="History 101", created_by=instructor)
    Membership.objects.create(group=group, person=instructor, role="instructor", how="made")
    for person in learners:
        Membership.objects.create(group=group, person=person, role="learner", how="added")
    for text in texts:
        GroupText.objects.create(group=group, text=text, added_by=instructor)
    return group


def make_assignment(group: Group, **fields: Any) -> Assignment:
    """On all that the group reads."""
    made = Assignment.objects.create(
        **{"group": group, "title": "Close reading", "created_by": group.created_by, **fields}
    )
    for place, text in enumerate(group.texts.all()):
        AssignmentText.objects.create(assignment=made, text=text, place=place)
    return made


def note_for(assignment: Assignment, author: User, motivation: str = "commenting", **fields: Any) -> Annotation:
    text = assignment.texts.get()
    beside = {"visibility": "group", "group": assignment.group, "assignment": assignment}
    return make_note(text, author, motivation, **{**beside, **fields})


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, text: Text) -> Group:
    return make_group(instructor, learner1, learner2, texts=(text,))


def sees(user: User, note: Annotation) -> bool:
    return Annotation.objects.readable_by(user).filter(pk=note.pk).exists()


def test_peers_notes_open_after_two_of_ones_own(group: Group, learner1: User, learner2: User) -> None:
    assignment = make_assignment(group, peers="after_own", peers_after=2)
    theirs = note_for(assignment, learner1)
    note_for(assignment, learner2)
    note_for(assignment, learner2, "highlighting")
    assert not sees(learner2, theirs)
    second = note_for(assignment, learner2, "questioning")
    assert sees(learner2, theirs)
    second.remove()
    assert not sees(learner2, theirs)


def test_notes_written_for_another_assignment_open_nothing(group: Group, learner1: User, learner2: User) -> None:
    first, second = (make_assignment(group, peers="after_own", peers_after=1, title=title) for title in ("A", "B"))
    theirs = note_for(first, learner1)
    note_for(second, learner2)
    assert not sees(learner2, theirs)


def test_peers_notes_open_after_the_due_date_and_later_for_who_has_longer(
    group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    assignment = make_assignment(group, peers="after_due", due=timezone.now() + HOUR)
    theirs = note_for(assignment, learner1)
    assert not sees(learner2, theirs)
    Assignment.objects.update(due=timezone.now() - HOUR)
    assert sees(learner2, theirs)
    Extension.objects.create(assignment=assignment, person=learner2, due=timezone.now() + HOUR, given_by=instructor)
    assert not sees(learner2, theirs)


MODES: dict[str, dict[str, Any]] = {
    "always": {"peers": "always"},
    "after_own": {"peers": "after_own", "peers_after": 1},
    "after_due": {"peers": "after_due", "due": timezone.now() + HOUR},
    "revealed": {"peers": "revealed"},
}
READERS = ("author", "peer", "assistant", "instructor", "observer", "outsider", "left")


def cast_member(name: str, group: Group, author: User) -> User:
    if name == "author":
        return author
    if name == "instructor":
        return group.created_by
    someone = User.objects.create_user(name, f"{name}@example.org")
    if name != "outsider":
        role = {"peer": "learner", "left": "learner"}.get(name, name)
        gone = {"left": timezone.now(), "ended_by": someone} if name == "left" else {}
        Membership.objects.create(group=group, person=someone, role=role, how="added", **gone)
    return someone


@pytest.mark.parametrize(
    ("mode", "reader", "visibility", "opened"),
    list(itertools.product(Peers.values, READERS, ("group", "instructors"), (False, True))),
)
def test_who_sees_a_note_of_an_assignment(
    mode: str, reader: str, visibility: str, opened: bool, group: Group, learner1: User
) -> None:
    assignment = make_assignment(group, **MODES[mode])
    note = note_for(assignment, learner1, visibility=visibility)
    person = cast_member(reader, group, learner1)
    if opened and mode == "after_own" and reader == "peer":
        note_for(assignment, person)
    elif opened and mode != "after_own":
        Assignment.objects.filter(pk=assignment.pk).update(due=timezone.now() - HOUR, revealed=timezone.now())
    always = reader in ("author", "assistant", "instructor")
    may = (opened and (mode != "after_own" or reader == "peer")) or mode == "always"
    expected = always or (visibility == "group" and reader in ("peer", "observer") and may)
    assert sees(person, note) is expected
    assert Annotation.objects.readable_by(person).count() == int(expected) + (
        Annotation.objects.filter(author=person).count() if person != learner1 else 0
    )


def test_what_an_instructor_writes_is_no_peers_note(group: Group, instructor: User, learner1: User) -> None:
    assert sees(learner1, note_for(make_assignment(group, peers="revealed"), instructor))


def test_a_reader_keeps_a_number_that_does_not_count(group: Group, learner1: User, learner2: User) -> None:
    assignment = make_assignment(group, anonymous=True)
    first = assignment.pen(learner1)
    assert assignment.pen(learner1) == first
    assert assignment.pen(learner2).number != first.number
