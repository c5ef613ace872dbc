"""Notes of a whole class put together: those on one sentence, or of one kind; among them those that are alike, in bunches.

Knows where notes stand and what they say, and loads nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from texts.sentences import paragraphs, sentences
from texts.spans import Span


@dataclass(frozen=True)
class Row:
    """As much of a note as it takes to find its company. `said` is what it says, folded; empty for a bare highlight."""

    said: str
    pk: Any
    author: Any
    text: Any
    at: int | None
    until: int | None
    motivation: str
    exact: str

    @property
    def place(self) -> Hashable:
        """The very words it stands on; one that stands on none is alone."""
        return (self.at, self.until) if self.at is not None else self.exact or self.pk

    @property
    def words(self) -> Hashable:
        """The same words, wherever they stand."""
        return self.exact.casefold() or self.pk


@dataclass(frozen=True)
class Section:
    """Notes on one sentence (`span`), on none (no span), or of one kind."""

    text: Any
    span: Span | None
    motivation: str
    bunches: list[list[Row]]

    @property
    def total(self) -> int:
        return sum(len(bunch) for bunch in self.bunches)


def by_passage(rows: Iterable[Row], plains: dict[Any, str]) -> list[Section]:
    """`rows` in reading order, by the sentence that each begins in; `plains` are the texts by key."""
    found = []
    for text, own in groupby(rows, key=lambda row: row.text):
        inside = sorted(_with_sentences(plains[text], list(own)), key=lambda pair: pair[0].start if pair[0] else -1)
        for span, group in groupby(inside, key=lambda pair: pair[0]):
            found.append(Section(text, span, "", bunched([row for _, row in group], lambda row: row.place)))
    return found


def by_kind(rows: Iterable[Row], kinds: Sequence[str]) -> list[Section]:
    """Kinds in the order of `kinds`; under each its notes in reading order."""
    every = sorted(rows, key=lambda row: kinds.index(row.motivation))
    of_kind = groupby(every, key=lambda row: row.motivation)
    return [Section(None, None, kind, bunched(list(own), lambda row: row.words)) for kind, own in of_kind]


def _with_sentences(plain: str, rows: list[Row]) -> Iterator[tuple[Span | None, Row]]:
    """Only paragraphs that somebody noted are parted into sentences."""
    parts = paragraphs(plain)
    starts = [part.start for part in parts]
    known: dict[int, list[Span]] = {}
    for row in rows:
        if row.at is None or not parts:
            yield None, row
            continue
        number = max(0, bisect_right(starts, row.at) - 1)
        inside = known.setdefault(number, sentences(plain, parts[number]) if number not in known else [])
        yield _sentence_at(inside, row.at), row


def _sentence_at(inside: list[Span], at: int) -> Span | None:
    found = bisect_right([span.start for span in inside], at) - 1
    return inside[max(0, found)] if inside else None


def bunched(rows: Sequence[Row], alike: Callable[[Row], Hashable]) -> list[list[Row]]:
    """Rows that are `alike` or say the same are in one bunch, also by way of a third; first come, first."""
    leads: dict[Hashable, Hashable] = {}

    def lead(key: Hashable) -> Hashable:
        while leads.setdefault(key, key) != key:
            key = leads[key]
        return key

    for row in rows:
        if row.said:
            leads[lead(("said", row.said))] = lead(("words", alike(row)))
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(lead(("words", alike(row))), []).append(row)
    return [_same_together(bunch) for bunch in found.values()]


def _same_together(bunch: list[Row]) -> list[Row]:
    """What says the same stands beneath each other."""
    if len(bunch) < 3:
        return bunch
    order: dict[Hashable, int] = {}
    for row in bunch:
        order.setdefault((row.motivation, row.said), len(order))
    return sorted(bunch, key=lambda row: order[row.motivation, row.said])
