"""What pages of other parts show of assignments."""

from __future__ import annotations

from typing import Any

from django import template

from annotator.permissions import Actor
from annotator.review.models import Assignment
from annotator.review.progress import Written, written_by
from annotator.review.views.assignments import mine

register = template.Library()


@register.simple_tag
def written_for(assignment: Assignment, person: Actor) -> Written:
    """How far a person is."""
    return written_by(assignment, person)


@register.filter
def against(written: Written, assignment: Assignment) -> Any:
    """Each thing that is asked, with how much of it there is."""
    return written.against(assignment)


@register.filter
def still_asked(assignment: Assignment, written: Written) -> int:
    """How many notes and questions of one's own open those of the others."""
    return max(0, assignment.peers_after - written.notes - written.questions)


@register.simple_tag
def assignments_of(group: Any, user: Actor) -> Any:
    """What is set for a group, as far as `user` may read it; what is put away comes last."""
    return mine(user).filter(group=group).order_by("archived", "my_due", "created", "pk")
