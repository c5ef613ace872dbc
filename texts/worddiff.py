"""What differs between two texts, in whole words: gone, added, moved elsewhere, or the same.

Knows two texts and lays them side by side as `linking` does, so that what a reader is shown agrees with where notes
went. "The same" is the same to the character; a word in another glyph or case is gone and added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from texts.chains import Row, heaviest_chain
from texts.linking import links_between
from texts.links import Links
from texts.passage import Passage
from texts.spans import Span

Array = NDArray[Any]
Kind = Literal["same", "gone", "added", "moved-from", "moved-to"]

MOVED = 3  # fewer words than these are not said to have moved: they are gone here and added there


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of either text, or of both. Spans are code points; `pair` > 0 joins a moved-from with its moved-to.

    The texts of "same", "gone" and "moved-from" make up the old text; those of "same", "added" and "moved-to" the new.
    """

    kind: Kind
    text: str
    old: Span | None
    new: Span | None
    pair: int = 0


def worddiff(old: str, new: str) -> list[Piece]:
    """Pieces in the order of the new text; before what was added at a place stands what went from there. Linear."""
    if old == new:
        return [Piece("same", old, Span(0, len(old)), Span(0, len(new)))] if old else []
    links = links_between(old, new)
    left, right = _Units(old, links.old), _Units(new, links.new)
    runs = _runs(_matches(links, left, right))
    kept, moved = _in_order(runs, left)
    kept = [part for run in kept for part in _identical(run, left, right)]
    return list(_Pieces(left, right, moved).between([*kept, (len(left), len(right), 0)]))


class _Units:
    """A text in units that are never cut: words, single signs, runs of white space.

    `firsts` and `stops` are their folded stretches; `at` their raw edges, one more than there are units.
    """

    def __init__(self, raw: str, passage: Passage) -> None:
        folded = passage.folded
        tokens = np.concatenate((passage.token_starts, np.flatnonzero(passage.space)))
        starts = np.unique(folded.starts[tokens])
        self.raw = raw
        self.firsts = np.searchsorted(folded.starts, starts, side="left")
        self.stops = np.append(self.firsts[1:], len(folded))[: len(starts)]
        self.space = passage.space[self.firsts]
        self.words = _sums(_word_marks(self, passage))
        self.at = np.concatenate((starts, [len(raw)])) if len(starts) or not raw else np.array([0, len(raw)])
        self.at[0] = 0
        self.edges: list[int] = self.at.tolist()

    def __len__(self) -> int:
        return len(self.edges) - 1

    def text(self, start: int, end: int) -> str:
        return self.raw[self.edges[start] : self.edges[end]]

    def span(self, start: int, end: int) -> Span:
        return Span(self.edges[start], self.edges[end])


def _word_marks(units: _Units, passage: Passage) -> Array:
    first = np.searchsorted(passage.word_starts, units.firsts)
    marks: Array = np.searchsorted(passage.word_starts, units.stops) > first
    return marks


def _sums(marks: Array) -> Array:
    return np.concatenate((np.zeros(1, "i8"), np.cumsum(marks, dtype="i8")))


def _matches(links: Links, left: _Units, right: _Units) -> Array:
    """For each old unit the new one that holds the same characters in the same case, or -1."""
    to = _same_case(links)
    if not len(to) or not len(left.firsts) or not len(right.firsts):
        return np.full(len(left), -1, "i8")
    steps = _sums(np.diff(to, append=-1) == 1)
    first, last = to[left.firsts], to[left.stops - 1]
    whole = (first >= 0) & (steps[left.stops - 1] - steps[left.firsts] == left.stops - 1 - left.firsts)
    at = np.minimum(np.searchsorted(right.firsts, first), len(right) - 1)
    whole &= (right.firsts[at] == first) & (right.stops[at] == last + 1)
    return _with_white_space(np.where(whole, at, -1), left, right)


def _same_case(links: Links) -> Array:
    to = links.to.astype("i8")
    live = np.flatnonzero(to >= 0)
    other = links.old.folded.codes[live] != links.new.folded.codes[to[live]]
    to[live[other]] = -1
    return to


def _with_white_space(matches: Array, left: _Units, right: _Units) -> Array:
    """White space belongs to the unit before it, else to that after it."""
    free = np.ones(len(right) + 2, "?")
    free[[0, -1]] = False
    free[1:-1] = right.space
    free[matches[matches >= 0] + 1] = False
    for step in (1, -1):
        near = np.roll(matches, step)
        near[0 if step > 0 else -1] = -1
        there = np.where(near >= 0, near + step, -1)
        good = np.flatnonzero(left.space & (matches < 0) & (near >= 0) & free[there + 1])
        matches[good] = there[good]
        free[there[good] + 1] = False
    return matches


def _runs(matches: Array) -> list[Row]:
    """Units that stand one after another in both texts: `(old, new, count)`."""
    live = np.flatnonzero(matches >= 0)
    if not len(live):
        return []
    there = matches[live]
    heads = np.flatnonzero(np.append(True, (np.diff(live) != 1) | (np.diff(there) != 1)))
    counts = np.diff(np.append(heads, len(live)))
    return list(zip(live[heads].tolist(), there[heads].tolist(), counts.tolist(), strict=True))


def _in_order(runs: Sequence[Row], left: _Units) -> tuple[list[Row], list[Row]]:
    """Runs that kept their order, and those of some words that did not."""
    weights = [left.edges[a + n] - left.edges[a] for a, _, n in runs]
    kept = set(heaviest_chain([b for _, b, _ in runs], weights))
    others = [run for index, run in enumerate(runs) if index not in kept]
    moved = [(a, b, n) for a, b, n in others if left.words[a + n] - left.words[a] >= MOVED]
    return [runs[index] for index in sorted(kept)], moved


def _identical(run: Row, left: _Units, right: _Units) -> Iterator[Row]:
    """The parts of a run that are the same to the character."""
    a, b, n = run
    if left.text(a, a + n) == right.text(b, b + n):
        yield run
        return
    start = 0
    for k in range(n + 1):
        if k == n or left.text(a + k, a + k + 1) != right.text(b + k, b + k + 1):
            if k > start:
                yield a + start, b + start, k - start
            start = k + 1


class _Pieces:
    def __init__(self, left: _Units, right: _Units, moved: Sequence[Row]) -> None:
        self._left, self._right = left, right
        numbered = [(a, b, n, pair) for pair, (a, b, n) in enumerate(moved, 1)]
        self._from = [(a, n, pair) for a, _, n, pair in numbered]
        self._to = sorted((b, n, pair) for _, b, n, pair in numbered)

    def between(self, kept: Sequence[Row]) -> Iterator[Piece]:
        """The pieces of `kept` and of what is between them; the last of `kept` is empty and ends both texts."""
        i = j = 0
        goners, comers = iter(self._from), iter(self._to)
        going, coming = next(goners, None), next(comers, None)
        for a, b, n in kept:
            while going and going[0] < a:
                yield from self._gone(i, going[0])
                i = going[0] + going[1]
                yield Piece("moved-from", self._left.text(going[0], i), self._left.span(going[0], i), None, going[2])
                going = next(goners, None)
            yield from self._gone(i, a)
            while coming and coming[0] < b:
                yield from self._added(j, coming[0])
                j = coming[0] + coming[1]
                yield Piece("moved-to", self._right.text(coming[0], j), None, self._right.span(coming[0], j), coming[2])
                coming = next(comers, None)
            yield from self._added(j, b)
            i, j = a + n, b + n
            if n:
                yield Piece("same", self._left.text(a, i), self._left.span(a, i), self._right.span(b, j))

    def _gone(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            yield Piece("gone", self._left.text(start, end), self._left.span(start, end), None)

    def _added(self, start: int, end: int) -> Iterator[Piece]:
        if start < end:
            yield Piece("added", self._right.text(start, end), None, self._right.span(start, end))
