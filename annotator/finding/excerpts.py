"""A few words around what was found, and which of them were asked for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.finding.asking import Term
from annotator.search.terms import places

ROOM = 260  # code points of an excerpt
BEFORE = 60  # of them before the first word found


class Piece(NamedTuple):
    words: str
    marked: bool = False


def found_in(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in `text`, `[start, end)` in order, overlapping ones joined."""
    words = list(places(text)) if terms else []
    spans = sorted(span for term in terms for span in _spans(words, term))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpt(text: str, terms: Sequence[Term], room: int = ROOM) -> list[Piece]:
    """At most about `room` code points of `text` around the first words found; all white space is one space."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = found_in(text, terms)
    start = _word_start(text, max(0, spans[0][0] - BEFORE)) if spans and len(text) > room else 0
    end = _word_end(text, start + room) if len(text) - start > room else len(text)
    pieces = list(_pieces(text, start, end, spans))
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else [])]


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if first >= start and last <= end:
            if first > at:
                yield Piece(text[at:first])
            yield Piece(text[first:last], True)
            at = last
    if at < end:
        yield Piece(text[at:end])


def _spans(words: list[tuple[str, int, int]], term: Term) -> Iterator[tuple[int, int]]:
    """One written word may be several of the index, and a term may be several words."""
    length = len(term.words)
    flat = [(one, start, end) for folded, start, end in words for one in folded.split()]
    *firsts, last = term.words
    for at in range(len(flat) - length + 1):
        window = [one for one, _, _ in flat[at : at + length]]
        ends = window[-1].startswith(last) if term.prefix else window[-1] == last
        if ends and window[:-1] == firsts:
            yield flat[at][1], flat[at + length - 1][2]


def _word_start(text: str, at: int) -> int:
    return text.find(" ", at) + 1 if at and " " in text[at : at + BEFORE] else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", at - BEFORE, at)
    return space if space > 0 else at
