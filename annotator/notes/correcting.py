"""Typo queries become corrections: accepting writes a revision and carries every note along; taking back writes another.

Before anything is written, the words at each anchor must still be the words that were queried, and `texts.editing` must
have proved the change. Otherwise nothing is changed and `Conflict` says why.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotator import permissions
from annotator.library.publishing import publish
from annotator.notes.models import Annotation, QueryState
from annotator.notes.notices import tell
from texts.editing import Edited, Refused, replace_all
from texts.importing import has_words
from texts.models import Revision, Text
from texts.spans import Span

MESSAGE = 500


class Conflict(Exception):
    """Nothing was changed: these queries, and why they cannot be accepted as they stand."""

    def __init__(self, notes: Sequence[Annotation], reason: str) -> None:
        super().__init__(reason)
        self.notes, self.reason = list(notes), reason


@dataclass(frozen=True)
class Change:
    """The same words with the same proposal: one change, however many readers asked for it."""

    span: Span
    words: str
    proposed: str
    notes: tuple[Annotation, ...]

    def __str__(self) -> str:
        return said(self.words, self.proposed)


def said(words: str, proposed: str) -> str:
    """A correction in words, for messages."""
    return f"“{words}” → “{proposed}”" if proposed else f"“{words}” → nothing"


@transaction.atomic
def accept(text: Text, chosen: Sequence[uuid.UUID], by: Any) -> Revision:
    """Accept the open queries `chosen` on `text`, and all others on the same words with the same proposal, in one revision.

    Raises Conflict, and then nothing is changed.
    """
    locked = Text.objects.select_for_update().get(pk=text.pk)
    assert locked.latest
    notes = list(open_queries(locked, by))
    changes = _changes(locked.latest, notes, set(chosen))
    asked = [note for change in changes for note in change.notes]
    edited = _proved(locked.latest, [(change.span, change.proposed) for change in changes], asked)
    revision = _published(locked, edited, by, f"Accepted: {'; '.join(map(str, changes))}")
    for change in changes:
        for note in change.notes:
            note.query.decide(QueryState.ACCEPTED, by, applied_in=revision)
            tell(note, by, f"Your correction {change} is in the text.")
    return revision


@transaction.atomic
def take_back(note: Annotation, by: Any) -> Revision:
    """Undo an accepted query: a new revision with the old words, and everybody's query on them open again.

    Raises Conflict when the words are no longer those that the correction put there.
    """
    text = Text.objects.select_for_update().get(pk=note.text_id)
    assert text.latest
    standing = Annotation.objects.standing().select_related("query").get(pk=note.pk)
    query, span = standing.query, _span(standing)
    if query.state != QueryState.ACCEPTED:
        raise Conflict([note], "This query is not accepted (any more), so there is nothing to take back.")
    if span is None or span.of(text.latest.plain) != query.proposed:
        raise Conflict([note], "The corrected words have been changed again since, or were deleted.")
    edited = _proved(text.latest, [(span, note.exact)], [note])
    change = said(note.exact, query.proposed)
    together = _decided_together(standing)
    revision = _published(text, edited, by, f"Taken back: {change}")
    for other in together:
        other.query.decide(QueryState.OPEN, by, reason="The correction was taken back.")
        tell(other, by, f"The correction {change} was taken back; your query is open again.")
    return revision


def open_queries(text: Text, reader: permissions.Actor) -> Any:
    """Those that `reader` may read, in reading order, each knowing where it stands."""
    asked = Annotation.objects.readable_by(reader).standing().filter(text=text, query__state=QueryState.OPEN)
    return asked.select_related("query", "author").in_reading_order()


def grouped(plain: str, notes: Sequence[Annotation]) -> list[Change]:
    """One row for the same words with the same proposal; those whose words are gone or changed are in none."""
    rows: dict[tuple[int, int, str], list[Annotation]] = {}
    for note in notes:
        span = _span(note)
        if span and span.of(plain) == note.exact:
            rows.setdefault((span.start, span.end, note.query.proposed), []).append(note)
    return [
        Change(Span(start, end), plain[start:end], proposed, tuple(together))
        for (start, end, proposed), together in rows.items()
    ]


def _changes(latest: Revision, notes: list[Annotation], chosen: set[uuid.UUID]) -> list[Change]:
    """The rows that `chosen` belong to. Raises Conflict for a query whose words are not there any more."""
    rows = [row for row in grouped(latest.plain, notes) if chosen & {note.pk for note in row.notes}]
    found = {note.pk for row in rows for note in row.notes}
    missing = chosen - found
    if missing:
        lost = [note for note in notes if note.pk in missing]
        raise Conflict(lost, "The words are no longer those that were queried, or the query has been decided already.")
    if not rows:
        raise Conflict([], "Choose at least one query.")
    return rows


def _proved(latest: Revision, changes: list[tuple[Span, str]], asked: list[Annotation]) -> Edited:
    """Raises Conflict about `asked` when a change cannot be proved, or would leave nothing."""
    try:
        edited = replace_all(latest.source, changes)
    except Refused as refusal:
        raise Conflict(asked, str(refusal)) from refusal
    if not has_words(edited.plain):
        raise Conflict(asked, "No words would be left of the text.")
    return edited


def _published(text: Text, edited: Edited, by: Any, message: str) -> Revision:
    edits = [[span.start, span.end, words] for span, words in sorted(edited.edits)]
    return publish(text, edited.source, author=by, message=message[:MESSAGE], base=text.latest, edits=edits)


def _span(note: Any) -> Span | None:
    return None if note.at is None else Span(note.at, note.until)


def _decided_together(note: Any) -> list[Annotation]:
    """Every query that the same revision answered, on the same words with the same proposal; `note` knows its place."""
    same = Annotation.objects.standing().filter(
        text=note.text_id,
        exact=note.exact,
        at=note.at,
        until=note.until,
        query__state=QueryState.ACCEPTED,
        query__applied_in=note.query.applied_in_id,
        query__proposed=note.query.proposed,
    )
    return list(same.select_related("query", "author"))
