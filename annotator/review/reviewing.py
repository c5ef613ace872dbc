"""The acts of reviewing: feedback, marks, notes looked at, endorsed. Each checks that nobody else is at work there.

Nothing here shows anything to a learner; that is releasing.py's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.notes.models import IN_A_GROUP, Annotation, Notice
from annotator.review.claiming import claim
from annotator.review.models import Assignment, Endorsement, Level, Mark, NoteReview, Review, ReviewClaim, Stage

THERE = Q(deleted=None)


class Refused(Exception):
    """It cannot be done, and why, in words for people."""


@transaction.atomic
def begin(assignment: Assignment, learner: Any, reviewer: Any) -> Review:
    """The review, locked, for `reviewer` to write in. Raises Refused while somebody else is at it, or once it is out."""
    if not claim(assignment.pk, learner.pk, reviewer.pk):
        other = ReviewClaim.objects.select_related("reviewer").get(assignment=assignment, learner=learner)
        until = timezone.localtime(other.until)
        raise Refused(f"{other.reviewer} is at work on this student until {until:%H:%M}. Nothing was saved.")
    new = {"reviewer": reviewer}
    found, _ = Review.objects.get_or_create(assignment=assignment, learner=learner, defaults=new)
    review = Review.objects.select_for_update().get(pk=found.pk)
    if review.release_id:
        raise Refused("This review is released. Take it back from the student to change it.")
    return review


def _save(review: Review, reviewer: Any) -> None:
    review.reviewer, review.batch = reviewer, None
    review.save()


@transaction.atomic
def write(assignment: Assignment, learner: Any, reviewer: Any, **written: Any) -> Review:
    """Feedback and marks as they are typed; `written` as in `_take_down`."""
    review = begin(assignment, learner, reviewer)
    _take_down(review, **written)
    _save(review, reviewer)
    return review


def _take_down(review: Review, *, feedback: str, levels: Iterable[Level] = (), points: Decimal | None = None) -> None:
    """`levels` are of different criteria of the assignment; without a rubric there are `points`."""
    review.feedback, review.points = feedback, points
    _mark(review, {level.criterion_id: level for level in levels})


def _mark(review: Review, levels: Mapping[int, Level]) -> None:
    held = {mark.criterion_id: mark.level_id for mark in review.marks.all()}
    if held == {criterion: level.pk for criterion, level in levels.items()}:
        return
    review.marks.all().delete()
    Mark.objects.bulk_create(Mark(review=review, criterion_id=key, level=level) for key, level in levels.items())


@transaction.atomic
def finish(
    assignment: Assignment, learner: Any, reviewer: Any, *, shown: Iterable[uuid.UUID] = (), **written: Any
) -> Review:
    """Reviewed: the queue goes past this learner from now on. `written` as in `write`, or what is there already.

    The notes `shown` to the reviewer, by key, count as read.
    """
    review = begin(assignment, learner, reviewer)
    if written:
        _take_down(review, **written)
    _mark_as_read(review, shown)
    review.state, review.reviewed_at = Stage.REVIEWED, timezone.now()
    _save(review, reviewer)
    return review


def _mark_as_read(review: Review, shown: Iterable[uuid.UUID]) -> None:
    """Only the learner's own notes for this assignment."""
    own = Annotation.objects.filter(notes_under_review(review.assignment), author=review.learner_id, pk__in=shown)
    rows = [NoteReview(review=review, annotation=note, reviewed=True) for note in own]
    NoteReview.objects.bulk_create(rows, ignore_conflicts=True)
    review.notes.filter(annotation__in=[row.annotation_id for row in rows], reviewed=False).update(reviewed=True)


@transaction.atomic
def reopen(assignment: Assignment, learner: Any, reviewer: Any) -> Review:
    """Not reviewed after all; what was written stays."""
    review = begin(assignment, learner, reviewer)
    review.state, review.reviewed_at = Stage.OPEN, None
    _save(review, reviewer)
    return review


@transaction.atomic
def take_from_learner(assignment: Assignment, learner: Any, reviewer: Any) -> None:
    """A released review is a draft again, and hidden with its notice, until the next release."""
    if not claim(assignment.pk, learner.pk, reviewer.pk):
        raise Refused("Somebody else is at work on this student.")
    rows = Review.objects.filter(assignment=assignment, learner=learner, release__isnull=False)
    rows.update(release=None, released_marks=[], released_points=None, state=Stage.OPEN, reviewed_at=None)
    Notice.objects.filter(assignment=assignment, person=learner, sets=False).delete()


def notes_under_review(assignment: Assignment, there: Q = THERE) -> Q:
    """What is reviewed: what the learner shared for this assignment and has not removed."""
    return there & Q(assignment=assignment, group=assignment.group_id, visibility__in=IN_A_GROUP)


@transaction.atomic
def write_on_note(note: Annotation, reviewer: Any, *, feedback: str, reviewed: bool) -> NoteReview:
    assert note.assignment
    review = begin(note.assignment, note.author, reviewer)
    on, _ = NoteReview.objects.get_or_create(review=review, annotation=note)
    on.feedback, on.reviewed = feedback, reviewed or bool(feedback.strip())
    on.save()
    _save(review, reviewer)
    return on


@transaction.atomic
def endorse(note: Annotation, by: Any) -> None:
    Endorsement.objects.get_or_create(annotation=note, defaults={"by": by})


def withdraw_endorsement(note: Annotation) -> None:
    Endorsement.objects.filter(annotation=note).delete()


@transaction.atomic
def give_full_credit(assignment: Assignment, learners: Iterable[Any], reviewer: Any) -> tuple[uuid.UUID, int, int]:
    """Reviewed with the best level of each criterion: the act's key, how many, and how many were left as they are.

    Left are those who are reviewed, whose review somebody has begun, or whom another reviewer has claimed.
    """
    keys = set(learners)
    Assignment.objects.select_for_update(no_key=True).only("pk").get(pk=assignment.pk)
    begun = assignment.reviews.filter(_begun(), learner__in=keys).values_list("learner", flat=True)
    held = (
        assignment.claims.filter(until__gt=timezone.now()).exclude(reviewer=reviewer).values_list("learner", flat=True)
    )
    free = keys - set(begun) - set(held)
    batch, best = uuid.uuid4(), _best(assignment)
    assignment.reviews.filter(learner__in=free).delete()  # opened, and nothing written
    now = timezone.now()
    points = None if best else assignment.points
    made = Review.objects.bulk_create(
        Review(
            assignment=assignment,
            learner_id=learner,
            reviewer=reviewer,
            state=Stage.REVIEWED,
            reviewed_at=now,
            points=points,
            batch=batch,
        )
        for learner in sorted(free)
    )
    Mark.objects.bulk_create(
        Mark(review=one, criterion_id=level.criterion_id, level=level) for one in made for level in best
    )
    return batch, len(made), len(keys) - len(made)


def _begun() -> Q:
    marked = Q(marks__isnull=False) | Q(points__isnull=False) | Q(notes__isnull=False)
    return Q(state=Stage.REVIEWED) | ~Q(feedback="") | marked


def _best(assignment: Assignment) -> list[Level]:
    """The level worth most, of each criterion."""
    levels = Level.objects.filter(criterion__assignment=assignment).order_by("points")
    return list({level.criterion_id: level for level in levels}.values())


@transaction.atomic
def undo_full_credit(assignment: Assignment, batch: uuid.UUID, by: Any) -> int:
    """How many of those whom `by` reviews are as they were. What was changed since by hand, or released, stays."""
    rows = assignment.reviews.filter(permissions.readable_reviews(by), batch=batch, release=None)
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Review.objects.filter(pk__in=keys).delete()
    return len(keys)
