"""A class copied for new people: what goes along, and what stays."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.groups.models import Group, Membership
from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.copying import copy_group, plan
from annotator.review.models import Assignment, Criterion, Extension, Level, Submission
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.test_overview import make_assignment, note_for, page
from texts.models import Text

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
OPENS, DUE = datetime(2026, 10, 5, 9, tzinfo=LONDON), datetime(2026, 10, 23, 23, 59, tzinfo=LONDON)


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User) -> Group:
    texts = [make_text(author=instructor, title=f"Text {n}") for n in (1, 2)]
    return make_class(instructor, *texts, learner=[learner1], assistant=[learner2])


@pytest.fixture
def assignment(group: Group, instructor: User, learner1: User) -> Assignment:
    made = make_assignment(group, opens=OPENS, due=DUE, peers="after_due", wanted_notes=3, revealed=timezone.now())
    criterion = Criterion.objects.create(assignment=made, name="Evidence")
    Level.objects.create(criterion=criterion, words="Quotes the passage", points=2)
    Extension.objects.create(assignment=made, person=learner1, due=DUE, given_by=instructor)
    Submission.objects.create(assignment=made, person=learner1, handed_in=timezone.now(), stood=timezone.now())
    return made


def copied(group: Group, by: User, days: int | None = 7, key: uuid.UUID | None = None) -> Group:
    return copy_group(group, by, "History 102", days, key or uuid.uuid4())


def test_a_copy_has_the_texts_assignments_and_rubrics(
    group: Group, assignment: Assignment, instructor: User, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/London"
    with timezone.override(LONDON):
        new = copied(group, instructor)
    one = new.assignments.get()
    assert (new.name, new.kind) == ("History 102", "class")
    shown = [list(which.texts.order_by("shown_to__place")) for which in (group, new)]
    assert shown[0] == shown[1] == [one.text for one in one.to_read.all()]
    assert (one.title, one.wanted_notes, one.peers, one.created_by) == ("Close reading", 3, "after_due", instructor)
    assert one.opens == datetime(2026, 10, 12, 9, tzinfo=LONDON)
    assert one.due == datetime(2026, 10, 30, 23, 59, tzinfo=LONDON)  # the clocks have changed; the hour has not
    assert [(level.words, int(level.points)) for level in one.criteria.get().levels.all()] == [
        ("Quotes the passage", 2)
    ]


def test_nothing_of_anybody_else_goes_along(
    group: Group, assignment: Assignment, instructor: User, learner1: User, learner2: User
) -> None:
    for person in (learner1, learner2):
        note_for(assignment, person)
    new = copied(group, instructor)
    one = new.assignments.get()
    assert list(Membership.objects.filter(group=new).values_list("person", "role")) == [(instructor.pk, "instructor")]
    assert Annotation.objects.filter(group=new).count() == 0
    assert (one.extensions.count(), one.submissions.count(), one.pens.count(), one.revealed) == (0, 0, 0, None)
    assert Annotation.objects.filter(group=group).count() == 2


def test_the_instructors_own_notes_go_to_the_new_assignment(
    group: Group, assignment: Assignment, instructor: User, learner1: User
) -> None:
    text = group.texts.earliest("shown_to__place")
    first = note_for(assignment, instructor, "editing", tags=["names"], visibility="instructors")
    second = make_note(text, instructor, "questioning", visibility="group", group=group, body="Why here?")
    make_note(text, instructor, visibility="private")
    note_for(assignment, instructor).remove()
    new = copied(group, instructor)
    one, other = Annotation.objects.filter(group=new).order_by("created", "pk")
    assert (one.assignment, one.visibility, one.query.proposed) == (new.assignments.get(), "instructors", "Ribbentrop")
    assert (one.exact, one.start, [tag.name for tag in one.tags.all()]) == (first.exact, first.start, ["names"])
    assert (other.assignment, other.body, other.copied_from) == (None, "Why here?", second)
    assert [note.anchors.get().state for note in (one, other)] == ["exact", "exact"]


def test_without_dates_peers_are_revealed_by_hand(group: Group, assignment: Assignment, instructor: User) -> None:
    one = copied(group, instructor, days=None).assignments.get()
    assert (one.opens, one.due, one.peers) == (None, None, "revealed")


def test_what_an_instructor_may_not_show_stays_behind(group: Group, assignment: Assignment, outsider: User) -> None:
    """A closed text of somebody else, and the assignment that is left without one."""
    group.memberships.create(person=outsider, role="instructor", how="added")
    closed = group.texts.earliest("shown_to__place")
    Text.objects.filter(pk=closed.pk).update(readers="groups")
    alone = Assignment.objects.create(group=group, title="Alone", created_by=outsider)
    alone.to_read.create(text=closed)
    past = Assignment.objects.create(group=group, title="Past", created_by=outsider, archived=timezone.now())
    planned = plan(group, outsider, 7)
    assert (planned.closed, set(planned.left)) == ([closed], {alone, past})
    assert [len(one.texts) for one in planned.assignments] == [1]
    new = copied(group, outsider)
    assert closed not in new.texts.all()
    assert [one.title for one in new.assignments.all()] == ["Close reading"]


def test_a_form_sent_twice_makes_one_copy(group: Group, instructor: User, learner1: User) -> None:
    key = uuid.uuid4()
    assert copied(group, instructor, key=key) == copied(group, instructor, key=key)
    assert Group.objects.filter(created_by=instructor).count() == 2


def test_a_copy_that_fails_leaves_nothing(group: Group, assignment: Assignment, instructor: User) -> None:
    """The notes fail, last of all, after texts and assignments were made."""
    note_for(assignment, instructor)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notes_tag RENAME TO notes_tag_away")
        with pytest.raises(DatabaseError), transaction.atomic():
            copied(group, instructor)
        cursor.execute("ALTER TABLE notes_tag_away RENAME TO notes_tag")
    assert (Group.objects.count(), Assignment.objects.count()) == (1, 1)


def send(client: Client, user: User, group: Group, **data: Any) -> Any:
    client.force_login(user)
    begun = {"key": uuid.uuid4(), "name": "Again", "dates": "move", "days": "364"}
    return client.post(reverse("copy-group", args=[group.pk]), {**begun, **data})


def test_looking_shows_what_will_be_copied_and_makes_nothing(
    group: Group, assignment: Assignment, instructor: User, client: Client
) -> None:
    note_for(assignment, instructor)
    for answer in (page(client, instructor, "copy-group", group.pk), send(client, instructor, group, look="")):
        assert answer.status_code == 200
        content = answer.content.decode()
        assert all(words in content for words in ("Texts: 2", "Assignments: 1", "Notes of yours: 1", "due 22 Oct 2027"))
    assert Group.objects.count() == 1
    assert send(client, instructor, group).status_code == 302
    assert Group.objects.get(name="Again").assignments.filter(due__year=2027).exists()


def test_what_cannot_be_copied_so_is_said(group: Group, instructor: User, client: Client) -> None:
    for wrong in ({"days": ""}, {"name": ""}, {"days": "99999"}, {"dates": "never"}, {"key": "no"}):
        assert send(client, instructor, group, **wrong).status_code == 422
    assert Group.objects.count() == 1


def test_an_archived_class_can_be_copied(group: Group, instructor: User, client: Client) -> None:
    Group.objects.update(archived=timezone.now())
    assert send(client, instructor, group).status_code == 302
    assert Group.objects.get(name="Again").archived is None


@pytest.mark.parametrize("role", ["learner", "assistant", "instructor"])
def test_who_may_not_make_classes_copies_none(role: str, group: Group, outsider: User, client: Client) -> None:
    """An instructor of a class who may not make classes: but a reading group is anybody's to make."""
    group.memberships.create(person=outsider, role=role, how="added")
    assert send(client, outsider, group).status_code == 403
    Group.objects.update(kind="reading")
    assert send(client, outsider, group).status_code == (302 if role == "instructor" else 403)
