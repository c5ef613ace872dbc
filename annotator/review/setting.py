"""Setting an assignment, and changing one: the row, its texts in order and its rubric, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from annotator.review import rubrics
from annotator.review.models import Assignment, AssignmentText
from annotator.review.sectioning import divide
from annotator.review.telling import tell_of_work
from texts.models import Text

Sections = tuple[str, int | None, Any]  # how it is divided, how many in each if it is drawn, who says so


@transaction.atomic
def set_work(
    assignment: Assignment, texts: Sequence[Text], rows: Sequence[rubrics.Row], sections: Sections | None = None
) -> Assignment:
    """Store it. Notes on a text that is taken out stay the assignment's; without `sections` it stays divided as it is."""
    is_new = assignment._state.adding
    assignment.save()
    tell_of_work(assignment, is_new)
    if sections:
        divide(assignment, *sections)
    assignment.to_read.exclude(text__in=texts).delete()
    for place, text in enumerate(texts):
        AssignmentText.objects.update_or_create(assignment=assignment, text=text, defaults={"place": place})
    rubrics.store(assignment, rows)
    _number_all(assignment)
    return assignment


def _number_all(assignment: Assignment) -> None:
    """Whoever wrote before it became anonymous is a reader with a number too."""
    wrote = Annotation.objects.filter(assignment=assignment).values("author")
    answered = Reply.objects.filter(annotation__assignment=assignment).values("author")
    unnumbered: Any = User.objects.exclude(pens__assignment=assignment)
    for person in unnumbered.filter(pk__in=wrote) | unnumbered.filter(pk__in=answered):
        assignment.pen(person)
