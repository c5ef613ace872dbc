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
from texts.free import LONG, Free
from texts.passage import SENTENCE, Passage
from texts.shingles import Finds, Shingles, Windows
from texts.sliding import slid

Array = NDArray[Any]
Scope = Literal["after", "before", "anywhere"]

SHORT = 16  # characters of a window where only a little is left
LOOSE = 32  # so many characters beside replaced text may belong to what moved there
SAID = 14  # a sentence of fewer characters may be said twice
SMALL = 64  # a stretch of fewer characters is dropped between larger edits
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
        self._set(slid(self.rows(), self.old, self.new, self.shingles))
        loose = self._loosened()
        found = self._found(LONG, "anywhere")
        free = Free(self.old, self.new, self.rows())
        rows = sorted(found.rows(), key=lambda row: -row[2])
        taken = [row for row in map(free.take, rows) if row]
        whole = filter(free.take_all, self._sentences())
        self._set([*self.rows(), *taken, *whole, *filter(free.take_all, loose)])

    def _sentences(self) -> list[Row]:
        """Whole sentences that stand once among what is not matched of both texts, the longest first."""
        order = self.order_in_new()
        old = _whole_sentences(self.old, self.a, self.n)
        new = _whole_sentences(self.new, self.b[order], self.n[order])
        return sorted(self.shingles.same(*old, *new).rows(), key=lambda row: -row[2])

    def _loosened(self) -> list[Row]:
        """Cut off what stretches hold beyond a sentence's edge beside replaced text: it may belong to what moved there."""
        before, after = (edit[0] * edit[1] > 0 for edit in self._edits())
        head = np.where(before, self._to_edge(self.a, self.b, 1), 0)
        head = np.where(head <= self.n, head, 0)
        tail = np.where(after, self._to_edge(self.a + self.n, self.b + self.n, -1), 0)
        tail = np.where(head + tail <= self.n, tail, 0)
        cut = [
            *zip(self.a, self.b, head, strict=True),
            *zip(self.a + self.n - tail, self.b + self.n - tail, tail, strict=True),
        ]
        self._keep(self.a + head, self.b + head, self.n - head - tail)
        return [(int(a), int(b), int(n)) for a, b, n in cut if n]

    def _to_edge(self, a: Array, b: Array, step: int) -> Array:
        """How many characters it is to a sentence's edge in both texts, up to LOOSE; 0 if there is none, or at one."""
        best, edge = np.zeros_like(a), np.zeros(len(a), "u1")
        for k in range(LOOSE + 1):
            at, there = np.clip(a + step * k, 0, len(self.old)), np.clip(b + step * k, 0, len(self.new))
            rank = np.minimum(self.old.bounds[at], self.new.bounds[there])
            better = (rank >= SENTENCE) & (rank > edge)
            best, edge = np.where(better, k, best), np.where(better, rank, edge)
        return best

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
        before, after = self._edits()
        return before.max(axis=0), after.max(axis=0)

    def _edits(self) -> tuple[Array, Array]:
        """Before each stretch, and after: characters that went, and characters that came."""
        old = _around(self.a, self.n, len(self.old))
        ranks = self.order_in_new()
        new = np.empty_like(old)
        new[:, ranks] = _around(self.b[ranks], self.n[ranks], len(self.new))
        return np.stack((old[0], new[0])), np.stack((old[1], new[1]))

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


def _whole_sentences(passage: Passage, starts: Array, sizes: Array) -> tuple[Array, Array]:
    """Where sentences begin that are not matched at all, and how long they are without the space after them."""
    edges = np.flatnonzero(passage.bounds >= SENTENCE)
    first, last = edges[:-1], edges[1:]
    last = last - passage.space[last - 1]
    index = np.searchsorted(starts, first, side="right")
    free = first >= np.concatenate(([0], starts + sizes))[index]
    free &= (last <= np.append(starts, len(passage))[index]) & (last - first >= SAID)
    return first[free], (last - first)[free]


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
