"""Assignments done in sections: how one is divided, what each page says of it, and what a copy of the class takes along."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.groups.dividing import add_section, draw, layout, own_division
from annotator.groups.models import Division, Group
from annotator.people.models import User
from annotator.review.copying import copy_group
from annotator.review.models import Assignment
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

FORM = {"title": "Close reading", "peers": "always", "criterion_name": [], "within": "all"}


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, outsider: User) -> Group:
    return make_class(instructor, make_text(author=instructor), learner=[learner1, learner2], observer=[outsider])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def set_work(instructor: User, group: Group, made: Assignment | None = None, **fields: Any) -> Any:
    address = reverse("edit-assignment", args=[made.pk]) if made else reverse("new-assignment", args=[group.pk])
    return signed_in(instructor).post(address, {**FORM, f"text-{group.texts.get().pk}": "on", **fields})


def words(user: User, made: Assignment) -> str:
    return signed_in(user).get(reverse("assignment", args=[made.pk])).content.decode()


def test_an_assignment_is_drawn_for_itself_and_keeps_its_draw_when_changed(
    group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    assert set_work(instructor, group, within="own").status_code == 422
    set_work(instructor, group, within="own", size="2")
    made = Assignment.objects.get()
    assert made.division and not made.division.of_group
    assert [len(people) for _, people in layout(made.division).sections] == [2]
    seats = list(made.division.seats.values_list("pk", flat=True))
    set_work(instructor, group, made, within="own", size="9", title="Again")
    assert list(Assignment.objects.get().division.seats.values_list("pk", flat=True)) == seats  # type: ignore[union-attr]
    assert "with learner2" in words(learner1, made)
    page = signed_in(instructor).get(reverse("draw-sections", args=[group.pk, made.division.pk]))
    assert "Used for: Again" in page.content.decode()
    set_work(instructor, group, made, within="all")
    assert Assignment.objects.get().division is None and Division.objects.exclude(of_group=True).exists()


def test_the_number_of_notes_that_change_readers_is_said_before_drawing_again(
    group: Group, instructor: User, learner1: User
) -> None:
    set_work(instructor, group, within="own", size="2")
    made = Assignment.objects.get()
    make_note(group.texts.get(), learner1, visibility="group", group=group, assignment=made)
    make_note(group.texts.get(), learner1, visibility="instructors", group=group, assignment=made)
    page = signed_in(instructor).get(reverse("draw-sections", args=[group.pk, made.division_id]))
    assert "<strong>1 note</strong> written for “Close reading”" in page.content.decode()


def test_each_is_told_their_section_or_that_they_have_none(
    group: Group, instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    add_section(own_division(group), "North", [learner1], instructor)
    set_work(instructor, group, within="group")
    made = Assignment.objects.get()
    assert "You are in <strong>North</strong>:" in words(learner1, made)
    assert "You are in no section yet" in words(learner2, made)
    assert "Observers are in none" in words(outsider, made)
    told = words(instructor, made)
    assert "<strong>1 learner is in no section</strong>" in told and reverse("group-sections", args=[group.pk]) in told
    strip = signed_in(learner1).get(reverse("reader", args=[group.texts.get().pk]), {"assignment": str(made.pk)})
    assert "You are in <strong>North</strong>" in strip.content.decode()
    assert "History 101: you, 1 instructor<" in strip.content.decode()


def test_who_is_in_a_section_is_not_said_where_learners_are_anonymous(
    group: Group, instructor: User, learner1: User
) -> None:
    set_work(instructor, group, within="own", size="2", anonymous="on")
    assert "You are in <strong>Section 1</strong>:" in words(learner1, Assignment.objects.get())


def test_a_copy_is_divided_in_the_same_way_with_nobody_in_it(group: Group, instructor: User) -> None:
    import uuid

    set_work(instructor, group, within="own", size="3", title="Own")
    set_work(instructor, group, within="group", title="Class")
    draw(own_division(group), 2, instructor)
    copy = copy_group(group, instructor, "Next year", None, uuid.uuid4())
    divisions = {one.title: one.division for one in copy.assignments.all()}
    assert {one.group for one in divisions.values() if one} == {copy}
    assert divisions["Class"] == own_division(copy)
    assert divisions["Own"] and (divisions["Own"].size, divisions["Own"].of_group) == (3, False)
    assert not any(layout(one).placed for one in divisions.values() if one)
