"""The stretches of words that two passages share, chained in order: where one passage stands in the other.

Knows words as numbers only. Works near linearly: rare runs of words are found first, and their best chain is kept.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import log2
from typing import NamedTuple

RARE = 4  # a run of words that stands more often than this in a passage shows no place
RUNS = 4000  # so many shared runs are chained, the longest first
LOOK_BACK = 24  # chains that a run is tried after
SHORT = 30  # in a passage of fewer words, two equal words in a row say enough


class Run(NamedTuple):
    """`length` equal words, from `left` in one passage and `right` in the other."""

    left: int
    right: int
    length: int


def shared_runs(left: Sequence[int], right: Sequence[int], cuts: tuple[Sequence[int], Sequence[int]]) -> list[Run]:
    """The best chain of shared runs, in order and apart.

    `cuts` are the places of marked cuts in each passage: there, words may be missing at little cost.
    """
    short = min(len(left), len(right)) < SHORT
    for sizes in ((2, 3, 4) if short else (3, 4, 6), (1,)):
        runs = _runs(left, right, sizes)
        if runs:
            return _best_chain(runs, _Gaps(left, right, cuts))
    return []


def _runs(left: Sequence[int], right: Sequence[int], sizes: tuple[int, ...]) -> list[Run]:
    ends: dict[int, Run] = {}  # by diagonal
    runs: list[Run] = []
    for i, j, size in _seeds(left, right, sizes):
        last = ends.get(j - i)
        if last and last.left + last.length >= i:
            ends[j - i] = Run(last.left, last.right, max(last.length, i + size - last.left))
        else:
            runs += [last] if last else []
            ends[j - i] = Run(i, j, size)
    return sorted(sorted([*runs, *ends.values()], key=lambda run: (-run.length, run))[:RUNS])


def _seeds(left: Sequence[int], right: Sequence[int], sizes: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Where the words from `i` on stand at `j` too: as few words as are rare enough to show a place."""
    known = [(size, _places(left, size), _places(right, size)) for size in sizes]
    for i in range(len(left)):
        for size, here, there in known:
            gram = tuple(left[i : i + size])
            places = there.get(gram, ())
            if not places:
                break
            if len(places) <= RARE >= len(here[gram]):
                yield from ((i, j, size) for j in places)
                break


def _places(words: Sequence[int], size: int) -> dict[tuple[int, ...], list[int]]:
    """Where each run of `size` words stands; of those that stand too often, one place more than is rare."""
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for i in range(len(words) - size + 1):
        found = places[tuple(words[i : i + size])]
        if len(found) <= RARE:
            found.append(i)
    return dict(places)


class _Gaps:
    """What it costs to step from one shared run to the next."""

    def __init__(self, left: Sequence[int], right: Sequence[int], cuts: tuple[Sequence[int], Sequence[int]]) -> None:
        self._cuts_before = [_running_count(len(words), at) for words, at in zip((left, right), cuts, strict=True)]

    def cost(self, before: Run, after: Run) -> float:
        lefts = (before.left + before.length, after.left)
        rights = (before.right + before.length, after.right)
        missing = abs((lefts[1] - lefts[0]) - (rights[1] - rights[0]))
        marked = any(counts[b] > counts[a] for counts, (a, b) in zip(self._cuts_before, (lefts, rights), strict=True))
        other = min(lefts[1] - lefts[0], rights[1] - rights[0])
        return (0.1 if marked else 0.6) * log2(1 + missing) + 0.1 * other


def _running_count(length: int, places: Sequence[int]) -> list[int]:
    marks = [0] * (length + 1)
    for place in places:
        marks[place + 1] += 1
    return list(accumulate(marks))


class _Chained(NamedTuple):
    score: float  # of the best chain that ends in this run
    run: Run  # less what overlaps the run before
    before: _Chained | None


def _best_chain(runs: list[Run], gaps: _Gaps) -> list[Run]:
    """The chain of most words less the cost of its gaps.

    Each run is tried after the runs that began just before it and after the ends of the best chains so far.
    """
    recent: deque[_Chained] = deque(maxlen=LOOK_BACK)
    best: list[_Chained] = []  # the highest score first
    for run in runs:
        chained = _Chained(float(run.length), run, None)
        for before in (*best, *recent):
            if before.score + run.length > chained.score and (trimmed := _after(before.run, run)):
                score = before.score + trimmed.length - gaps.cost(before.run, trimmed)
                chained = _Chained(score, trimmed, before) if score > chained.score else chained
        recent.append(chained)
        insort(best, chained, key=lambda chain: -chain.score)
        del best[LOOK_BACK:]
    return _runs_of(best[0])


def _after(before: Run, run: Run) -> Run | None:
    """`run` without what it shares with the run before it, or None if nothing is left."""
    overlap = max(0, before.left + before.length - run.left, before.right + before.length - run.right)
    if overlap >= run.length:
        return None
    return Run(run.left + overlap, run.right + overlap, run.length - overlap)


def _runs_of(chain: _Chained | None) -> list[Run]:
    runs = []
    while chain:
        runs.append(chain.run)
        chain = chain.before
    return runs[::-1]
