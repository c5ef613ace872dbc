"""Release: one act shows learners all that is reviewed and was not out before; for ten minutes it can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.groups.models import Role
from annotator.notes.models import Notice
from annotator.review.models import Assignment, Release, Review, Stage
from annotator.review.reviewing import Refused

UNDOABLE = timedelta(minutes=10)
BATCH = 1_000


@dataclass(frozen=True)
class Numbers:
    """What a release would do. `waiting` are reviewed and not out, `unreviewed` learners get nothing by it."""

    waiting: int
    unreviewed: int
    out: int


def numbers(assignment: Assignment) -> Numbers:
    reviews = assignment.reviews.filter(state=Stage.REVIEWED)
    out = reviews.exclude(release=None).count()
    learners = assignment.group.memberships.filter(left=None, role=Role.LEARNER)
    unreviewed = learners.exclude(person__in=reviews.values("learner")).count()
    return Numbers(_waiting(assignment).count(), unreviewed, out)


def _waiting(assignment: Assignment) -> QuerySet[Review]:
    return assignment.reviews.filter(state=Stage.REVIEWED, release=None)


@transaction.atomic
def release(assignment: Assignment, by: Any) -> Release:
    """Marks are kept with their words as they are now: a rubric that is changed later changes no mark that is out."""
    Assignment.objects.select_for_update(no_key=True).only("pk").get(pk=assignment.pk)
    waiting = list(_waiting(assignment).select_for_update())
    if not waiting:
        raise Refused("Nothing is reviewed that is not released already.")
    made = Release.objects.create(assignment=assignment, by=by)
    reviews = Review.objects.filter(pk__in=[one.pk for one in waiting]).prefetch_related("marks__level__criterion")
    settled = [_settled(review, made) for review in reviews]
    Review.objects.bulk_update(settled, ["release", "released_marks", "released_points"], batch_size=BATCH)
    _tell(assignment, [review.learner_id for review in settled])
    return made


def _settled(review: Review, made: Release) -> Review:
    levels = [mark.level for mark in review.marks.all()]
    review.release = made
    review.released_marks = [
        {"criterion": level.criterion.name, "words": level.words, "points": str(level.points)} for level in levels
    ]
    review.released_points = sum((level.points for level in levels), Decimal(0)) if levels else review.points
    return review


def _tell(assignment: Assignment, people: Iterable[Any]) -> None:
    words = f"Your work for “{assignment}” is reviewed: there is feedback for you."
    Notice.objects.bulk_create(
        (Notice(person_id=person, assignment=assignment, words=words) for person in people), batch_size=BATCH
    )


def undoable(assignment: Assignment) -> Release | None:
    """The release that can be undone still."""
    recent = Q(undone=None, at__gt=timezone.now() - UNDOABLE)
    return assignment.releases.filter(recent).first()


@transaction.atomic
def undo(assignment: Assignment) -> Release:
    """The last release never happened, as far as learners can see; their notices of it go too."""
    Assignment.objects.select_for_update(no_key=True).only("pk").get(pk=assignment.pk)
    made = undoable(assignment)
    if not made:
        raise Refused("A release can be undone for ten minutes, and these are over.")
    people = list(made.reviews.values_list("learner", flat=True))
    Notice.objects.filter(assignment=assignment, sets=False, person__in=people, created__gte=made.at).delete()
    made.reviews.update(release=None, released_marks=[], released_points=None)
    made.undone = timezone.now()
    made.save(update_fields=["undone"])
    return made
