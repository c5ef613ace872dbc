"""Open typo queries as those who decide see them: one row for the same words with the same proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotator import permissions
from annotator.notes.models import Annotation, QueryState
from texts.models import Text
from texts.spans import Span

NAMED = 3  # of the readers who made a proposal; the others are counted


@dataclass(frozen=True)
class Row:
    """One proposal, however many readers made it. `span` is None where the words queried are not there any more."""

    span: Span | None
    words: str
    proposed: str
    notes: tuple[Annotation, ...]

    @property
    def first(self) -> Annotation:
        return self.notes[0]

    @property
    def readers(self) -> int:
        """Who asks twice is one reader."""
        return len({note.author_id for note in self.notes})

    @property
    def named(self) -> list[Annotation]:
        """The first note of each of the first readers."""
        firsts: dict[object, Annotation] = {}
        for note in self.notes:
            firsts.setdefault(note.author_id, note)
        return list(firsts.values())[:NAMED]

    @property
    def more(self) -> int:
        return self.readers - len(self.named)

    def __str__(self) -> str:
        return f"“{self.words}” → “{self.proposed}”"


def open_queries(text: Text, reader: permissions.Actor) -> Any:
    """Those that `reader` may read, in reading order, each knowing where it stands."""
    asked = Annotation.objects.readable_by(reader).standing().filter(text=text, query__state=QueryState.OPEN)
    return asked.select_related("query", "author").in_reading_order()


def rows_of(plain: str, notes: Iterable[Any]) -> list[Row]:
    """In the order of `notes`, which stand in `plain`; one whose words are gone or changed has a row of its own."""
    rows: dict[object, list[Any]] = {}
    for note in notes:
        span = standing_words(plain, note)
        rows.setdefault((span, note.query.proposed) if span else note.pk, []).append(note)
    return [_row(plain, together) for together in rows.values()]


def standing_words(plain: str, note: Any) -> Span | None:
    """Where the words queried stand, if they are still the same to the letter."""
    if note.at is None:
        return None
    span = Span(note.at, note.until)
    return span if span.of(plain) == note.exact else None


def _row(plain: str, notes: Sequence[Any]) -> Row:
    first = notes[0]
    return Row(standing_words(plain, first), first.exact, first.query.proposed, tuple(notes))


def rivals(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows about the same or overlapping words together, in reading order; those without a place stand alone."""
    placed = sorted((row for row in rows if row.span), key=lambda row: (row.span, row.proposed))
    together: list[Row] = []
    end = -1
    for row in placed:
        assert row.span
        if together and row.span.start >= end:
            yield together
            together = []
        together.append(row)
        end = max(end, row.span.end)
    if together:
        yield together
    yield from ([row] for row in rows if row.span is None)
