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
from texts.editing import Refused, replace_all
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


@transaction.atomic
def accept(text: Text, chosen: Sequence[uuid.UUID], by: Any) -> Revision:
    """Accept the open queries `chosen` on `text`, and all others on the same words with the same proposal, in one revision.

    Raises Conflict, and then nothing is changed.
    """
    locked = Text.objects.select_for_update().get(pk=text.pk)
    assert locked.latest
    notes = list(open_queries(locked, by))
    changes = _changes(locked.latest, notes, set(chosen))
    try:
        edited = replace_all(locked.latest.source, [(change.span, change.proposed) for change in changes])
    except Refused as refusal:
        raise Conflict([note for change in changes for note in change.notes], str(refusal)) from refusal
    edits = [[span.start, span.end, words] for span, words in sorted(edited.edits)]
    revision = publish(locked, edited.source, author=by, message=_message(changes), base=locked.latest, edits=edits)
    for change in changes:
        for note in change.notes:
            note.query.decide(QueryState.ACCEPTED, by, applied_in=revision)
            tell(note, by, f"Your correction “{change.words}” → “{change.proposed}” is in the text.")
    return revision


@transaction.atomic
def take_back(note: Annotation, by: Any) -> Revision:
    """Undo an accepted query: a new revision with the old words, and everybody's query on them open again.

    Raises Conflict when the words are no longer those that the correction put there.
    """
    text = Text.objects.select_for_update().get(pk=note.text_id)
    assert text.latest
    span = _span(_standing(note))
    query = note.query
    if span is None or span.of(text.latest.plain) != query.proposed:
        raise Conflict([note], "The corrected words have been changed again since. Edit the text by hand.")
    try:
        edited = replace_all(text.latest.source, [(span, note.exact)])
    except Refused as refusal:
        raise Conflict([note], str(refusal)) from refusal
    message = f"Taken back: “{note.exact}” → “{query.proposed}”"[:MESSAGE]
    edits = [[place.start, place.end, words] for place, words in edited.edits]
    revision = publish(text, edited.source, author=by, message=message, base=text.latest, edits=edits)
    for other in _decided_together(note):
        other.query.decide(QueryState.OPEN, by, reason="The correction was taken back.")
        tell(other, by, f"The correction “{note.exact}” → “{query.proposed}” was taken back; your query is open again.")
    return revision


def open_queries(text: Text, reader: permissions.Actor) -> Any:
    """Those that `reader` may read, in reading order, each knowing where it stands."""
    asked = Annotation.objects.readable_by(reader).standing().filter(text=text, query__state=QueryState.OPEN)
    return asked.select_related("query", "author").in_reading_order()


def grouped(plain: str, notes: Sequence[Annotation]) -> list[Change]:
    """One row for the same words with the same proposal; those whose words are gone or changed stand alone."""
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


def _message(changes: list[Change]) -> str:
    said = "; ".join(f"“{change.words}” → “{change.proposed}”" for change in changes)
    return f"Accepted: {said}"[:MESSAGE]


def _standing(note: Annotation) -> Any:
    return Annotation.objects.standing().get(pk=note.pk)


def _span(note: Any) -> Span | None:
    return None if note.at is None else Span(note.at, note.until)


def _decided_together(note: Annotation) -> list[Annotation]:
    """Every query that the same revision answered, on the same words with the same proposal."""
    place = _standing(note)
    same = Annotation.objects.standing().filter(
        text=note.text_id,
        exact=note.exact,
        query__state=QueryState.ACCEPTED,
        query__applied_in=note.query.applied_in_id,
        query__proposed=note.query.proposed,
    )
    standing: list[Any] = list(same.select_related("query", "author"))
    return [other for other in standing if (other.at, other.until) == (place.at, place.until)]
