"""Telling learners that work is set for them."""

from __future__ import annotations

from django.utils import timezone

from annotator.groups.dividing import learners_of
from annotator.notes.models import Notice
from annotator.review.models import Assignment

BATCH = 1_000


def tell_of_work(assignment: Assignment, is_new: bool) -> None:
    """Every learner there is now, from when it opens: before, nobody can read the notice. Who joins later finds it in the list."""
    opens = max(filter(None, [assignment.opens, timezone.now()]))
    if not is_new:
        waiting = Notice.objects.filter(assignment=assignment, sets=True, created__gt=timezone.now())
        waiting.update(created=opens)
        return
    words = f"New work in “{assignment.group}”: “{assignment}”."
    people = learners_of(assignment.group_id).values_list("pk", flat=True)
    made = (Notice(person_id=key, assignment=assignment, words=words, sets=True, created=opens) for key in people)
    Notice.objects.bulk_create(made, batch_size=BATCH)
