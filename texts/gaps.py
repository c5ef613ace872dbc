"""What survives between two equal stretches: words first, then the letters of words that resemble each other.

Knows the tokens of one gap at a time. Never compares letters of unrelated words, or the "t" of "two" would survive as the
"t" of "three".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from texts.believing import believed
from texts.passage import Passage

Row = tuple[int, int, int]

CELLS = 4_000_000  # the largest table of words
PAIRS = 144  # the largest table of likenesses between words
LETTERS = 4_000_000
ALIKE = 0.5


class Gap(NamedTuple):
    """Tokens `[old_first, old_last)` of the old passage against `[new_first, new_last)` of the new one."""

    old_first: int
    old_last: int
    new_first: int
    new_last: int


class Aligner:
    """Collects `rows` of equal characters, and `pairs` of words that stand for each other: (old, end, new, end)."""

    def __init__(self, old: Passage, new: Passage) -> None:
        self.old, self.new = old, new
        self.rows: list[Row] = []
        self.pairs: list[tuple[int, int, int, int]] = []
        self._old = _Tokens(old)
        self._new = _Tokens(new)

    def align(self, gap: Gap) -> None:
        old = self._old.words(gap.old_first, gap.old_last)
        new = self._new.words(gap.new_first, gap.new_last)
        if not old or not new or len(old) * len(new) > CELLS:
            return
        i = j = 0
        for run in [*self._believed(old, new), (len(old), len(new), 0)]:
            self._edit(gap, old[i : run[0]], i, new[j : run[1]], j)
            self._equal(gap, run)
            i, j = run[0] + run[2], run[1] + run[2]

    def _equal(self, gap: Gap, run: Row) -> None:
        for k in range(run[2]):
            a, end = self._old.at(gap.old_first + run[0] + k)
            self.rows.append((a, self._new.at(gap.new_first + run[1] + k)[0], end - a))

    @staticmethod
    def _believed(old: Sequence[str], new: Sequence[str]) -> list[Row]:
        if len(old) == 1 == len(new):
            return [(0, 0, 1)] if old == new else []
        runs = [(b.a, b.b, b.size) for b in Levenshtein.editops(old, new).as_matching_blocks() if b.size]
        return believed(runs, old, new) if runs else []

    def _edit(self, gap: Gap, old: Sequence[str], i: int, new: Sequence[str], j: int) -> None:
        """Words that differ: pair those which resemble each other, or one with one."""
        if not old or not new:
            return
        if "".join(old) == "".join(new):
            self._joined(gap.old_first + i, old, gap.new_first + j, new)
            return
        for left, right in _resembling(old, new):
            self._pair(gap.old_first + i + left, gap.new_first + j + right, old[left], new[right])

    def _joined(self, i: int, old: Sequence[str], j: int, new: Sequence[str]) -> None:
        """The same letters, parted otherwise."""
        left = [self._old.at(i + k)[0] + n for k, word in enumerate(old) for n in range(len(word))]
        right = [self._new.at(j + k)[0] + n for k, word in enumerate(new) for n in range(len(word))]
        self.rows += [(a, b, 1) for a, b in zip(left, right, strict=True)]

    def _pair(self, i: int, j: int, old: str, new: str) -> None:
        a, a_end = self._old.at(i)
        b, b_end = self._new.at(j)
        self.pairs.append((a, a_end, b, b_end))
        if len(old) * len(new) <= LETTERS and likeness(old, new) >= ALIKE:
            for block in Levenshtein.editops(old, new).as_matching_blocks():
                if block.size:
                    self.rows.append((a + block.a, b + block.b, block.size))


class _Tokens:
    def __init__(self, passage: Passage) -> None:
        self._text = passage.lower(0, len(passage))
        self._starts, self._ends = passage.token_starts, passage.token_ends

    def at(self, index: int) -> tuple[int, int]:
        return int(self._starts[index]), int(self._ends[index])

    def words(self, first: int, last: int) -> list[str]:
        starts, ends = self._starts[first:last].tolist(), self._ends[first:last].tolist()
        return [self._text[start:end] for start, end in zip(starts, ends, strict=True)]


def likeness(old: str, new: str) -> float:
    return Indel.normalized_similarity(old, new, score_cutoff=ALIKE)


def _resembling(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of words in order with the greatest sum of likeness; one word stands for one word, however unlike."""
    if len(old) == 1 == len(new):
        return [(0, 0)]
    if len(old) * len(new) > PAIRS:
        return []
    table = [[likeness(left, right) for right in new] for left in old]
    best = _best_sums(table)
    return list(_traced(table, best))


def _best_sums(table: list[list[float]]) -> list[list[float]]:
    best = [[0.0] * (len(table[0]) + 1)]
    for row in table:
        above, line = best[-1], [0.0]
        for j, score in enumerate(row):
            line.append(max(above[j + 1], line[-1], above[j] + score))
        best.append(line)
    return best


def _traced(table: list[list[float]], best: list[list[float]]) -> Iterator[tuple[int, int]]:
    i, j = len(table), len(table[0])
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            yield i, j
