"""Equal stretches of two rows of characters, found by hashes of windows that occur once in each.

Knows numbers in rows; does not know which finds deserve belief. A hash only proposes: whoever keeps a find compares it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_BASE = 0x9E3779B97F4A7C15
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_LONGEST_SCOPE = np.uint64(0xBF58476D1CE4E5B9)


class Finds(NamedTuple):
    """Stretches `old[a:a+n] == new[b:b+n]`, sorted by `a`."""

    a: Array
    b: Array
    n: Array

    def only(self, which: Array) -> Finds:
        return Finds(self.a[which], self.b[which], self.n[which])

    def rows(self) -> list[tuple[int, int, int]]:
        return list(zip(self.a.tolist(), self.b.tolist(), self.n.tolist(), strict=True))


class Windows(NamedTuple):
    """Where windows start on one side, how far to each side nothing is matched yet, and the scope they are sought in."""

    at: Array
    before: Array
    after: Array
    scope: Array


class Shingles:
    """Hashes of every stretch of two rows, by prefix sums of a polynomial modulo 2**64."""

    def __init__(self, old: Array, new: Array) -> None:
        size = max(len(old), len(new)) + 1
        powers = _powers(_BASE, size)
        self._inverses = _powers(pow(_BASE, -1, 1 << 64), size)
        self._old = _sums(old, powers)
        self._new = _sums(new, powers)

    def equal(self, a: Array, b: Array, n: Array | int) -> Array:
        """Whether the stretches of length `n` at `a` and `b` agree."""
        equal: Array = self._of(self._old, a, n) == self._of(self._new, b, n)
        return equal

    def find(self, size: int, old: Windows, new: Windows) -> Finds:
        """Stretches grown from windows of `size` characters that occur once among `old` and once among `new`.

        They grow over unmatched text only. Finds may overlap each other.
        """
        old, new = _fitting(old, size), _fitting(new, size)
        left = _once(self._of(self._old, old.at, size) ^ _mixed(old.scope))
        right = _once(self._of(self._new, new.at, size) ^ _mixed(new.scope))
        _, i, j = np.intersect1d(left.keys, right.keys, assume_unique=True, return_indices=True)
        i, j = left.places[i], right.places[j]
        order = np.argsort(old.at[i], kind="stable")
        return self._grown(size, old, i[order], new, j[order])

    def same(self, a: Array, n: Array, b: Array, m: Array) -> Finds:
        """Which of the stretches of `n` characters at `a` are one of those of `m` at `b`, if each stands once there."""
        left, right = _once(self._of(self._old, a, n) ^ _mixed(n)), _once(self._of(self._new, b, m) ^ _mixed(m))
        _, i, j = np.intersect1d(left.keys, right.keys, assume_unique=True, return_indices=True)
        i, j = left.places[i], right.places[j]
        return Finds(a[i], b[j], n[i])

    def _grown(self, size: int, old: Windows, i: Array, new: Windows, j: Array) -> Finds:
        a, b = old.at[i], new.at[j]
        if not len(a):
            return Finds(a, b, a)
        first, last = self._rows_of_one(a, b)
        before = self.agreement(a[first], b[first], np.minimum(old.before[i[first]], new.before[j[first]]), -1)
        after = self.agreement(a[last], b[last], np.minimum(old.after[i[last]], new.after[j[last]]), 1)
        starts = a[first] - before
        found = Finds(starts, b[first] - before, a[last] + after - starts)
        _, distinct = np.unique(np.stack((found.a, found.b)), axis=1, return_index=True)
        return found.only(np.sort(distinct))

    def _rows_of_one(self, a: Array, b: Array) -> tuple[Array, Array]:
        """Neighbouring windows of one stretch, as indices of the first and the last of each."""
        near = np.diff(a) == np.diff(b)
        near[near] &= self.equal(a[:-1][near], b[:-1][near], np.diff(a)[near])
        breaks = np.flatnonzero(~near)
        return np.append(0, breaks + 1), np.append(breaks, len(a) - 1)

    def agreement(self, a: Array, b: Array, limit: Array, direction: int) -> Array:
        """How many characters agree from `a` and `b` on, forwards or backwards, at most `limit`."""
        agree = np.zeros_like(limit)
        step = 1 << int(limit.max(initial=0)).bit_length()
        while step:
            more = agree + step
            fits = np.flatnonzero(more <= limit)
            back = more[fits] if direction < 0 else 0
            good = fits[self.equal(a[fits] - back, b[fits] - back, more[fits])]
            agree[good] += step
            step >>= 1
        return agree

    def _of(self, sums: Array, at: Array, n: Array | int) -> Array:
        hashes: Array = (sums[at + n] - sums[at]) * self._inverses[at]
        return hashes


class _Once(NamedTuple):
    keys: Array
    places: Array


def _once(keys: Array) -> _Once:
    distinct, places, counts = np.unique(keys, return_index=True, return_counts=True)
    return _Once(distinct[counts == 1], places[counts == 1])


def _fitting(windows: Windows, size: int) -> Windows:
    fits = windows.after >= size
    return Windows(*(column[fits] for column in windows))


def _powers(base: int, size: int) -> Array:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _sums(codes: Array, powers: Array) -> Array:
    terms = (codes.astype(np.uint64) + np.uint64(1)) * _SPREAD
    terms *= powers[: len(codes)]
    return np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))


def _mixed(scope: Array) -> Array:
    mixed = (scope + 1).astype(np.uint64) * _LONGEST_SCOPE
    return mixed ^ (mixed >> np.uint64(29))
