"""What a learner reads of the review of their work: nothing before it is released."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.notes.models import Annotation
from annotator.people.guard import signed_in
from annotator.review.models import Review
from annotator.review.reviewing import notes_under_review


@require_safe
@signed_in
def feedback(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One's own. That there is a review at all is not told before its release: 404."""
    readable = Review.objects.filter(permissions.readable_reviews(request.user), learner=request.user.pk)
    review = get_object_or_404(
        readable.exclude(release=None).select_related("assignment__group", "release"), assignment=pk
    )
    assert review.release
    there = Q(deleted=None, created__lte=review.release.at)
    under_review = Annotation.objects.filter(notes_under_review(review.assignment, there), author=request.user.pk)
    read = Count("pk", filter=Q(note_reviews__review=review, note_reviews__reviewed=True))
    context = {
        "assignment": review.assignment,
        "review": review,
        "notes": review.notes.exclude(feedback="").select_related("annotation__text__parent"),
        "counts": under_review.aggregate(all=Count("pk", distinct=True), read=read),
    }
    return render(request, "review/desk_feedback.html", context)
