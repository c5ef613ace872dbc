"""How many students and notes each choice of the desk's filter would leave, of all whom a reviewer reviews."""

from __future__ import annotations

from django.db.models import Count, Q

from annotator import permissions
from annotator.notes.filters import STATES
from annotator.notes.models import Annotation, Motivation, Tag
from annotator.review.deskfilter import ONLY, Counts, DeskFilter
from annotator.review.models import Assignment
from annotator.review.queue import learners_of, matching, seats_in
from annotator.review.reviewing import notes_under_review


def counts(assignment: Assignment, reviewer: permissions.Actor) -> Counts:
    """Of students by `only` and `section`, of notes by the rest: four queries."""
    learners = learners_of(assignment, reviewer)
    notes = Annotation.objects.filter(notes_under_review(assignment), author__in=learners.values("person")).order_by()
    tags = Tag.objects.filter(annotation__in=notes.values("pk")).order_by("name").values_list("name")
    about = {f"state:{key}": condition for key, (_, condition) in STATES.items()}
    about |= {f"motivation:{key}": Q(motivation=key) for key in Motivation.values}
    students = {f"only:{key}": matching(assignment, DeskFilter({"only": key})) for key, _ in ONLY if key}
    found = learners.aggregate(**_counting(students)) | notes.standing().aggregate(**_counting(about))
    by_tag = dict(tags.annotate(count=Count("pk")))
    seats = seats_in(assignment).filter(person__in=learners.values("person")).order_by("section__place", "section")
    by_section = dict(seats.values_list("section__name").annotate(count=Count("pk")))
    counted = {name: _of(name, found) for name in ("only", "motivation", "state")}
    return counted | {"tag": by_tag, "section": by_section}


def _counting(conditions: dict[str, Q]) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _of(name: str, found: dict[str, int]) -> dict[str, int]:
    return {key.removeprefix(f"{name}:"): count for key, count in found.items() if key.startswith(f"{name}:")}
