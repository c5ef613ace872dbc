"""Which agreements between two rows of words deserve belief: small ones among large edits are accidents.

Knows where the rows agree and how long their words are; does not know the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate

Row = tuple[int, int, int]  # old[a:a+n] == new[b:b+n], in words

_FEW = 0.25  # where less of the words agree, all is rewritten
_MANY, _LONG = 6, 30  # a run of so many words and characters is never an accident


def believed(runs: Sequence[Row], old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Runs in order, without those that are likely accidents. Near linear."""
    old_at, new_at = _prefix(old), _prefix(new)
    kept = _Weighed(runs, old_at, new_at).kept()
    agreed = sum(old_at[a + n] - old_at[a] for a, _, n in kept)
    if agreed < _FEW * min(old_at[-1], new_at[-1]):
        return [run for run in kept if _stands_alone(run, old_at, len(old), len(new))]
    return kept


def _prefix(words: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, words), initial=0))


class _Weighed:
    """Drops the runs that are less than half as long as the edits on both of their sides, the weakest first."""

    def __init__(self, runs: Sequence[Row], old_at: list[int], new_at: list[int]) -> None:
        self._runs = [(0, 0, 0), *runs, (len(old_at) - 1, len(new_at) - 1, 0)]
        self._old_at, self._new_at = old_at, new_at
        self._before = [index - 1 for index in range(len(self._runs))]
        self._after = [index + 1 for index in range(len(self._runs))]
        self._dropped = [False] * len(self._runs)

    def kept(self) -> list[Row]:
        inner = range(1, len(self._runs) - 1)
        weakest = [(self._margin(k), k) for k in inner]
        heapify(weakest)
        while weakest and weakest[0][0] < 0:
            margin, k = heappop(weakest)
            if self._dropped[k] or margin != self._margin(k):
                continue
            for neighbour in self._drop(k):
                if 0 < neighbour < len(self._runs) - 1:
                    heappush(weakest, (self._margin(neighbour), neighbour))
        return [self._runs[k] for k in inner if not self._dropped[k]]

    def _drop(self, k: int) -> tuple[int, int]:
        before, after = self._before[k], self._after[k]
        self._after[before], self._before[after] = after, before
        self._dropped[k] = True
        return before, after

    def _margin(self, k: int) -> int:
        a, _, n = self._runs[k]
        size = self._old_at[a + n] - self._old_at[a]
        if n >= _MANY and size >= _LONG:
            return 0
        return 2 * size - min(self._edit(self._before[k], k), self._edit(k, self._after[k]))

    def _edit(self, left: int, right: int) -> int:
        """The larger of what went and what came between two runs."""
        (i, j, n), (a, b, _) = self._runs[left], self._runs[right]
        return max(self._old_at[a] - self._old_at[i + n], self._new_at[b] - self._new_at[j + n])


def _stands_alone(run: Row, old_at: list[int], old_size: int, new_size: int) -> bool:
    a, b, n = run
    size = old_at[a + n] - old_at[a]
    hangs = (a == 0 and b == 0) or (a + n == old_size and b + n == new_size)
    return size >= 24 or (size >= 5 and hangs)
