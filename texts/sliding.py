"""Cuts set where a writer would have cut: a passage put in or taken out could often have stood in several places.

Knows stretches that are equal, and where each text may be cut; moves their seams, and never makes a new stretch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from texts.chains import Row
from texts.passage import Passage
from texts.shingles import Shingles

Array = NDArray[Any]

_LOOK = 4096  # characters to each side in which the best cut is looked for


def slid(rows: Iterable[Row], old: Passage, new: Passage, shingles: Shingles) -> list[Row]:
    """Stretches sorted by `a`, with the space between their words, each seam at its best boundary. Near linear."""
    a, b, n = _joined(*np.array(sorted(rows), "i8").reshape(-1, 3).T)
    a, b, n = _joined(*_over_spaces(a, b, n, old, new))
    seams = _pure(a, b, n)
    ends = a[seams] + n[seams], b[seams] + n[seams]
    low = shingles.agreement(a[seams + 1], b[seams + 1], np.minimum(n[seams], _LOOK), -1)
    high = shingles.agreement(*ends, np.minimum(n[seams + 1], _LOOK), 1)
    movable = np.flatnonzero((low > 0) | (high > 0))
    table = np.stack((a, b, n), axis=1).tolist()
    columns = (seams[movable], low[movable], high[movable])
    for seam, back, ahead in zip(*(column.tolist() for column in columns), strict=True):
        _slide(table[seam], table[seam + 1], back, ahead, old.ranks, new.ranks)
    return [(a, b, n) for a, b, n in table if n]


def _slide(left: list[int], right: list[int], back: int, ahead: int, old: bytes, new: bytes) -> None:
    """Move the seam of two stretches, in place, at most so far back and ahead."""
    a, b = left[0] + left[2], left[1] + left[2]
    text, start, end = (old, a, right[0]) if right[1] == b else (new, b, right[1])
    back, ahead = min(back, left[2]), min(ahead, right[2])
    ranks = zip(text[start - back : start + ahead + 1], text[end - back : end + ahead + 1], strict=True)
    sums = [one + other for one, other in ranks]
    best = max(sums)
    if sums[back] == best:
        return
    step = min((k - back for k, total in enumerate(sums) if total == best), key=abs)
    left[2] += step
    right[:] = right[0] + step, right[1] + step, right[2] - step


def _joined(a: Array, b: Array, n: Array) -> tuple[Array, Array, Array]:
    """Stretches that touch on both sides are one."""
    if not len(a):
        return a, b, n
    heads = np.flatnonzero(np.append(True, (a[1:] != a[:-1] + n[:-1]) | (b[1:] != b[:-1] + n[:-1])))
    return a[heads], b[heads], np.add.reduceat(n, heads)


def _over_spaces(a: Array, b: Array, n: Array, old: Passage, new: Passage) -> tuple[Array, Array, Array]:
    """Take in the white space after each stretch, and that before the next, where both texts have it."""
    a, b, n = a.copy(), b.copy(), n.copy()
    seams = _open(a, b, n)
    seams = seams[_same_space(a[seams] + n[seams], b[seams] + n[seams], old, new)]
    n[seams] += 1
    seams = _open(a, b, n)
    seams = seams[_same_space(a[seams + 1] - 1, b[seams + 1] - 1, old, new)]
    a[seams + 1] -= 1
    b[seams + 1] -= 1
    n[seams + 1] += 1
    return a, b, n


def _same_space(a: Array, b: Array, old: Passage, new: Passage) -> Array:
    same: Array = old.space[a] & new.space[b] & (old.folded.lower[a] == new.folded.lower[b])
    return same


def _open(a: Array, b: Array, n: Array) -> Array:
    """Stretches with something between them and the next in both texts."""
    return np.flatnonzero(_neighbours(a, b, n) & (a[1:] > a[:-1] + n[:-1]) & (b[1:] > b[:-1] + n[:-1]))


def _pure(a: Array, b: Array, n: Array) -> Array:
    """Stretches with something between them and the next in one text only."""
    return np.flatnonzero(_neighbours(a, b, n) & ((a[1:] == a[:-1] + n[:-1]) != (b[1:] == b[:-1] + n[:-1])))


def _neighbours(a: Array, b: Array, n: Array) -> Array:
    """Whether each stretch but the last is followed by the same one in both texts."""
    order = np.argsort(b, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    follows: Array = rank[1:] == rank[:-1] + 1
    return follows
