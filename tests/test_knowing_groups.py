"""A reader whose groups are known beforehand sees and may do the same as one whose groups are asked for each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Group, How, Membership, Role
from annotator.notes.models import Annotation
from annotator.notes.models.annotation import RIGHTS
from annotator.people.models import User
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(instructor: User, learner1: User) -> list[Group]:
    """One for each role of learner1, one that is archived, one that learner1 has left, one of others."""
    made = [Group.objects.create(name=role, created_by=instructor) for role in Role.values]
    made.append(Group.objects.create(name="archived", created_by=instructor, archived=timezone.now()))
    made += [Group.objects.create(name=name, created_by=instructor) for name in ("left", "others")]
    text = make_text(author=instructor)
    for group in made:
        Membership.objects.create(group=group, person=instructor, role=Role.INSTRUCTOR, how=How.MADE)
        for author in (instructor, learner1):
            for visibility in ("group", "instructors"):
                make_note(text, author, words="Ribbnetrop", visibility=visibility, group=group)
    for group, role in zip(made, [*Role.values, Role.LEARNER, Role.LEARNER], strict=False):
        left = {"left": timezone.now(), "ended_by": learner1} if group.name == "left" else {}
        Membership.objects.create(group=group, person=learner1, role=role, how=How.ADDED, **left)
    return made


def remembering(user: User) -> User:
    known: User = permissions.remembering_groups(User.objects.all()).get(pk=user.pk)
    return known


def seen(user: Any) -> list[tuple[Any, ...]]:
    notes = Annotation.objects.readable_by(user).with_rights(user).order_by("pk")
    return [(note.pk, *(getattr(note, right) for right in RIGHTS)) for note in notes]


def test_what_is_known_says_the_same_as_asking(
    groups: list[Group], learner1: User, instructor: User, outsider: User
) -> None:
    for user in (learner1, instructor, outsider):
        assert seen(remembering(user)) == seen(user)
    assert len(seen(learner1)) not in (0, len(seen(instructor)))


def test_rights_are_the_same_whether_reading_is_known_or_asked(groups: list[Group], learner1: User) -> None:
    known = list(Annotation.objects.readable_by(learner1).with_rights(learner1))
    assert known
    for name, rule in RIGHTS.items():
        asked = set(Annotation.objects.filter(rule(learner1)).values_list("pk", flat=True))
        assert {note.pk for note in known if getattr(note, name)} == asked & {note.pk for note in known}, name


def test_who_has_just_joined_is_not_taken_for_a_stranger(groups: list[Group], outsider: User) -> None:
    """What is known belongs to one page; the person itself is asked anew."""
    remembering(outsider)
    Membership.objects.create(group=groups[0], person=outsider, role=Role.OBSERVER, how=How.ADDED)
    assert seen(outsider) and seen(remembering(outsider))
