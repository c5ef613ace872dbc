"""One person's work for an assignment: what was handed in beside what stands now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.notes.models import Annotation, Reply
from annotator.review.models import Assignment, Submitted
from annotator.review.progress import NOTES, notes_for, replies_for
from texts.worddiff import Piece, worddiff


@dataclass(frozen=True)
class Piecework:
    """A note or a reply: as handed in, as it stands, or both."""

    note: Annotation
    reply: Reply | None
    then: Submitted | None
    now: Any  # the note or reply, if it is there still

    @property
    def kind(self) -> str:
        if self.reply:
            return "replies"
        return "notes" if self.note.motivation in NOTES else f"{self.note.motivation[:-3]}s"

    @property
    def changed(self) -> list[Piece]:
        """From the words handed in to those that stand; empty if they are the same."""
        if not self.then or not self.now or self.then.body == self.now.body:
            return []
        return worddiff(self.then.body, self.now.body)

    @property
    def state(self) -> str:
        """What became of it since it was handed in, in words; empty if nothing did."""
        if not self.now:
            return "deleted since"
        if not self.then:
            return "written since"
        return "changed since" if self.then.body != self.now.body else ""


def work_of(assignment: Assignment, person: Any, rows: Sequence[Submitted] | None, viewer: Any) -> list[Piecework]:
    """All of it that `viewer` can read, notes before replies. `rows` as submitted, or None while nothing is."""
    texts = ("text__parent", "assignment")
    notes = notes_for(assignment).filter(author=person).select_related(*texts).order_by("created", "pk")
    answers = replies_for(assignment).filter(author=person)
    replies = answers.select_related("annotation__text__parent", "annotation__author", "annotation__assignment")
    now = {(note.pk, None): note for note in notes}
    here: dict[Any, Any] = {**now, **{(one.annotation_id, one.pk): one for one in replies.order_by("created", "pk")}}
    then = {(row.annotation_id, row.reply_id): row for row in rows or []}
    every = [*then, *(key for key in here if key not in then)]
    hidden = _hidden({note for note, _ in every}, viewer) if viewer.pk != person.pk else set()
    return [_piece(then.get(key), here.get(key), rows is None) for key in every if key[0] not in hidden]


def _hidden(notes: Collection[Any], viewer: Any) -> set[Any]:
    """Those that somebody else wrote whom `viewer` does not review: answers to them are hidden as they are."""
    there = Annotation.objects.filter(pk__in=notes, deleted=None)
    return set(there.exclude(pk__in=there.readable_by(viewer).values("pk")).values_list("pk", flat=True))


def _piece(then: Submitted | None, now: Any, unsubmitted: bool) -> Piecework:
    reply = now if isinstance(now, Reply) else (then.reply if then else None)
    note: Any = reply.annotation if reply else (now or (then.annotation if then else None))
    if unsubmitted and now:
        then = Submitted(annotation=note, reply=reply, body=now.body)  # nothing to hold it against
    return Piecework(note, reply, then, now)
