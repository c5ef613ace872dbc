"""What of an old text stands in a new one: first the long stretches in order, then what moved, then words in the gaps.

Knows two folded texts. Each stretch of the new text belongs to one stretch of the old one at most, so that a passage
which stood there before cannot be claimed for a deleted twin.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from texts.chains import Row, heaviest_chain, without_overlaps
from texts.passage import SENTENCE, Passage
from texts.shingles import Finds, Shingles, Windows

Array = NDArray[Any]
Scope = Literal["after", "before", "anywhere"]

LONG, SHORT = 32, 16  # characters of a window
MOVED = 48  # a moved stretch of fewer characters must be most of what is free around it
SMALL = 64  # a stretch of fewer characters is dropped between larger edits
SEAM = 6  # so many characters at the end of a moved stretch may be an accident
_SHIFT = 32
_PLACE = (1 << _SHIFT) - 1


class Survivors:
    """Equal stretches of two passages, apart on both sides and sorted by their place in the old one."""

    def __init__(self, old: Passage, new: Passage) -> None:
        self.old, self.new = old, new
        self.shingles = Shingles(old.folded.lower, new.folded.lower)
        self._set(_ends_in_common(old, new))
        self._in_order(LONG, "after")
        self._in_order(LONG, "after")
        self._moved()
        for scope in ("after", "before"):
            self._in_order(SHORT, scope)
        self._prune()
        self._moved()
        self._to_tokens()

    def __len__(self) -> int:
        return len(self.a)

    def rows(self) -> list[Row]:
        return Finds(self.a, self.b, self.n).rows()

    def order_in_new(self) -> Array:
        return np.argsort(self.b, kind="stable")

    def _set(self, rows: Iterable[Row]) -> None:
        table = np.array(sorted(rows), dtype="i8").reshape(-1, 3)
        self._keep(table[:, 0], table[:, 1], table[:, 2])

    def _keep(self, a: Array, b: Array, n: Array) -> None:
        """Take stretches, joining those that touch on both sides."""
        alive = n > 0
        a, b, n = a[alive], b[alive], n[alive]
        if len(a):
            first = np.append(True, (a[1:] != a[:-1] + n[:-1]) | (b[1:] != b[:-1] + n[:-1]))
            n = np.add.reduceat(n, np.flatnonzero(first))
            a, b = a[first], b[first]
        self.a, self.b, self.n = a, b, n

    def _in_order(self, size: int, scope: Scope) -> None:
        """Find windows in the gaps, and keep in each gap the heaviest chain of them."""
        found = self._found(size, scope)
        if not len(found.a):
            return
        owner = np.searchsorted(self.a, found.a, side="right")
        scoped = Finds(found.a, found.b + (owner << _SHIFT), found.n)
        rows = scoped.rows()
        chain = heaviest_chain([row[1] for row in rows], [row[2] for row in rows])
        kept = without_overlaps([rows[i] for i in chain], self.old.ranks, self.new.ranks, _PLACE)
        self._set([*self.rows(), *((a, b & _PLACE, n) for a, b, n in kept)])

    def _moved(self) -> None:
        """Find windows wherever nothing is matched: the longest stretches first, each where it is still free."""
        found = self._found(LONG, "anywhere")
        if not len(found.a):
            return
        free = _Free(self)
        rows = sorted(found.rows(), key=lambda row: -row[2])
        taken = [free.take(row) for row in rows]
        self._set([*self.rows(), *(row for row in taken if row)])

    def _found(self, size: int, scope: Scope) -> Finds:
        ranks = self.order_in_new()
        old = _windows(self.old, self.a, self.n, np.arange(len(self)), scope)
        new = _windows(self.new, self.b[ranks], self.n[ranks], ranks, scope)
        return self.shingles.find(size, old, new)

    def _prune(self) -> None:
        """Drop small stretches that are no longer than the edits on both of their sides."""
        for _ in range(2):
            before, after = self.gaps()
            small = (self.n <= SMALL) & (self.n <= np.minimum(before, after))
            self._keep(self.a[~small], self.b[~small], self.n[~small])

    def gaps(self) -> tuple[Array, Array]:
        """The size of the edits before and after each stretch, in characters: the larger of what went and what came."""
        old = _around(self.a, self.n, len(self.old))
        ranks = self.order_in_new()
        new = np.empty_like(old)
        new[:, ranks] = _around(self.b[ranks], self.n[ranks], len(self.new))
        larger = np.maximum(old, new)
        return larger[0], larger[1]

    def _to_tokens(self) -> None:
        """Draw the ends of stretches back to where tokens begin and end in both texts."""
        a, b, n = self.a.copy(), self.b.copy(), self.n.copy()
        whole_old, whole_new = self.old.bounds > 0, self.new.bounds > 0
        for _ in range(SMALL):
            inside = (n > 0) & ~(whole_old[a] & whole_new[b])
            a, b, n = a + inside, b + inside, n - inside
            beyond = (n > 0) & ~(whole_old[a + n] & whole_new[b + n])
            n = n - beyond
            if not (inside.any() or beyond.any()):
                break
        self._keep(a, b, n)


class _Free:
    """What of both texts is not matched yet."""

    def __init__(self, survivors: Survivors) -> None:
        self._old, self._new = survivors.old, survivors.new
        self._in_old, self._in_new = np.ones(len(self._old) + 2, "?"), np.ones(len(self._new) + 2, "?")
        self._in_old[[0, -1]] = self._in_new[[0, -1]] = False
        for a, b, n in survivors.rows():
            self._mark(a, b, n)

    def take(self, row: Row) -> Row | None:
        """The part of a stretch that is free, with clean ends, if it is long enough to have moved."""
        a, b, n = self._trimmed(*row)
        if n < LONG // 2 or not (n >= MOVED or 2 * n >= min(_room(self._in_old, a, n), _room(self._in_new, b, n))):
            return None
        self._mark(a, b, n)
        return a, b, n

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


def _windows(passage: Passage, starts: Array, sizes: Array, names: Array, scope: Scope) -> Windows:
    """The windows of a passage that start where nothing is matched, with the matched stretch beside them as scope."""
    at = passage.word_starts
    index = np.searchsorted(starts, at, side="right")
    ends = np.concatenate(([0], starts + sizes))
    following = np.append(starts, len(passage))
    before, after = at - ends[index], following[index] - at
    free = before >= 0
    named = {
        "after": np.concatenate(([-1], names)),
        "before": np.append(names, len(names)),
        "anywhere": np.zeros(len(names) + 1, "i8"),
    }[scope]
    return Windows(at[free], before[free], after[free], named[index][free])


def _around(starts: Array, sizes: Array, length: int) -> Array:
    ends = np.concatenate(([0], starts + sizes))
    free = np.append(starts, length) - ends
    return np.stack((free[:-1], free[1:]))


def _ends_in_common(old: Passage, new: Passage) -> list[Row]:
    a, b = old.folded.lower, new.folded.lower
    size = min(len(a), len(b))
    if not size:
        return []
    head, tail = _agreement(a[:size], b[:size]), _agreement(a[::-1][:size], b[::-1][:size])
    rows = [(0, 0, head), (len(a) - tail, len(b) - tail, tail)]
    return without_overlaps([row for row in rows if row[2]], old.ranks, new.ranks, _PLACE)


def _agreement(left: Array, right: Array) -> int:
    differing = left != right
    return int(np.argmax(differing)) if differing.any() else len(left)
