"""What pages of an assignment ask about its reviews."""

from __future__ import annotations

from django import template

from annotator import permissions
from annotator.review.models import Assignment, Review

register = template.Library()


@register.simple_tag
def feedback_is_out(assignment: Assignment, person: permissions.Actor) -> bool:
    """Whether this learner has released feedback to read."""
    readable = Review.objects.filter(permissions.readable_reviews(person), learner=person.pk)
    return readable.filter(assignment=assignment).exclude(release=None).exists()
