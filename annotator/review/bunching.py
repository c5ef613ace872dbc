"""Writing on many notes in one act, and taking it back. Students are only met in passing: nobody stays claimed by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.notes.models import Annotation
from annotator.review.models import Assignment, NoteReview, ReviewClaim
from annotator.review.reviewing import Refused, begin, write_on_note


@dataclass
class Written:
    """What one act did, by keys of NoteReview: `made` were not there, `filled` were read and said nothing."""

    feedback: str
    made: list[int] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # why notes were left as they were

    @property
    def count(self) -> int:
        return len(self.made) + len(self.filled)


@contextmanager
def in_passing(assignment: Assignment, reviewer: Any) -> Iterator[None]:
    """Who was not claimed before by `reviewer` is free again afterwards."""
    held = ReviewClaim.objects.filter(assignment=assignment, reviewer=reviewer)
    before = list(held.values_list("learner", flat=True))
    with transaction.atomic():
        yield
        held.exclude(learner__in=before).delete()


def write_in_passing(note: Annotation, reviewer: Any, **written: Any) -> NoteReview:
    assert note.assignment
    with in_passing(note.assignment, reviewer):
        return write_on_note(note, reviewer, **written)


def write_on_all(assignment: Assignment, notes: Iterable[Annotation], reviewer: Any, feedback: str) -> Written:
    """The same feedback on each note that has none, and each marked as read. `notes` are by learners of the group."""
    done = Written(feedback)
    by_author = groupby(sorted(notes, key=lambda note: str(note.author_id)), key=lambda note: note.author)
    with in_passing(assignment, reviewer):
        for learner, own in by_author:
            _write(done, assignment, learner, list(own), reviewer)
    return done


def _write(done: Written, assignment: Assignment, learner: Any, notes: list[Annotation], reviewer: Any) -> None:
    try:
        review = begin(assignment, learner, reviewer)
    except Refused as refused:
        done.left.append(f"{learner}: {refused}")
        return
    if review.batch:  # it is no longer what full credit for many made of it
        review.batch = None
        review.save()
    held = {said.annotation_id: said for said in review.notes.filter(annotation__in=notes)}
    for note in notes:
        said = held.get(note.pk)
        if said and (said.feedback or (not done.feedback and said.reviewed)):
            done.left.append(f"{learner}: {'it has feedback' if said.feedback else 'it was read'} already.")
            continue
        kept = done.filled if said and said.reviewed else done.made
        said = said or NoteReview(review=review, annotation=note)
        said.feedback, said.reviewed = done.feedback, True
        said.save()
        kept.append(said.pk)


@transaction.atomic
def take_back(assignment: Assignment, reviewer: Any, done: Written) -> int:
    """How many notes are as they were. What was changed since, is released, or is with a colleague stays."""
    with_others = assignment.claims.filter(until__gt=timezone.now()).exclude(reviewer=reviewer)
    rows = NoteReview.objects.filter(review__assignment=assignment, review__release=None, feedback=done.feedback)
    free = rows.exclude(review__learner__in=with_others.values("learner"))
    made = list(free.filter(pk__in=done.made).values_list("pk", flat=True))
    filled = list(free.filter(pk__in=done.filled))
    NoteReview.objects.filter(pk__in=made).delete()
    for said in filled:
        said.feedback = ""
        said.save()
    return len(made) + len(filled)
