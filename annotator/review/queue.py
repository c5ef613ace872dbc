"""Who is to be reviewed, in which order, and who is next for one reviewer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Membership, Seat
from annotator.notes.models import Annotation
from annotator.review.claiming import claim, let_go
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment, Extension, Review, ReviewClaim, Stage, Submission
from annotator.review.reviewing import notes_under_review


@dataclass(frozen=True)
class Student:
    """One place in the queue. `claimed` is who else is at work there now, or empty; `mine_until` how long I am."""

    pk: uuid.UUID
    name: str
    state: str
    released: bool
    claimed: str
    mine_until: datetime | None

    @property
    def is_reviewed(self) -> bool:
        return self.state == Stage.REVIEWED


def learners_of(assignment: Assignment, reviewer: permissions.Actor) -> QuerySet[Membership]:
    """Those whose work it is, now, and whom `reviewer` may review."""
    return assignment.group.memberships.filter(permissions.reviewable_learners(reviewer))


def students(assignment: Assignment, reviewer: Any, chosen: DeskFilter) -> list[Student]:
    """The learners whom `reviewer` may review and the filter leaves, by name: one query."""
    learners = learners_of(assignment, reviewer).filter(matching(assignment, chosen))
    rows = _with_reviews(learners, assignment, reviewer)
    return [Student(pk, name, state or "", bool(out), by or "", mine) for pk, name, state, out, by, mine in rows]


def _with_reviews(learners: QuerySet[Membership], assignment: Assignment, reviewer: Any) -> Any:
    reviews = Review.objects.filter(assignment=assignment, learner=OuterRef("person"))
    claims = ReviewClaim.objects.filter(assignment=assignment, learner=OuterRef("person"), until__gt=timezone.now())
    others, mine = claims.exclude(reviewer=reviewer), claims.filter(reviewer=reviewer)
    named = learners.annotate(name=_name("person"), by=Subquery(others.values(by=_name("reviewer"))))
    states = named.annotate(state=Subquery(reviews.values("state")), out=Subquery(reviews.values("release")))
    rows = states.annotate(mine=Subquery(mine.values("until"))).order_by(Lower("name"), "person")
    return rows.values_list("person", "name", "state", "out", "by", "mine")


def _name(of: str) -> Any:
    return Coalesce(NullIf(F(f"{of}__display_name"), Value("")), F(f"{of}__username"))


def matching(assignment: Assignment, chosen: DeskFilter) -> Q:
    """On memberships. A kind of note asks for students who wrote one."""
    written = Annotation.objects.filter(notes_under_review(assignment), author=OuterRef("person"))
    notes = written.standing() if chosen.asks_where else written
    reviewed = Exists(Review.objects.filter(assignment=assignment, learner=OuterRef("person"), state=Stage.REVIEWED))
    only = {
        "none": ~Q(Exists(written)),
        "late": Q(Exists(_late(assignment))),
        "changed": changed_since(assignment, OuterRef("person")),
        "waiting": ~Q(reviewed),
        "reviewed": Q(reviewed),
    }
    wrote = Q(Exists(chosen.notes(notes))) if chosen.asks_for_notes else Q()
    return only.get(chosen.chosen("only"), Q()) & wrote & _in_section(assignment, chosen.chosen("section"))


def seats_in(assignment: Assignment) -> QuerySet[Seat]:
    """Those taken now in the sections that its work is done in, or else in those of the group."""
    taken = Seat.objects.filter(until=None, section__removed=None)
    if assignment.division_id:
        return taken.filter(division=assignment.division_id)
    return taken.filter(division__group=assignment.group_id, division__of_group=True)


def _in_section(assignment: Assignment, name: str) -> Q:
    """On memberships."""
    if not name:
        return Q()
    return Q(Exists(seats_in(assignment).filter(person=OuterRef("person"), section__name=name)))


def _late(assignment: Assignment) -> QuerySet[Submission]:
    """Handed in after the date that held for the person."""
    longer = Extension.objects.filter(assignment=assignment, person=OuterRef("person")).values("due")
    due = Value(assignment.due, output_field=DateTimeField())
    own = Submission.objects.filter(assignment=assignment, person=OuterRef("person"))
    return own.annotate(until=Coalesce(Subquery(longer), due)).filter(handed_in__gt=F("until"))


def changed_since(assignment: Assignment, person: Any) -> Q:
    """Something was written, changed or removed by the learner since they were reviewed."""
    reviewed = Review.objects.filter(assignment=assignment, learner=person, state=Stage.REVIEWED)
    notes = reviewed.filter(_since("learner__annotations__"), learner__annotations__assignment=assignment)
    replies = reviewed.filter(_since("learner__replies__"), learner__replies__annotation__assignment=assignment)
    return Q(Exists(notes)) | Q(Exists(replies))


def _since(at: str) -> Q:
    moments = ("created", "deleted", "edits__created")
    found = Q()
    for moment in moments:
        found |= Q(**{f"{at}{moment}__gt": F("reviewed_at")})
    return found


def next_for(assignment: Assignment, reviewer: Any, chosen: DeskFilter, after: uuid.UUID | None = None) -> Any:
    """The next student to review, claimed for `reviewer`; None when there is none left."""
    again = chosen.chosen("only") == "changed"
    return first_free(assignment, reviewer, _in_turn(students(assignment, reviewer, chosen), after, again), again)


def first_free(assignment: Assignment, reviewer: Any, turn: Sequence[Student], again: bool = False) -> Student | None:
    """The first of `turn` whom no colleague has claimed or, unless `again`, reviewed since it was read."""
    for student in turn:
        if not claim(assignment.pk, student.pk, reviewer.pk):
            continue
        let_go(assignment.pk, reviewer.pk, but=student.pk)
        done = Review.objects.filter(assignment=assignment, learner=student.pk, state=Stage.REVIEWED)
        if again or not done.exists():
            return student
    let_go(assignment.pk, reviewer.pk)
    return None


def _in_turn(queue: Sequence[Student], after: uuid.UUID | None, again: bool) -> list[Student]:
    """Beginning behind `after`, and round to it; with `again` also those who are reviewed."""
    place = next((number for number, one in enumerate(queue, 1) if one.pk == after), 0)
    turned = [*queue[place:], *queue[:place]]
    if again:
        turned = [one for one in turned if one.pk != after]
    return [one for one in turned if not one.claimed and (again or not one.is_reviewed)]
