"""Claims: two reviewers never meet the same student. A claim lasts ten minutes from the last act on the student."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from annotator.review.models import ReviewClaim

LASTS = timedelta(minutes=10)


def claim(assignment: uuid.UUID, learner: uuid.UUID, reviewer: Any) -> bool:
    """Whether the student is `reviewer`'s for the next ten minutes.

    One statement takes over what is one's own or over, the unique constraint decides between two who come at once.
    """
    now = timezone.now()
    held = ReviewClaim.objects.filter(assignment=assignment, learner=learner)
    if held.filter(Q(reviewer=reviewer) | Q(until__lte=now)).update(reviewer=reviewer, until=now + LASTS):
        return True
    try:
        with transaction.atomic():
            ReviewClaim.objects.create(
                assignment_id=assignment, learner_id=learner, reviewer_id=reviewer, until=now + LASTS
            )
    except IntegrityError:
        return False
    return True


def let_go(assignment: uuid.UUID, reviewer: Any, but: uuid.UUID | None = None) -> None:
    """Who goes on to another student leaves the one before."""
    ReviewClaim.objects.filter(assignment=assignment, reviewer=reviewer).exclude(learner=but).delete()


def take_over(assignment: uuid.UUID, learner: uuid.UUID, reviewer: Any) -> None:
    """From a colleague who stays away."""
    until = timezone.now() + LASTS
    ReviewClaim.objects.update_or_create(
        assignment_id=assignment, learner_id=learner, defaults={"reviewer_id": reviewer, "until": until}
    )
