"""The new place of every character of an old text, and what a stretch of characters keeps: all by prefix sums.

Knows two passages and the equal stretches between them; believes none that it has not compared. Does not judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from texts.chains import Row, heaviest_chain
from texts.folding import spaced_words
from texts.passage import SENTENCE, Passage

Array = NDArray[Any]
Pair = tuple[int, int, int, int]  # a word of the old text that a word of the new one stands for: (a, a_end, b, b_end)

MOVED = 48  # letters, marks not counted, that are never by accident the same, wherever they stand
MOVED_WHOLE = 14  # and if they are whole sentences
FAR = 2000  # a jump ahead over more, and over four times what went, parts a passage


class Links:
    """`to[i]` is the place of old character `i` in the new text, or -1. Sums at `i` count what stands before `i`."""

    def __init__(self, old: Passage, new: Passage, rows: Sequence[Row], pairs: Sequence[Pair]) -> None:
        self.old, self.new = old, new
        self.to = _compared(old, new, _places(len(old), rows))
        self._anchors()
        shown = ~old.space
        live = self.to >= 0
        same = np.zeros(len(old), "?")
        same[live] = (old.folded.codes[live] == new.folded.codes[self.to[live]]) & shown[live]
        self.live = _sums(live & shown)
        self.same = _sums(same)
        self.parted = _sums(self._parted())
        self.pair_start, self.pair_end = self._pair_ends(pairs)
        self._chains()
        self._words()

    def _words(self) -> None:
        """Sums over the words of the old text: those that are not the same."""
        self.word_starts, ends = self.old.word_starts, self.old.word_ends
        self.words_changed = _sums(self.same[ends] - self.same[self.word_starts] < ends - self.word_starts)

    def _anchors(self) -> None:
        """The nearest character at or after, and at or before, each one that can hold an end of a span.

        White space holds one only beside a neighbour that stands beside it still.
        """
        size, to = len(self.old), self.to
        beside = np.zeros(size + 1, "?")
        beside[1:size] = (to[1:] == to[:-1] + 1) & (to[1:] > 0)
        holds_start = (to >= 0) & (~self.old.space | beside[1:])
        holds_end = (to >= 0) & (~self.old.space | beside[:-1])
        numbers = np.arange(size)
        after = np.where(holds_start, numbers, size)[::-1]
        self.next = np.append(np.minimum.accumulate(after)[::-1], size)
        self.previous = np.append(-1, np.maximum.accumulate(np.where(holds_end, numbers, -1)))

    def _parted(self) -> Array:
        """Words that stand apart in one text and together in the other."""
        live = (self.to >= 0) & ~self.old.space
        parted = np.zeros(len(self.old), "?")
        parted[live] = spaced_words(self.old.folded)[live] != spaced_words(self.new.folded)[self.to[live]]
        return parted

    def _pair_ends(self, pairs: Sequence[Pair]) -> tuple[Array, Array]:
        starts, ends = np.full(len(self.old) + 1, -1, "i8"), np.full(len(self.old) + 1, -1, "i8")
        table = np.array(pairs, dtype="i8").reshape(-1, 4)
        starts[table[:, 0]] = table[:, 2]
        ends[table[:, 1]] = table[:, 3]
        return starts, ends

    def _chains(self) -> None:
        """Number the parts of the old text that kept their order; `moved[i]` says of part `i` that others went past it.

        `slight[i]` says that so little moved with it that it may be an accident.
        """
        places = np.flatnonzero(self.to >= 0)
        there = self.to[places].astype("i8")
        step, stride = np.diff(places), np.diff(there)
        breaks = (stride < 0) | (stride > FAR + 4 * step)
        self.chain = np.zeros(len(self.old) + 1, "i4")
        firsts = np.concatenate(([0], np.flatnonzero(breaks) + 1)) if len(places) else np.zeros(0, "i8")
        self.chain_starts = places[firsts]
        self.chain[self.chain_starts[1:]] = 1
        self.chain = np.cumsum(self.chain, dtype="i4")
        self.moved = np.ones(len(firsts), "?")
        weights = np.diff(np.append(firsts, len(places)))
        self.moved[heaviest_chain(there[firsts].tolist(), weights.tolist())] = False
        lasts = np.append(firsts[1:], len(places))[: len(firsts)] - 1
        sums = _sums(~self.old.folded.joined[places])
        letters = sums[lasts + 1] - sums[firsts]
        whole = _edges(self.old, places[firsts], places[lasts]) & _edges(self.new, there[firsts], there[lasts])
        self.slight = self.moved & (letters < np.where(whole, MOVED_WHOLE, MOVED))


def _places(size: int, rows: Sequence[Row]) -> Array:
    to = np.full(size, -1, "i4")
    table = np.array(rows, dtype="i8").reshape(-1, 3)
    a, b, n = table.T
    ordinal = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    to[np.repeat(a, n) + ordinal] = np.repeat(b, n) + ordinal
    return to


def _edges(passage: Passage, first: Array, last: Array) -> Array:
    """Whether stretches begin and end where sentences do; a space after them is theirs or not."""
    best = np.maximum(passage.bounds[last], passage.bounds[last + 1])
    after = np.maximum(best, passage.bounds[np.minimum(last + 2, len(passage))])
    whole: Array = (passage.bounds[first] >= SENTENCE) & (after >= SENTENCE)
    return whole


def _compared(old: Passage, new: Passage, to: Array) -> Array:
    """Only the places where the same character stands."""
    live = np.flatnonzero(to >= 0)
    wrong = live[old.folded.lower[live] != new.folded.lower[to[live]]]
    to[wrong] = -1
    return to


def _sums(marks: Array) -> Array:
    return np.concatenate((np.zeros(1, "i4"), np.cumsum(marks, dtype="i4")))
