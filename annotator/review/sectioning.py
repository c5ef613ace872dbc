"""Whether an assignment is done in sections: all are peers, those of the group hold, or it has a draw of its own."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from annotator.groups.dividing import draw, learners_of, own_division
from annotator.groups.models import Division, Group
from annotator.review.models import Assignment


class Within(models.TextChoices):
    """Among whom learners see each other's notes."""

    ALL = "all", "All of the group"
    GROUP = "group", "The sections of the group"
    OWN = "own", "Sections drawn at random for this assignment alone"


def within(assignment: Assignment) -> Within:
    if assignment.division is None:
        return Within.ALL
    return Within.GROUP if assignment.division.of_group else Within.OWN


@transaction.atomic
def divide(assignment: Assignment, how: str, size: int | None, by: Any) -> None:
    """What it is already stays: a draw of its own is drawn again on its own page, where what changes is said first."""
    if how == within(assignment):
        return
    assignment.division = own_division(assignment.group) if how == Within.GROUP else None
    if how == Within.OWN:
        assert size
        assignment.division = Division.objects.create(group=assignment.group)
        draw(assignment.division, size, by)
    assignment.save(update_fields=["division"])


def divided_as(old: Assignment, group: Group) -> Division | None:
    """For a copy in another group: divided in the same way, with nobody in it yet."""
    if old.division is None:
        return None
    if old.division.of_group:
        return own_division(group)
    return Division.objects.create(group=group, size=old.division.size)


def unplaced(assignment: Assignment) -> int:
    """How many learners are in no section of it."""
    if assignment.division is None:
        return 0
    seated = assignment.division.seats.filter(until=None).values("person")
    return int(learners_of(assignment.group_id).exclude(pk__in=seated).count())


def mates(assignment: Assignment, person: Any) -> list[Any]:
    """Who learns in the same section now, without `person`."""
    if assignment.division is None:
        return []
    taken = assignment.division.seats.filter(until=None)
    there = taken.filter(section__in=taken.filter(person=person).values("section")).values("person")
    return list(learners_of(assignment.group_id).filter(pk__in=there).exclude(pk=person.pk))
