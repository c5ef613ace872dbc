"""Sections: drawn by size, made by hand, filled with who came later, and what is kept of who sat where."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from annotator.groups.dividing import add_section, draw, layout, own_division, sizes
from annotator.groups.membering import end, join
from annotator.groups.models import Division, Group, How, Membership, Seat, Section
from annotator.people.models import User
from tests.grouping import make_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(instructor: User) -> Group:
    """A class of ten."""
    people = User.objects.bulk_create(User(username=f"student{n}", email=f"s{n}@example.org") for n in range(10))
    group = make_class(instructor)
    Membership.objects.bulk_create(Membership(group=group, person=one, role="learner", how="added") for one in people)
    return group


@pytest.fixture
def division(group: Group) -> Division:
    return own_division(group)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lengths(division: Division) -> list[int]:
    return [len(people) for _, people in layout(division).sections]


@pytest.mark.parametrize(
    ("people", "size", "expected"),
    [
        (0, 4, []),
        (1, 4, [1]),
        (5, 4, [5]),
        (6, 4, [3, 3]),
        (7, 4, [4, 3]),
        (10, 4, [4, 3, 3]),
        (12, 4, [4, 4, 4]),
        (3, 9, [3]),
    ],
)
def test_who_is_left_over_is_spread(people: int, size: int, expected: list[int]) -> None:
    assert sizes(people, size) == expected


@given(st.integers(1, 600), st.integers(2, 60))
def test_sections_hold_everybody_and_differ_by_one_at_most(people: int, size: int) -> None:
    found = sizes(people, size)
    assert sum(found) == people and max(found) - min(found) <= 1
    assert people < size or size / 2 < max(found) < 2 * size


def test_drawing_again_moves_people_and_keeps_the_names_and_who_sat_where(
    division: Division, instructor: User, group: Group
) -> None:
    draw(division, 5, instructor)
    assert lengths(division) == [5, 5]
    Section.objects.filter(name="Section 1").update(name="North")
    before = dict(Seat.objects.values_list("person", "section"))
    page = signed_in(instructor).get(reverse("draw-sections", args=[group.pk, division.pk]), {"size": "3"})
    assert page.context["sizes"] == [4, 3, 3] and b"Everybody is drawn anew" in page.content
    signed_in(instructor).post(reverse("draw-sections", args=[group.pk, division.pk]), {"size": "3"})
    assert [str(one) for one, _ in layout(division).sections] == ["North", "Section 2", "Section 3"]
    assert lengths(division) == [4, 3, 3]
    assert dict(Seat.objects.exclude(until=None).values_list("person", "section")) == before
    draw(division, 10, instructor)
    assert lengths(division) == [10] and Section.objects.exclude(removed=None).count() == 2


def test_a_draw_is_at_random(division: Division, instructor: User) -> None:
    drawn = set()
    for _ in range(6):
        drawn.add(tuple(person.pk for person in draw(division, 5, instructor).sections[0][1]))
    assert len(drawn) > 1  # all six the same: once in 10^12


def test_who_joins_later_sits_nowhere_until_placed(
    group: Group, division: Division, instructor: User, learner1: User, learner2: User
) -> None:
    draw(division, 5, instructor)
    for late in (learner1, learner2):
        join(group, late, "learner", How.LINK)
    client = signed_in(instructor)
    page = client.get(reverse("group-sections", args=[group.pk]))
    assert page.context["layout"].unplaced == [learner1, learner2]
    assert "In no section: 2" in page.content.decode()
    first = layout(division).sections[0][0]
    client.post(reverse("place-learner", args=[group.pk, division.pk]), {"person": learner1.pk, "section": first.pk})
    client.post(reverse("fill-sections", args=[group.pk, division.pk]))
    assert lengths(division) == [6, 6] and layout(division).unplaced == []
    assert Seat.objects.get(person=learner2).placed_by == instructor


def test_sections_are_made_changed_and_removed_by_hand(group: Group, division: Division, instructor: User) -> None:
    client, people = signed_in(instructor), list(User.objects.filter(username__startswith="student"))
    new = reverse("new-section", args=[group.pk, division.pk])
    client.post(new, {"name": "North", "people": [one.pk for one in people[:3]]})
    client.post(new, {"name": "South", "people": [one.pk for one in people[2:5]]})
    assert lengths(division) == [2, 3]
    again = client.post(new, {"name": "South"})
    assert again.status_code == 422 and b"Another section has this name" in again.content
    north = Section.objects.get(name="North")
    edit = reverse("edit-section", args=[group.pk, division.pk, north.pk])
    assert sum(ticked for _, _, ticked in client.get(edit).context["rows"]) == 2
    client.post(edit, {"name": "North", "people": [people[4].pk]})
    assert lengths(division) == [1, 2]
    client.post(reverse("remove-section", args=[group.pk, division.pk, north.pk]))
    assert lengths(division) == [2] and len(layout(division).unplaced) == 8


def test_who_is_no_learner_of_the_group_is_put_in_no_section(
    group: Group, division: Division, instructor: User, outsider: User
) -> None:
    section = add_section(division, "North", [], instructor)
    place = reverse("place-learner", args=[group.pk, division.pk])
    for person in (outsider, instructor):
        signed_in(instructor).post(place, {"person": person.pk, "section": section.pk})
        answer = signed_in(instructor).post(
            reverse("new-section", args=[group.pk, division.pk]), {"name": "South", "people": [person.pk]}
        )
        assert answer.status_code == 422
    assert not Seat.objects.exists()


def test_who_comes_back_is_in_their_section_again(group: Group, division: Division, instructor: User) -> None:
    draw(division, 5, instructor)
    one: Any = group.memberships.filter(role="learner").first()
    end(one, one.person)
    assert sum(lengths(division)) == 9
    join(group, one.person, "learner", How.ADDED, instructor)
    assert sum(lengths(division)) == 10


def test_an_assistant_is_limited_and_no_longer(
    group: Group, division: Division, instructor: User, outsider: User
) -> None:
    member = join(group, outsider, "assistant", How.ADDED, instructor)
    north = add_section(division, "North", [], instructor)
    client, address = signed_in(instructor), reverse("limit-assistant", args=[group.pk, member.pk])
    client.post(address, {"reach": "part", "sections": [north.pk]})
    assert "for North" in client.get(reverse("group-people", args=[group.pk])).content.decode()
    gone = client.get(reverse("remove-section", args=[group.pk, division.pk, north.pk])).content.decode()
    assert "Limited to it: outsider" in gone
    client.post(reverse("remove-section", args=[group.pk, division.pk, north.pk]))
    assert "reviews nobody" in client.get(reverse("group-people", args=[group.pk])).content.decode()
    client.post(address, {"reach": "whole"})
    member.refresh_from_db()
    assert not member.limited


def test_a_section_of_another_group_is_no_limit(group: Group, instructor: User, outsider: User) -> None:
    member = join(group, outsider, "assistant", How.ADDED, instructor)
    other = add_section(own_division(make_class(instructor, name="Other")), "Theirs", [], instructor)
    address = reverse("limit-assistant", args=[group.pk, member.pk])
    assert signed_in(instructor).post(address, {"reach": "part", "sections": [other.pk]}).status_code == 422


def test_another_role_is_not_limited_and_the_change_is_kept(group: Group, instructor: User, outsider: User) -> None:
    member = join(group, outsider, "assistant", How.ADDED, instructor)
    client = signed_in(instructor)
    client.post(reverse("limit-assistant", args=[group.pk, member.pk]), {"reach": "part"})
    client.post(reverse("set-role", args=[group.pk, member.pk]), {"role": "instructor"})
    member.refresh_from_db()
    assert not member.limited
    change = member.changes.get()
    assert (change.before, change.after, change.by) == ("assistant", "instructor", instructor)
