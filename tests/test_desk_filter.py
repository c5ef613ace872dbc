"""The filter of the desk: whom and what it leaves, what its chips say, and what it counts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from annotator.groups.models import Division, Seat, Section
from annotator.notes.models import Anchor
from annotator.people.models import User
from annotator.review import reviewing
from annotator.review.deskcounts import counts
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment
from tests.test_desk import at, client_of, page
from tests.test_desk_acts import assignment, assistant, group, names, write_note

__all__ = ["assignment", "assistant", "group"]

pytestmark = pytest.mark.django_db


def narrowed(query: str) -> DeskFilter:
    return DeskFilter(QueryDict(query))


@pytest.fixture
def notes(assignment: Assignment, instructor: User, learner1: User, learner2: User) -> None:
    """learner1: a resolved question with a tag, and a note that lost its words. learner2: a query that was let stand."""
    write_note(assignment, learner1, "questioning", tags=["cause"]).resolve(learner1)
    lost = write_note(assignment, learner1)
    Anchor.objects.filter(annotation=lost).update(state="orphan", start=None, end=None, reason="Gone")
    write_note(assignment, learner2, "editing").query.decide("stet", instructor, "It says so.")


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("state=closed", ["learner1", "learner2"]),
        ("state=query-stet", ["learner2"]),
        ("state=orphan", ["learner1"]),
        ("tag=cause", ["learner1"]),
        ("tag=cause&motivation=commenting", []),
        ("state=closed&motivation=questioning", ["learner1"]),
        ("only=waiting", ["learner2"]),
        ("only=reviewed&state=orphan", ["learner1"]),
        ("only=none&tag=cause", []),
        ("state=nonsense&only=nonsense", ["learner1", "learner2"]),
    ],
)
def test_a_reviewer_narrows_students_by_their_notes_and_by_their_state(
    assignment: Assignment, instructor: User, learner1: User, notes: None, query: str, left: list[str]
) -> None:
    reviewing.finish(assignment, learner1, instructor)
    assert names(assignment, instructor, narrowed(query)) == left


def test_a_section_is_asked_for_by_its_name(
    assignment: Assignment, instructor: User, learner1: User, learner2: User, notes: None
) -> None:
    own, other = (Division.objects.create(group=assignment.group, of_group=first) for first in (True, False))
    for division, learner in ((own, learner1), (other, learner2)):
        section = Section.objects.create(division=division, name="Tuesday")
        Seat.objects.create(division=division, section=section, person=learner, placed_by=instructor)
    assert names(assignment, instructor, narrowed("section=Tuesday")) == ["learner1"]
    assert names(assignment, instructor, narrowed("section=Tuesday&state=query-stet")) == []
    words = page(instructor, at("desk-students", assignment.pk, section="Tuesday"))
    assert "Tuesday (1)" in words and 'In “Tuesday” <span class="chip__count">1</span>' in words
    assert "In “Tuesday”" in page(instructor, at("desk-notes", assignment.pk, section="Tuesday"))
    Assignment.objects.update(division=other)
    assignment.refresh_from_db()
    assert names(assignment, instructor, narrowed("section=Tuesday")) == ["learner2"]


def test_only_the_notes_that_are_asked_for_stand_at_the_desk(
    assignment: Assignment, instructor: User, learner1: User, notes: None
) -> None:
    words = page(instructor, at("desk-student", assignment.pk, learner1.pk, state="orphan", only="written"))
    assert "1 note<" in words and 'data-note="' in words and "Question</span>" not in words
    assert 'href="/assignments/' in words and "Who wrote something" in words
    address = at("desk-student", assignment.pk, learner1.pk)
    assert f'href="{address}?only=written"' in words and f'href="{address}?state=orphan"' in words


def test_choices_and_chips_say_how_many_there_are_in_the_class(
    assignment: Assignment, instructor: User, learner1: User, notes: None
) -> None:
    write_note(assignment, instructor, tags=["mine"])
    found = counts(assignment, assignment.created_by)
    assert found["motivation"] == {
        "commenting": 1,
        "questioning": 1,
        "editing": 1,
        "highlighting": 0,
        "assessing": 0,
    }
    assert (found["state"]["orphan"], found["state"]["closed"], found["tag"]) == (1, 2, {"cause": 1})
    assert (found["only"]["waiting"], found["only"]["none"], found["only"]["unanswered"]) == (2, 0, 1)
    client, address = client_of(instructor), at("desk-students", assignment.pk, tag="cause", state="closed")
    with CaptureQueriesContext(connection) as queries:
        words = client.get(address).content.decode()
    assert len(queries) <= 10
    assert "Question (1)" in words and 'Tagged “cause” <span class="chip__count">1</span>' in words
    assert 'Settled <span class="chip__count">2</span>' in words and "learner2" not in words
