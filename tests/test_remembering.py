"""What is written of rights once, and what need not be written, finds what would be found otherwise."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from annotator import permissions
from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db
MINE = Q(title="Mine")


@pytest.mark.parametrize(
    ("joined", "is_left"),
    [
        (permissions.NOBODY & MINE, permissions.NOBODY),
        (MINE & permissions.NOBODY, permissions.NOBODY),
        (permissions.NOBODY | MINE, MINE),
        (MINE | permissions.NOBODY, MINE),
        (permissions.ANYBODY & MINE, MINE),
        (MINE & permissions.ANYBODY, MINE),
        (permissions.ANYBODY | MINE, permissions.ANYBODY),
        (MINE | permissions.ANYBODY, permissions.ANYBODY),
        (~permissions.NOBODY, permissions.ANYBODY),
        (~permissions.ANYBODY, permissions.NOBODY),
    ],
)
@pytest.mark.pure
def test_what_is_settled_is_not_asked(joined: Q, is_left: Q) -> None:
    assert joined is is_left


def test_nobody_and_anybody_are_conditions_like_others(instructor: User) -> None:
    text = make_text(author=instructor, title="Mine")
    assert list(Text.objects.filter(permissions.NOBODY)) == []
    assert list(Text.objects.filter(permissions.ANYBODY)) == [text]
    assert list(Text.objects.filter(MINE, permissions.ANYBODY)) == [text]


def test_a_query_in_a_query_on_the_same_rows_stays_its_own(instructor: User) -> None:
    """Neither takes the other's rows for its own, however often it is named and wherever it ends up."""
    article = make_text(author=instructor, title="Mine")
    comment = make_text(author=instructor, title="Another", parent=article)
    note = make_note(comment, instructor)
    mine = permissions.Apart(Text.objects.filter(MINE).order_by().values("pk"))
    under = Text.objects.filter(parent__in=mine).exclude(pk__in=mine)
    assert list(under) == [comment] and under.count() == 1
    assert list(Annotation.objects.filter(text__in=under.values("pk"))) == [note]
    nothing = permissions.Apart(Text.objects.none().values("pk"))
    assert [list(Text.objects.filter(pk__in=nothing)) for _ in range(2)] == [[], []]


def test_a_right_is_remembered_for_each_person_and_what_they_are(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor, readers="groups")
    group = make_class(instructor, text, learner=[learner1])
    note = make_note(text, learner1, visibility="private")
    known = permissions.remembering_groups(User.objects.all())
    teacher, learner = known.get(pk=instructor.pk), known.get(pk=learner1.pk)
    assert permissions.readable_texts(learner) is permissions.readable_texts(learner)
    readers = (teacher, learner, learner1, AnonymousUser())
    assert [Annotation.objects.readable_by(reader).count() for reader in readers] == [0, 1, 1, 0]
    learner.viewed_in = group.pk  # from now on through the eyes of another
    assert not Annotation.objects.readable_by(learner).filter(pk=note.pk).exists()
