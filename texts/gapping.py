"""The gaps between matched stretches, as runs of tokens of both texts that may stand for each other.

Knows where stretches stand; does not compare words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from texts.gaps import Gap
from texts.passage import PARAGRAPH, SENTENCE, Passage
from texts.surviving import Survivors

Array = NDArray[Any]

REACH = 2000  # characters looked at beside a stretch whose neighbours moved away


def gaps(kept: Survivors) -> Iterator[Gap]:
    """Gaps with the same neighbours on both sides; then, beside what moved, what is left up to the paragraph's end."""
    sides = _Sides(kept)
    shared = np.flatnonzero(sides.follower == np.arange(1, len(sides.follower) + 1))
    bounds = [
        sides.old_end[shared],
        sides.old_start[shared + 1],
        sides.new_end[shared],
        sides.new_start[shared + 1],
    ]
    yield from _tokens(kept, *bounds)
    broken = np.flatnonzero(sides.follower != np.arange(1, len(sides.follower) + 1))
    edges = np.array([edge for index in broken for edge in sides.beside(int(index))], dtype="i8").reshape(-1, 4)
    yield from _tokens(kept, *edges.T)


def _tokens(kept: Survivors, a: Array, a_end: Array, b: Array, b_end: Array) -> Iterator[Gap]:
    """Only gaps with tokens on both sides."""
    old, new = kept.old.token_starts, kept.new.token_starts
    columns = [
        np.searchsorted(old, a),
        np.searchsorted(old, a_end),
        np.searchsorted(new, b),
        np.searchsorted(new, b_end),
    ]
    table = np.stack(columns, axis=1)
    both = (table[:, 0] < table[:, 1]) & (table[:, 2] < table[:, 3])
    for row in table[both].tolist():
        yield Gap(*row)


class _Sides:
    """The stretches with the edges of both texts as empty stretches around them, in the order of the old text.

    `follower[i]` is the stretch after `i` in the new text.
    """

    def __init__(self, kept: Survivors) -> None:
        self.old, self.new = kept.old, kept.new
        a, b = len(kept.old), len(kept.new)
        self.old_start, self.old_end = np.concatenate(([0], kept.a, [a])), np.concatenate(([0], kept.a + kept.n, [a]))
        self.new_start, self.new_end = np.concatenate(([0], kept.b, [b])), np.concatenate(([0], kept.b + kept.n, [b]))
        order = np.concatenate(([0], kept.order_in_new() + 1, [len(kept) + 1]))
        self.follower = np.empty(len(kept) + 1, "i8")
        self.follower[order[:-1]] = order[1:]
        self._leader = np.empty(len(kept) + 2, "i8")
        self._leader[order[1:]] = order[:-1]

    def beside(self, index: int) -> Iterator[tuple[int, int, int, int]]:
        """What follows stretch `index` in both texts, and what comes before the next one in the old text."""
        a, a_end = int(self.old_end[index]), int(self.old_start[index + 1])
        b, b_end = int(self.new_end[index]), int(self.new_start[self.follower[index]])
        middle = _paragraph_end(self.old, a, a_end)
        if index:
            yield a, middle, b, _paragraph_end(self.new, b, b_end)
        b_end, b = int(self.new_start[index + 1]), int(self.new_end[self._leader[index + 1]])
        if index + 1 < len(self.old_start) - 1:
            yield max(_paragraph_start(self.old, a, a_end), middle), a_end, _paragraph_start(self.new, b, b_end), b_end


def _paragraph_end(passage: Passage, start: int, end: int) -> int:
    """The end of the paragraph that runs on at `start`, or of its sentence where `end` comes first."""
    found = passage.ranks.find(bytes([PARAGRAPH]), start, min(end, start + REACH) + 1)
    if found < 0:
        found = passage.ranks.find(bytes([SENTENCE]), start, min(end, start + REACH) + 1)
    return start if found < 0 else found


def _paragraph_start(passage: Passage, start: int, end: int) -> int:
    found = passage.ranks.rfind(bytes([PARAGRAPH]), max(start, end - REACH), end + 1)
    if found < 0:
        found = passage.ranks.rfind(bytes([SENTENCE]), max(start, end - REACH), end + 1)
    return end if found < 0 else found
