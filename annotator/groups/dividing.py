"""Dividing a group into sections: by hand, or at random by size. Every act ends seats and takes others; no seat is deleted."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotator.groups.membering import lock
from annotator.groups.models import Division, Group, Membership, Role, Seat, Section
from annotator.people.models import User


@dataclass(frozen=True)
class Layout:
    """Who sits where now, by name. `unplaced` are learners in no section; who has left the group is not listed."""

    sections: list[tuple[Section, list[Any]]]
    unplaced: list[Any]

    @property
    def placed(self) -> int:
        return sum(len(people) for _, people in self.sections)


def own_division(group: Group) -> Division:
    """The group's own sections, which its assistants can be limited to."""
    return Division.objects.get_or_create(group=group, of_group=True)[0]


def learners_of(group: Any) -> Any:
    """The people who learn in the group now, by name."""
    here = Membership.objects.filter(group=group, left=None, role=Role.LEARNER)
    return User.objects.filter(pk__in=here.values("person")).order_by("display_name", "username")


def layout(division: Division) -> Layout:
    """Three queries, however many sections there are."""
    learners = list(learners_of(division.group_id))
    seats = dict(division.seats.filter(until=None).values_list("person", "section"))
    sections = list(division.sections.filter(removed=None))
    return Layout(
        [(one, [person for person in learners if seats.get(person.pk) == one.pk]) for one in sections],
        [person for person in learners if person.pk not in seats],
    )


def sizes(people: int, size: int) -> list[int]:
    """So many sections of about `size` that no two differ by more than one; the first are the larger ones."""
    parts = max(1, (2 * people + size) // (2 * size))
    each, over = divmod(people, parts)
    return [each + (place < over) for place in range(parts)] if people else []


@transaction.atomic
def draw(division: Division, size: int, by: Any) -> Layout:
    """All learners of the group at random in sections of about `size`. Sections that are there keep their names."""
    lock(division.group)
    people = list(learners_of(division.group_id).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(people)
    parts = sizes(len(people), size)
    sections = _as_many(division, len(parts))
    _stand_up(division, Q())
    for section, length in zip(sections, parts, strict=True):
        _sit(section, people[:length], by)
        del people[:length]
    division.size, division.drawn = size, timezone.now()
    division.save(update_fields=["size", "drawn"])
    return layout(division)


def _as_many(division: Division, wanted: int) -> list[Section]:
    """The first sections there are, and new ones behind them; those over are removed."""
    there = list(division.sections.filter(removed=None))
    for over in there[wanted:]:
        _remove(over)
    return there[:wanted] + [_new(division) for _ in range(wanted - len(there))]


def _new(division: Division, name: str = "") -> Section:
    """At the end; without a name the next number that is free."""
    there = division.sections.filter(removed=None)
    taken, places = set(there.values_list("name", flat=True)), there.values_list("place", flat=True)
    place = max(places, default=0) + 1
    free = next(said for number in count(len(taken) + 1) if (said := f"Section {number}") not in taken)
    return division.sections.create(name=name or free, place=place)


@transaction.atomic
def add_section(division: Division, name: str, people: Collection[Any], by: Any) -> Section:
    lock(division.group)
    section = _new(division, name)
    move(section, people, by)
    return section


@transaction.atomic
def change_section(section: Section, name: str, people: Collection[Any], by: Any) -> None:
    """It has this name, and of the learners these and no others sit in it."""
    lock(section.division.group)
    section.name = name
    section.save(update_fields=["name"])
    learners = learners_of(section.division.group_id).exclude(pk__in=[person.pk for person in people])
    _stand_up(section.division, Q(section=section, person__in=learners))
    move(section, people, by)


@transaction.atomic
def remove_section(section: Section) -> None:
    """Who sat in it sits in none."""
    lock(section.division.group)
    _remove(section)


def _remove(section: Section) -> None:
    _stand_up(section.division, Q(section=section))
    section.removed = timezone.now()
    section.save(update_fields=["removed"])


@transaction.atomic
def move(section: Section, people: Collection[Any], by: Any) -> None:
    """These people sit in it, wherever they sat before."""
    lock(section.division.group)
    there = set(section.seats.filter(until=None).values_list("person", flat=True))
    coming = [person.pk for person in people if person.pk not in there]
    _stand_up(section.division, Q(person__in=coming))
    _sit(section, coming, by)


@transaction.atomic
def fill(division: Division, by: Any) -> int:
    """Whoever sits nowhere goes at random where the fewest sit: how many went."""
    lock(division.group)
    now = layout(division)
    people, rooms = list(now.unplaced), {section: len(there) for section, there in now.sections}
    if not rooms:
        return 0
    secrets.SystemRandom().shuffle(people)
    for person in people:
        section = min(rooms, key=lambda one: rooms[one])
        _sit(section, [person.pk], by)
        rooms[section] += 1
    return len(people)


def _stand_up(division: Division, which: Q) -> None:
    division.seats.filter(which, until=None).update(until=timezone.now())


def _sit(section: Section, people: Sequence[uuid.UUID], by: Any) -> None:
    here = {"section": section, "division_id": section.division_id, "placed_by": by}
    Seat.objects.bulk_create(Seat(person_id=person, **here) for person in people)


@transaction.atomic
def limit(membership: Membership, sections: Collection[Section] | None) -> None:
    """An assistant is there for these sections, or, with None, for the whole group."""
    lock(membership.group)
    membership.limited = sections is not None
    membership.save(update_fields=["limited"])
    membership.sections.set(sections or [])
