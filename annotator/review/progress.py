"""How far somebody is with an assignment, held against what it asks. What is private still does not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Length

from annotator import permissions
from annotator.notes.models import Annotation, Motivation, Reply
from annotator.review.models import Assignment

NOTES = [Motivation.COMMENTING, Motivation.EDITING, Motivation.ASSESSING]


@dataclass(frozen=True)
class Part:
    """One thing asked: how much of it there is. `kind` finds what counts among one's work."""

    kind: str
    done: int
    wanted: int

    @property
    def is_met(self) -> bool:
        return self.done >= self.wanted

    def __str__(self) -> str:
        """As in: 2 of 3 notes."""
        plural = {"replies": "reply"}.get(self.kind, self.kind.removesuffix("s"))
        return f"{self.done} of {self.wanted} {plural if self.wanted == 1 else self.kind}"


@dataclass(frozen=True)
class Written:
    """What one person has written for one assignment. Characters are code points of bodies and replies, as typed."""

    notes: int = 0
    questions: int = 0
    replies: int = 0
    characters: int = 0
    highlights: int = 0
    last: datetime | None = None

    @property
    def nothing(self) -> bool:
        return not (self.notes or self.questions or self.replies or self.highlights)

    def against(self, assignment: Assignment) -> list[Part]:
        """Only what is asked; nothing if nothing is counted."""
        return list(_parts(self, assignment))


def _parts(written: Written, assignment: Assignment) -> Iterator[Part]:
    for kind in ("notes", "questions", "replies", "characters"):
        wanted = getattr(assignment, f"wanted_{kind}")
        if wanted:
            yield Part(kind, getattr(written, kind), wanted)


def notes_for(assignment: Assignment) -> QuerySet[Annotation]:
    """All that count."""
    return Annotation.objects.filter(assignment=assignment, deleted=None, group__isnull=False).order_by()


def replies_for(assignment: Assignment) -> QuerySet[Reply]:
    """All that count: answers to others, not additions to one's own."""
    of = Reply.objects.filter(annotation__assignment=assignment, deleted=None, annotation__deleted=None)
    return of.exclude(author=F("annotation__author")).order_by()


def seen_by(viewer: Any, rows: Any, at: str = "") -> Any:
    """Those of `rows` that `viewer` can read, and one's own; all for nobody in particular."""
    if viewer is None:
        return rows
    return rows.filter(permissions.readable_annotations(viewer, at) | Q(author=viewer.pk))


def written_by(assignment: Assignment, person: Any, viewer: Any = None) -> Written:
    return written_by_all(assignment, person=person, viewer=viewer).get(person.pk, Written())


def written_by_all(assignment: Assignment, person: Any = None, viewer: Any = None) -> dict[Any, Written]:
    """By person, of all who have written, or of one: two queries. Only what `viewer` can read, if one is named."""
    only = Q(author=person) if person else Q()
    notes: Any = seen_by(viewer, notes_for(assignment).filter(only)).values("author").annotate(**_counts())
    replies: Any = seen_by(viewer, replies_for(assignment).filter(only), "annotation__").values("author")
    found: dict[Any, dict[str, Any]] = {row.pop("author"): row for row in notes}
    for row in replies.annotate(replies=Count("pk"), typed=Sum(Length("body")), said=Max("created")):
        own = found.setdefault(row["author"], {"characters": 0, "last": None})
        own["replies"] = row["replies"]
        own["characters"] += row["typed"]
        own["last"] = max(filter(None, [own["last"], row["said"]]))
    return {author: Written(**row) for author, row in found.items()}


def _counts() -> dict[str, Any]:
    return {
        "notes": Count("pk", filter=Q(motivation__in=NOTES)),
        "questions": Count("pk", filter=Q(motivation=Motivation.QUESTIONING)),
        "highlights": Count("pk", filter=Q(motivation=Motivation.HIGHLIGHTING)),
        "characters": Coalesce(Sum(Length("body")), 0),
        "last": Max("created"),
    }
