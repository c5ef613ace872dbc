"""What a learner did after they were reviewed: written, changed or removed since, with the words of then beside those of now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from annotator import permissions
from annotator.notes.models import Annotation, Edit, Reply
from annotator.review.models import Review
from texts.worddiff import Piece, worddiff

CALLED = {"visibility": "who can see it", "group": "its group", "assignment": "what it is for", "tags": "its tags"}


@dataclass(frozen=True)
class Since:
    """What became of one note or reply; `pieces` lead from its words then to those of now, and are empty if it is new."""

    words: str
    pieces: Sequence[Piece] = ()


def touched(review: Review) -> Q:
    """Notes or replies that are there now, or that were removed after the review."""
    there = Q(deleted=None)
    return there | Q(deleted__gt=review.reviewed_at) if review.reviewed_at else there


def answers_since(review: Review, reviewer: permissions.Actor) -> list[Any]:
    """Replies to others that the learner wrote, changed or removed after the review; none while it is open: one query.

    Not those to notes that are hidden from `reviewer`.
    """
    if not review.reviewed_at:
        return []
    moments = Q(created__gt=review.reviewed_at) | Q(edits__created__gt=review.reviewed_at)
    mine = Reply.objects.filter(touched(review), author=review.learner_id, annotation__assignment=review.assignment_id)
    others = mine.exclude(annotation__author=F("author")).filter(moments | Q(deleted__gt=review.reviewed_at))
    shown = permissions.readable_annotations(reviewer, "annotation__") | Q(annotation__deleted__isnull=False)
    return list(others.filter(shown).select_related("annotation__author").distinct())


def mark_changes(review: Review, things: Iterable[Any]) -> None:
    """Each note or reply learns what became of it, `since`: one query, and none while the review is open."""
    every = list(things)
    before = _before(review, every) if review.reviewed_at and every else {}
    for thing in every:
        thing.since = _became(thing, review, before.get(thing.pk, {})) if review.reviewed_at else None


def _before(review: Review, every: list[Any]) -> dict[Any, dict[str, Any]]:
    """By key of what was changed: each field that was, as it stood at the review."""
    notes = [thing.pk for thing in every if isinstance(thing, Annotation)]
    of = Q(annotation__in=notes) | Q(reply__in=[thing.pk for thing in every if isinstance(thing, Reply)])
    found: dict[Any, dict[str, Any]] = {}
    for edit in Edit.objects.filter(of, created__gt=review.reviewed_at):
        key = edit.annotation_id or edit.reply_id
        found[key] = {**edit.before, **found.get(key, {})}
    return found


def _became(thing: Any, review: Review, before: dict[str, Any]) -> Since | None:
    assert review.reviewed_at
    if thing.deleted:
        return Since("Removed since the review")
    if thing.created > review.reviewed_at:
        return Since("Written since the review")
    if before.get("body", thing.body) != thing.body:
        return Since("Changed since the review", worddiff(before["body"], thing.body))
    others = sorted({CALLED[field] for field in before if field in CALLED})
    return Since(f"Changed since the review: {', '.join(others)}") if others else None
