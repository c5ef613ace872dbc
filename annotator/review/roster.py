"""How far everybody is: those who did nothing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Seat
from annotator.review.models import Assignment, Extension, Submission
from annotator.review.progress import Part, Written, written_by_all


@dataclass(frozen=True)
class Row:
    """One learner, as the instructors see them."""

    person: Any
    written: Written
    parts: list[Part]
    due: datetime | None
    extension: Extension | None
    submission: Submission | None
    section: str = ""

    @property
    def handed_in(self) -> datetime | None:
        return self.submission.handed_in if self.submission else None

    @property
    def late(self) -> bool:
        return bool(self.due and self.handed_in and self.handed_in > self.due)

    @property
    def state(self) -> str:
        if self.handed_in:
            return "handed in late" if self.late else "handed in"
        if self.written.nothing:
            return "nothing yet" if self.has_time else "nothing"
        return "at work" if self.has_time else "not handed in"

    @property
    def has_time(self) -> bool:
        return self.due is None or self.due > timezone.now()

    @property
    def place(self) -> tuple[int, str]:
        """Nothing done, then not handed in, then handed in; by name."""
        return (2 if self.handed_in else 0 if self.written.nothing else 1, str(self.person).lower())


def roster(assignment: Assignment, viewer: permissions.Actor) -> list[Row]:
    """All learners whom `viewer` reviews: six queries, however many there are."""
    learners = assignment.group.memberships.filter(permissions.reviewable_learners(viewer)).select_related("person")
    written = written_by_all(assignment, viewer=viewer)
    extended = {one.person_id: one for one in assignment.extensions.all()}
    handed = {one.person_id: one for one in assignment.submissions.all()}
    seats = assignment.division.seats.filter(until=None) if assignment.division else Seat.objects.none()
    sections = dict(seats.values_list("person", "section__name"))
    rows = [_row(assignment, one.person, written, extended, handed, sections) for one in learners]
    return sorted(rows, key=lambda row: row.place)


def _row(assignment: Assignment, person: Any, written: Any, extended: Any, handed: Any, sections: Any) -> Row:
    own, extension = written.get(person.pk, Written()), extended.get(person.pk)
    due = extension.due if extension else assignment.due
    parts, section = own.against(assignment), sections.get(person.pk, "")
    return Row(person, own, parts, due, extension, handed.get(person.pk), section)
