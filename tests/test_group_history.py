"""What is told of a group: who came and went and changed role, what happened in it, and that work is set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.groups.membering import change_role, end, join
from annotator.groups.models import Group, How
from annotator.notes.models import Notice, Reply
from annotator.notes.notices import notices_of
from annotator.people.models import User
from annotator.review.models import Assignment
from annotator.review.releasing import release, undo
from annotator.review.reviewing import finish
from annotator.review.setting import set_work
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User) -> Group:
    return make_class(instructor, make_text(author=instructor), learner=[learner1, learner2])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work(group: Group, **fields: Any) -> Assignment:
    made = Assignment(group=group, title="Close reading", created_by=group.created_by, **fields)
    return set_work(made, list(group.texts.all()), [])


def test_who_joined_changed_role_and_left_is_kept(
    group: Group, instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    change_role(group.memberships.get(person=learner1), "assistant", instructor)
    change_role(group.memberships.get(person=learner1), "assistant", instructor)  # nothing changes
    end(group.memberships.get(person=learner2), instructor)
    end(join(group, outsider, "observer", How.LINK), outsider)
    page = signed_in(instructor).get(reverse("group-people", args=[group.pk]))
    told = [(str(one.person), one.words) for one in page.context["events"]]
    assert told == [
        ("outsider", "left"),
        ("outsider", "joined as observer: by a joining link"),
        ("learner2", "was removed by instructor"),
        ("learner1", "became assistant, was learner: changed by instructor"),
        ("learner2", "joined as learner: added by instructor"),
        ("learner1", "joined as learner: added by instructor"),
        ("instructor", "joined as instructor: made the group"),
    ]
    whole = signed_in(instructor).get(reverse("people-history", args=[group.pk]))
    assert whole.context["listed"].paginator.count == 7


def happened(user: User, group: Group) -> list[str]:
    page = signed_in(user).get(reverse("group-activity", args=[group.pk]))
    return [f"{one.person}: {one.words}" for one in page.context["happenings"]]


def test_notes_answers_arrivals_and_work_are_told_of_to_who_may_read_them(
    group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    text = group.texts.get()
    note = make_note(text, learner1, visibility="group", group=group)
    Reply.objects.create(annotation=note, author=learner2, body="Yes.")
    make_note(text, learner1, visibility="instructors", group=group)
    work(group, anonymous=True)
    work(group, opens=timezone.now() + timedelta(days=1))
    hidden = make_note(text, learner1, visibility="group", group=group, assignment=Assignment.objects.first())
    number = hidden.assignment.pens.get().number  # type: ignore[union-attr]
    assert happened(learner2, group) == [
        f"Reader {number}: Note on “A text”",
        "instructor: set “Close reading”",
        "learner2: Reply on “A text”",
        "learner1: Note on “A text”",
        "learner2: came into the group",
        "learner1: came into the group",
        "instructor: showed the group “A text”",
        "instructor: came into the group",
    ]
    assert len(happened(instructor, group)) == 10  # and the note for instructors, and what opens tomorrow


def test_activity_is_read_in_few_queries_however_much_there_is(group: Group, instructor: User, learner1: User) -> None:
    client, address = signed_in(instructor), reverse("group-activity", args=[group.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    note = make_note(group.texts.get(), learner1, visibility="group", group=group)
    Reply.objects.create(annotation=note, author=instructor, body="Yes.")
    work(group)
    few = queries()
    for _ in range(12):
        Reply.objects.create(
            annotation=make_note(group.texts.get(), learner1, visibility="group", group=group),
            author=instructor,
            body="So.",
        )
    assert queries() <= few <= 14
    page = client.get(address).context["listed"]
    assert page.paginator.num_pages == 2 and client.get(address, {"page": "2"}).context["happenings"]


def test_learners_are_told_of_new_work_once_it_opens(
    group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    made = work(group, opens=timezone.now() + timedelta(hours=1))
    assert Notice.objects.count() == 2 and not notices_of(learner1).exists()
    made.opens = None
    set_work(made, list(group.texts.all()), [])
    assert [str(one) for one in notices_of(learner1)] == ["New work in “History 101”: “Close reading”."]
    assert Notice.objects.get(person=learner1).created <= timezone.now()
    page = signed_in(learner1).get(reverse("notices")).content.decode()
    assert f'href="{made.get_absolute_url()}">See what is asked' in page
    assert not notices_of(instructor).exists()


def test_taking_feedback_back_leaves_the_notice_of_the_work(group: Group, instructor: User, learner1: User) -> None:
    made = work(group)
    finish(made, learner1, instructor)
    release(made, instructor)
    assert [one.sets for one in notices_of(learner1)] == [False, True]
    undo(made)
    assert [one.sets for one in notices_of(learner1)] == [True]
