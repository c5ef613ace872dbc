"""What the desk shows of one student: the review, the rubric with its marks, the notes in their threads, the words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import (
    Exists,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from annotator import permissions
from annotator.notes.models import Annotation, Reply
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment, Level, Mark, Review
from annotator.review.passages import Passage, passages
from annotator.review.reviewing import notes_under_review
from annotator.review.since import touched
from texts.models import Text

RIGHTS = {
    "may_write_reviews": permissions.assignments_to_review,
    "may_release": permissions.assignments_to_release,
    "may_look": permissions.reviewable_assignments,
}
BULKY = ("source", "html", "plain")


def load_desk(request: HttpRequest, pk: uuid.UUID, right: str = "may_look") -> Any:
    """The assignment, in one query. Not readable is 404, readable but not allowed 403."""
    rights = permissions.as_columns(RIGHTS, request.user)
    readable = Assignment.objects.readable_by(request.user).annotate(**rights)
    found = get_object_or_404(readable.select_related("group"), pk=pk)
    if not getattr(found, right):
        raise PermissionDenied
    return found


def review_of(assignment: Assignment, person: uuid.UUID) -> Review:
    """As stored, or one with nothing in it yet, unsaved."""
    held = Review.objects.filter(assignment=assignment, learner=person).select_related("reviewer")
    return held.first() or Review(assignment=assignment, learner_id=person)


@dataclass(frozen=True)
class Marked:
    """One criterion with its levels, each knowing whether it `is_given`."""

    criterion: Any
    levels: list[Any]


def rubric(assignment: Assignment, review: Review) -> list[Marked]:
    """One query, and none for each criterion."""
    given = Mark.objects.filter(review=review.pk, level=OuterRef("pk"))
    levels = Level.objects.filter(criterion__assignment=assignment).annotate(is_given=Exists(given))
    rows = levels.select_related("criterion").order_by("criterion__place", "criterion", "place", "pk")
    return [Marked(criterion, list(own)) for criterion, own in groupby(rows, key=lambda level: level.criterion)]


def notes_of(assignment: Assignment, person: uuid.UUID, review: Review, chosen: DeskFilter) -> QuerySet[Annotation]:
    """In reading order, each with what the review says of it (`said`) and its thread: two queries.

    What was removed after the review is among them.
    """
    own = Annotation.objects.filter(notes_under_review(assignment, touched(review)), author=person).standing()
    said = FilteredRelation("note_reviews", condition=Q(note_reviews__review=review.pk))
    replies = Reply.objects.filter(deleted=None).select_related("author")
    related: Any = ("said", "endorsement", "query", "quote_check", "text")  # the type checker does not know "said"
    found = chosen.notes(own).annotate(said=said).select_related(*related)
    return found.in_reading_order().prefetch_related(Prefetch("replies", replies))  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class Read:
    """One text that the student has written on."""

    text: Text
    passages: list[Passage]


def words_of(notes: Sequence[Any]) -> list[Read]:
    """The noted words of each text, in one query; notes get the number that their marks have."""
    for number, note in enumerate(notes, 1):
        note.number = number
    texts = Text.objects.filter(pk__in={note.text_id for note in notes}).select_related("latest", "parent")
    known = {text.pk: text for text in texts.defer("latest__source", "latest__html")} if notes else {}
    groups = groupby(notes, key=lambda note: note.text_id)
    return [_read(known[key], list(own)) for key, own in groups]


def _read(text: Text, notes: list[Any]) -> Read:
    for note in notes:
        note.text = text
    return Read(text, passages(text.latest.plain if text.latest else "", notes))
