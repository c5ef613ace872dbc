"""What stands behind a learner's numbers: as many rows as the number says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from annotator import permissions
from annotator.notes.models import Annotation, Reply
from annotator.review.models import Assignment
from annotator.review.overview import REPLYING, day_of, kind_of, notes_seen, replies_seen, words_in


@dataclass(frozen=True)
class Item:
    """A note, or a reply to somebody else's."""

    thing: Any
    note: Annotation
    late: bool

    @property
    def is_reply(self) -> bool:
        return isinstance(self.thing, Reply)

    @property
    def kind(self) -> str:
        return kind_of(REPLYING if self.is_reply else self.note.motivation)

    @property
    def label(self) -> str:
        return "Reply" if self.is_reply else str(self.note.get_motivation_display())

    @property
    def created(self) -> datetime:
        made: datetime = self.thing.created
        return made

    @property
    def day(self) -> date:
        return day_of(self.created)

    @property
    def words(self) -> int:
        return words_in(self.thing.body)


SHOWN: dict[str, tuple[str, Callable[[Item], bool]]] = {
    "": ("Everything written", lambda item: True),
    "notes": ("Notes", lambda item: item.kind == "notes"),
    "questions": ("Questions", lambda item: item.kind == "questions"),
    "replies": ("Replies to others", lambda item: item.kind == "replies"),
    "words": ("Words", lambda item: item.words > 0),
    "days": ("Days active", lambda item: True),
    "late": ("Written late", lambda item: item.late),
}


def items(assignment: Assignment, user: permissions.Actor, person: Any) -> list[Item]:
    """All that counts of one person's work, oldest first: three queries."""
    due = assignment.due_of(person)
    notes = notes_seen(assignment, user).filter(author=person).select_related("text__parent")
    replies = replies_seen(assignment, user).filter(author=person).select_related("annotation__text__parent")
    things: list[tuple[Any, Annotation]] = [
        *((note, note) for note in notes),
        *((reply, reply.annotation) for reply in replies),
    ]
    found = [Item(thing, note, bool(due and thing.created > due)) for thing, note in things]
    return sorted(found, key=lambda item: (item.created, str(item.thing.pk)))
