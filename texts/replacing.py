"""A change that is known because it was made on purpose: old words, and the words put in their place.

Knows the edits; compares only the letters of replaced words with those put there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from texts.chains import Row
from texts.folding import fold
from texts.gaps import ALIKE, LETTERS, likeness
from texts.links import Links, Pair
from texts.passage import Passage
from texts.placing import Known
from texts.spans import Span

Array = NDArray[Any]
Edit = tuple[Span, str]


class Replaced:
    """`text` is `old` with the replacements made. Raises ValueError if they overlap or end beyond `old`."""

    def __init__(self, old: str, replacements: Sequence[Edit]) -> None:
        self._edits = sorted(replacements, key=lambda edit: (edit[0].start, edit[0].end))
        self.text = replaced(old, self._edits)
        self._old, self._new = Passage(fold(old)), Passage(fold(self.text))
        self._starts = np.array([span.start for span, _ in self._edits], "i8")
        self._ends = np.array([span.end for span, _ in self._edits], "i8")
        self._sizes = np.array([len(words) for _, words in self._edits], "i8")

    def links(self) -> Links:
        rows = [*self._kept(), *self._letters()]
        return Links(self._old, self._new, rows, list(self._pairs()))

    def known(self) -> Known:
        """Of what was replaced by other words, and not merely cut."""
        a, a_end, b, b_end = self._stretches()
        put = (a < a_end) & (b < b_end)
        marks = np.zeros(len(self._old) + 1, "i4")
        np.add.at(marks, a[put], 1)
        np.add.at(marks, a_end[put], -1)
        dead = (np.cumsum(marks)[:-1] > 0) & (self._places() < 0) & ~self._old.space
        credit = np.concatenate((np.zeros(1, "i4"), np.cumsum(dead, dtype="i4")))
        return Known(a[put], a_end[put], credit)

    def _places(self) -> Array:
        return self.links().to

    def _kept(self) -> Iterator[Row]:
        """Characters outside the edits, wherever the edits pushed them."""
        old, new = self._old.folded, self._new.folded
        index = np.searchsorted(self._ends, old.starts, side="right")
        inside = old.starts >= np.append(self._starts, np.iinfo("i8").max)[index]
        growth = np.concatenate(([0], np.cumsum(self._sizes - (self._ends - self._starts))))
        there = old.starts + growth[index]
        ordinal = np.arange(len(old)) - np.searchsorted(old.starts, old.starts, side="left")
        place = np.searchsorted(new.starts, there, side="left") + ordinal
        good = np.flatnonzero(~inside & (place < len(new)))
        yield from zip(good.tolist(), place[good].tolist(), [1] * len(good), strict=True)

    def _stretches(self) -> tuple[Array, Array, Array, Array]:
        """Folded stretches of each edit: `[a, a_end)` became `[b, b_end)`."""
        growth = np.concatenate(([0], np.cumsum(self._sizes - (self._ends - self._starts))))[:-1]
        start = self._starts + growth
        old, new = self._old.folded, self._new.folded
        a, b = old.first_at(self._starts), new.first_at(start)
        return a, np.maximum(old.stop_at(self._ends), a), b, np.maximum(new.stop_at(start + self._sizes), b)

    def _pairs(self) -> Iterator[Pair]:
        for a, a_end, b, b_end in zip(*(column.tolist() for column in self._stretches()), strict=True):
            if a < a_end and b < b_end:
                yield a, a_end, b, b_end

    def _letters(self) -> Iterator[Row]:
        for a, a_end, b, b_end in self._pairs():
            old, new = self._old.lower(a, a_end), self._new.lower(b, b_end)
            if len(old) * len(new) <= LETTERS and likeness(old, new) >= ALIKE:
                for block in Levenshtein.editops(old, new).as_matching_blocks():
                    if block.size:
                        yield a + block.a, b + block.b, block.size


def replaced(old: str, edits: Sequence[Edit]) -> str:
    """`old` with the replacements made, which are in order. Raises ValueError if they overlap or end beyond `old`."""
    _check(old, edits)
    return "".join(_pieces(old, edits))


def _check(old: str, edits: Sequence[Edit]) -> None:
    end = 0
    for span, _ in edits:
        if span.start < end:
            raise ValueError(f"two replacements overlap at {span.start}")
        end = span.end
    if end > len(old):
        raise ValueError(f"a replacement ends at {end}, beyond the text of {len(old)} code points")


def _pieces(old: str, edits: Sequence[Edit]) -> Iterator[str]:
    end = 0
    for span, words in edits:
        yield old[end : span.start]
        yield words
        end = span.end
    yield old[end:]
