"""What of two texts is not matched yet, and which stretches of it may be taken as moved.

Knows what is taken on both sides; does not look for stretches.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from texts.chains import Row
from texts.passage import SENTENCE, Passage

Array = NDArray[Any]

LONG = 32  # characters of a window
MOVED = 48  # a moved stretch of fewer characters must be most of what is free around it
SEAM = 6  # so many characters at the end of a moved stretch may be an accident


class Free:
    """What of both texts is not matched yet."""

    def __init__(self, old: Passage, new: Passage, rows: Iterable[Row]) -> None:
        self._old, self._new = old, new
        self._in_old, self._in_new = np.ones(len(self._old) + 2, "?"), np.ones(len(self._new) + 2, "?")
        self._in_old[[0, -1]] = self._in_new[[0, -1]] = False
        for a, b, n in rows:
            self._mark(a, b, n)

    def take(self, row: Row) -> Row | None:
        """The part of a stretch that is free, with clean ends, if it is long enough to have moved."""
        a, b, n = self._trimmed(*row)
        if n < LONG // 2 or not (n >= MOVED or 2 * n >= min(_room(self._in_old, a, n), _room(self._in_new, b, n))):
            return None
        self._mark(a, b, n)
        return a, b, n

    def take_all(self, row: Row) -> bool:
        """Take a stretch as it is, if all of it is free."""
        a, b, n = row
        free = bool(self._in_old[a + 1 : a + n + 1].all() and self._in_new[b + 1 : b + n + 1].all())
        if free:
            self._mark(a, b, n)
        return free

    def _trimmed(self, a: int, b: int, n: int) -> Row:
        free = self._in_old[a + 1 : a + n + 1] & self._in_new[b + 1 : b + n + 1]
        if not free.all():
            start, n = _longest_run(free)
            a, b = a + start, b + start
        head = self._seam(a, b, n, range(0, SEAM + 1))
        tail = self._seam(a, b, n, range(n, n - SEAM - 1, -1))
        return a + head, b + head, tail - head

    def _seam(self, a: int, b: int, n: int, tries: range) -> int:
        """The offset of a sentence's edge among `tries`, or the first of them."""
        if n <= 2 * SEAM:
            return tries[0]
        good = (k for k in tries if min(self._old.ranks[a + k], self._new.ranks[b + k]) >= SENTENCE)
        return next(good, tries[0])

    def _mark(self, a: int, b: int, n: int) -> None:
        self._in_old[a + 1 : a + n + 1] = False
        self._in_new[b + 1 : b + n + 1] = False


def _longest_run(free: Array) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.view("i1"), [0]))))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    best = int(np.argmax(stops - starts))
    return int(starts[best]), int(stops[best] - starts[best])


def _room(free: Array, start: int, n: int) -> int:
    """How long the free stretch is in which `[start, start + n)` stands, looked at up to four times its length."""
    low, high = max(0, start + 1 - 2 * n), min(len(free), start + 1 + 3 * n)
    left = free[low : start + 1][::-1]
    right = free[start + 1 : high]
    return int(np.argmin(left) if not left.all() else len(left)) + int(
        np.argmin(right) if not right.all() else len(right)
    )
