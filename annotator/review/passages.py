"""The paragraphs that somebody has noted, with only these notes as marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from texts.sentences import paragraphs
from texts.spans import Span

LONGEST = 1_500  # code points; of a longer paragraph only what is around the words is shown
AROUND = 300


@dataclass(frozen=True)
class Piece:
    """Words, and the notes on them; none if nobody noted them. `first_of` are those that begin here."""

    words: str
    notes: tuple[Any, ...] = ()
    first_of: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Passage:
    """One paragraph; `cut_before` and `cut_after` where it goes on."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


def passages(plain: str, notes: Iterable[Any]) -> list[Passage]:
    """The paragraphs of `plain` with notes that stand at [at, until), in order. Notes without a place are not here."""
    placed = sorted((note for note in notes if note.at is not None), key=lambda note: (note.at, note.until))
    parts = paragraphs(plain) if placed else []
    starts = [part.start for part in parts]
    by_part: dict[Span, list[Any]] = {}
    for note in placed:
        by_part.setdefault(_around(parts, starts, note), []).append(note)
    return [_passage(plain, part, inside) for part, inside in sorted(by_part.items(), key=lambda item: item[0].start)]


def _around(parts: Sequence[Span], starts: Sequence[int], note: Any) -> Span:
    """The paragraph the note begins in, and all up to where it ends."""
    first = max(0, bisect_right(starts, note.at) - 1)
    last = max(first, bisect_right(starts, note.until - 1) - 1)
    return Span(min(parts[first].start, note.at), max(parts[last].end, note.until))


def _passage(plain: str, part: Span, notes: Sequence[Any]) -> Passage:
    shown = part
    if part.end - part.start > LONGEST:
        start = max(part.start, min(note.at for note in notes) - AROUND)
        shown = Span(start, min(part.end, max(note.until for note in notes) + AROUND))
    edges = {shown.start, shown.end, *(note.at for note in notes), *(note.until for note in notes)}
    pieces = tuple(_piece(plain, a, b, notes) for a, b in pairwise(sorted(edges)))
    return Passage(pieces, shown.start > part.start, shown.end < part.end)


def _piece(plain: str, start: int, end: int, notes: Sequence[Any]) -> Piece:
    on = tuple(note for note in notes if note.at <= start and end <= note.until)
    return Piece(plain[start:end], on, tuple(note for note in on if note.at == start))
