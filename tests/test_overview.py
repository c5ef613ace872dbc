"""What instructors see of how an assignment goes: a table of its learners, and the list behind each number."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.groups.models import Group
from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from annotator.review.models import (
    Assignment,
    AssignmentText,
    Criterion,
    Extension,
    Level,
    Mark,
    Review,
    Submission,
)
from annotator.review.overview import lines
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, text: Text) -> Group:
    return make_class(instructor, text, learner=[learner1, learner2])


def make_assignment(group: Group, **fields: Any) -> Assignment:
    made = Assignment.objects.create(group=group, created_by=group.created_by, **{"title": "Close reading", **fields})
    for place, text in enumerate(group.texts.order_by("shown_to__place")):
        AssignmentText.objects.create(assignment=made, text=text, place=place)
    return made


def note_for(assignment: Assignment, author: User, motivation: str = "commenting", **fields: Any) -> Annotation:
    beside = {"visibility": "group", "group": assignment.group, "assignment": assignment}
    text = fields.pop("text", None) or assignment.texts.earliest("read_for__place")
    return make_note(text, author, motivation, **{**beside, **fields})


def answer(note: Annotation, author: User, body: str = "I agree.") -> Reply:
    return Reply.objects.create(annotation=note, author=author, body=body)


def page(client: Client, user: User, name: str, *keys: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(reverse(name, args=keys, query=query or None))


def rows(answer: Any) -> list[str]:
    return [str(line.person) for line, _ in answer.context["rows"]]


def test_an_instructor_sees_what_each_learner_has_done(
    group: Group, instructor: User, learner1: User, learner2: User, client: Client
) -> None:
    assignment = make_assignment(group, due=timezone.now() - HOUR)
    note_for(assignment, learner1, body="Three small words.")
    note_for(assignment, learner1, "questioning", body="Why?")
    note_for(assignment, learner1, "highlighting")
    answer(note_for(assignment, instructor), learner1, "Not at all.")
    Submission.objects.create(assignment=assignment, person=learner1, handed_in=timezone.now(), stood=timezone.now())
    one = next(line for line in lines(assignment, instructor) if line.person == learner1)
    assert (one.notes, one.questions, one.replies, one.words, one.days) == (1, 1, 1, 7, 1)
    assert (one.late, one.handed_in_late, one.nothing) == (4, True, False)
    answered = page(client, instructor, "overview", assignment.pk)
    assert rows(answered) == ["learner2", "learner1"]
    assert b"nothing yet" in answered.content


def test_points_are_those_of_the_rubric_or_those_given(
    group: Group, instructor: User, learner1: User, learner2: User, client: Client
) -> None:
    assignment = make_assignment(group)
    assert b"points of" not in page(client, instructor, "overview", assignment.pk).content
    criteria = [Criterion.objects.create(assignment=assignment, name=name) for name in ("Evidence", "Words")]
    review = Review.objects.create(assignment=assignment, learner=learner1, reviewer=instructor)
    for criterion in criteria:
        level = Level.objects.create(criterion=criterion, words="Good", points=Decimal("1.50"))
        Mark.objects.create(review=review, criterion=criterion, level=level)
    assert [line.points for line in lines(assignment, instructor)] == [3, None]
    Review.objects.create(assignment=assignment, learner=learner2, reviewer=instructor, points=7)
    assert [line.points for line in lines(assignment, instructor)] == [3, 7]
    answered = page(client, instructor, "overview", assignment.pk, sort="-points")
    assert rows(answered) == ["learner2", "learner1"]
    assert reverse("desk-student", args=[assignment.pk, learner1.pk]) in answered.content.decode()


def test_more_time_makes_nothing_late(group: Group, instructor: User, learner1: User) -> None:
    assignment = make_assignment(group, due=timezone.now() - HOUR)
    Extension.objects.create(assignment=assignment, person=learner1, due=timezone.now() + HOUR, given_by=instructor)
    note_for(assignment, learner1)
    assert [line.late for line in lines(assignment, instructor)] == [0, 0]


def test_what_others_may_not_read_is_not_counted(group: Group, instructor: User, learner1: User) -> None:
    """Nor what was written for another assignment, deleted, or answered to oneself."""
    assignment, other = make_assignment(group), make_assignment(group, title="Another")
    note_for(assignment, learner1, visibility="private", group=None)
    note_for(assignment, learner1).remove()
    note_for(other, learner1)
    answer(note_for(assignment, learner1, "highlighting"), learner1)
    counted = [(line.notes, line.replies, line.words) for line in lines(assignment, instructor)]
    assert counted == [(0, 0, 0), (0, 0, 0)]


def test_notes_on_a_text_that_is_closed_to_an_assistant_are_not_counted(
    group: Group, instructor: User, learner1: User, outsider: User
) -> None:
    assignment = make_assignment(group)
    note_for(assignment, learner1)
    assistant = outsider
    group.memberships.create(person=assistant, role="assistant", how="added")
    assert sum(line.notes for line in lines(assignment, assistant)) == 1
    Text.objects.update(readers="groups", added_by=learner1)
    group.shown.all().delete()
    assert sum(line.notes for line in lines(assignment, assistant)) == 0


@pytest.mark.parametrize("name", ["overview", "overview-heat"])
@pytest.mark.parametrize(
    ("role", "status"), [("assistant", 200), ("learner", 403), ("observer", 403), ("left", 404), ("outsider", 404)]
)
def test_the_overview_is_for_who_teaches(
    name: str, role: str, status: int, group: Group, outsider: User, instructor: User, client: Client
) -> None:
    assignment = make_assignment(group)
    if role != "outsider":
        gone = {"left": timezone.now(), "ended_by": instructor} if role == "left" else {}
        held = "instructor" if role == "left" else role
        group.memberships.create(person=outsider, role=held, how="added", **gone)
    assert page(client, outsider, name, assignment.pk).status_code == status


def test_a_learner_cannot_look_at_the_work_of_another(
    group: Group, learner1: User, learner2: User, client: Client
) -> None:
    assignment = make_assignment(group)
    assert page(client, learner1, "overview-person", assignment.pk, learner2.pk).status_code == 403


def test_the_work_of_somebody_outside_the_class_has_no_page(
    group: Group, instructor: User, outsider: User, client: Client
) -> None:
    assert page(client, instructor, "overview-person", make_assignment(group).pk, outsider.pk).status_code == 404


def links(answered: Any) -> list[tuple[int, str]]:
    return [(count, address) for _, cells in answered.context["rows"] for _, count, address in cells]


def listed(client: Client, address: str) -> int:
    """How many rows the list at an address has."""
    context = client.get(address).context
    return int(context["notes" if "notes" in context else "items"].paginator.count)


@pytest.mark.parametrize("texts", [1, 2])
def test_every_number_leads_to_as_many_rows(
    texts: int, text: Text, group: Group, instructor: User, learner1: User, learner2: User, client: Client
) -> None:
    second = make_text("Another text altogether.", author=instructor)
    if texts == 2:
        group.shown.create(text=second, added_by=instructor, place=1)
    assignment = make_assignment(group, due=timezone.now() - HOUR)
    comment = make_text("A comment on it.", author=instructor, parent=text)
    theirs = note_for(assignment, learner2)
    for kind in ("commenting", "editing", "assessing", "questioning", "highlighting"):
        note_for(assignment, learner1, kind)
    note_for(assignment, learner1, text=comment, visibility="instructors")
    if texts == 2:
        note_for(assignment, learner1, "questioning", text=second)
    answer(theirs, learner1)
    answer(theirs, learner1)
    answered = page(client, instructor, "overview", assignment.pk)
    by_number = {address: count for count, address in links(answered)}
    reader = [address for address in by_number if address.startswith("/texts/")]
    assert len(reader) == (4 if texts == 1 else 2)  # notes and questions; learner2 wrote on one text in any case
    for address, count in by_number.items():
        if "show=words" in address:
            assert client.get(address).context["words"] == count
        elif "show=days" in address:
            assert client.get(address).context["days"] == count
        else:
            assert listed(client, address) == count, address


def test_columns_sort_both_ways_and_keep_names_in_order(
    group: Group, instructor: User, learner1: User, learner2: User, outsider: User, client: Client
) -> None:
    group.memberships.create(person=outsider, role="learner", how="added")
    assignment = make_assignment(group)
    note_for(assignment, learner2)
    by = {sort: rows(page(client, instructor, "overview", assignment.pk, sort=sort)) for sort in ("notes", "-notes")}
    assert by == {"notes": ["learner1", "outsider", "learner2"], "-notes": ["learner2", "learner1", "outsider"]}
    assert rows(page(client, instructor, "overview", assignment.pk, sort="-name"))[0] == "outsider"
    assert rows(page(client, instructor, "overview", assignment.pk, sort="nonsense"))[-1] == "learner2"
    content = page(client, instructor, "overview", assignment.pk, sort="-notes").content.decode()
    assert content.count("aria-sort") == 1
    assert 'aria-sort="descending"><a href="?sort=notes"' in content


def add_learners(group: Group, number: int) -> list[User]:
    made = User.objects.bulk_create(
        User(username=f"reader{n:03}", email=f"reader{n}@example.org") for n in range(number)
    )
    for person in made:
        group.memberships.create(person=person, role="learner", how="added")
    return made


def test_every_learner_is_on_one_page_of_the_table(group: Group, instructor: User, client: Client) -> None:
    add_learners(group, 60)
    assignment = make_assignment(group)
    pages = [rows(page(client, instructor, "overview", assignment.pk, page=number)) for number in (1, 2)]
    assert [len(one) for one in pages] == [50, 12]
    assert len({*pages[0], *pages[1]}) == 62


@pytest.mark.parametrize("learners", [3, 60])
def test_the_overview_asks_the_database_at_most_ten_times(
    learners: int, group: Group, instructor: User, client: Client
) -> None:
    assignment = make_assignment(group, due=timezone.now() + HOUR)
    for person in add_learners(group, learners):
        answer(note_for(assignment, person), instructor)
    client.force_login(instructor)
    for name in ("overview", "overview-heat"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=[assignment.pk])).status_code == 200
        assert len(queries) <= 10, [one["sql"][:200] for one in queries]


def test_activity_is_drawn_and_said(group: Group, instructor: User, learner1: User, client: Client) -> None:
    assignment = make_assignment(group)
    first = note_for(assignment, learner1)
    note_for(assignment, learner1)
    Annotation.objects.filter(pk=first.pk).update(created=timezone.now() - timedelta(days=2))
    content = page(client, instructor, "overview", assignment.pk).content.decode()
    assert content.count('class="bars__one"') == 3
    assert re.search(r"<title[^>]*>What learners wrote, by day: 2 in all", content)
    assert content.count('<tr><th scope="row">') == 3  # a day in the table for each bar


HEAT = "First sentence here. Second sentence there.\n\nA second paragraph stands alone."


def test_sentences_show_what_they_drew_and_where_to_read_it(
    instructor: User, learner1: User, learner2: User, client: Client
) -> None:
    group = make_class(instructor, make_text(HEAT, author=instructor), learner=[learner1, learner2])
    assignment = make_assignment(group)
    note_for(assignment, learner1, words="First")
    note_for(assignment, learner2, "questioning", words="here. Second")
    note_for(assignment, learner2, "highlighting", words="alone")
    note_for(assignment, learner2, "editing", words="there")
    answered = page(client, instructor, "overview-heat", assignment.pk)
    counted = [row for _, rows in answered.context["paragraphs"] for row in rows]
    assert [(one.notes, one.questions) for one, _, _ in counted] == [(1, 1), (1, 1), (0, 0)]
    for one, notes, questions in counted:
        assert (listed(client, notes), listed(client, questions)) == (one.notes, one.questions)
    content = answered.content.decode()
    assert "Sentence 2: 1 note, 1 question." in content
    assert content.count("Nothing yet") == 1


def test_notes_on_comments_have_their_own_heat(instructor: User, learner1: User, client: Client) -> None:
    text = make_text(HEAT, author=instructor)
    comments = [make_text("A comment on it.", author=instructor, parent=text) for _ in range(2)]
    assignment = make_assignment(make_class(instructor, text, learner=[learner1]))
    note_for(assignment, learner1, text=comments[1])
    answered = page(client, instructor, "overview-heat", assignment.pk, text=comments[1].pk)
    assert [(one.pk, one.drew) for one in answered.context["choices"]] == [(text.pk, 0), (comments[1].pk, 1)]
    assert answered.context["paragraphs"][0][1][0][0].notes == 1
    assert page(client, instructor, "overview-heat", assignment.pk, text=comments[0].pk).status_code == 404


def test_a_long_text_has_its_heat_on_several_pages(instructor: User, learner1: User, client: Client) -> None:
    text = make_text("\n\n".join(f"Paragraph {n} says this." for n in range(1, 41)), author=instructor)
    assignment = make_assignment(make_class(instructor, text, learner=[learner1]))
    note_for(assignment, learner1, words="Paragraph 35")
    shown = page(client, instructor, "overview-heat", assignment.pk, page=2).context["paragraphs"]
    assert [one.number for one, _ in shown] == list(range(31, 41))
    assert [one.number for one, _ in shown if one.touched] == [35]
