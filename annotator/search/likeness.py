"""Where in a passage the words of a quotation stand, and how alike they are: words against words, letter by letter.

Case, accents, punctuation and glyphs do not count. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from annotator.search.terms import ONE_WORD, UNSPACED_RUN
from texts.folding import SIGN, SOLO, SPACE, decoded, fold
from texts.spans import Span

LONG = 1_500  # folded characters; of what is longer, beginning and end are looked for
SHORT_PART = 8  # folded characters: less between two cuts shows no place
LESS = 15  # of 100: so much may an alignment that cuts words be worse than one of whole words
_CUT = re.compile(r"[\[(]?\s*(?:…|\.\s?\.\s?\.(?:\s?\.)*)\s*[\])]?")


class Place(NamedTuple):
    """A span in code points; `likeness` runs from 0 to 1."""

    span: Span
    likeness: float


class Words:
    """The words of a text parted by single spaces, each character with its place in the text."""

    def __init__(self, raw: str) -> None:
        folded = fold(raw)
        seen = (folded.kinds != SPACE) & (folded.kinds != SIGN) & ~folded.joined
        at = np.flatnonzero(seen)
        apart, solo = np.cumsum(~seen & ~folded.joined)[at], folded.kinds[at] == SOLO
        gaps = np.flatnonzero((apart[1:] != apart[:-1]) & ~(solo[1:] & solo[:-1])) + 1
        self.text = decoded(np.insert(folded.lower[at], gaps, 0x20))
        self._starts = np.insert(folded.starts[at], gaps, 0)
        self._ends = np.insert(folded.ends[at], gaps, 0)

    @cached_property
    def _words(self) -> list[tuple[int, int]]:
        return [match.span() for match in ONE_WORD.finditer(self.text)]

    def best(self, part: str, start: int, end: int) -> tuple[int, int, float]:
        """The whole words at `[start, end)`, a word more or less at each end, that are most like `part`."""
        first = bisect_right(self._words, start, key=lambda word: word[1])
        last = bisect_left(self._words, end, key=lambda word: word[0]) - 1
        found = [(0.0, start, end)]
        for i, j in product((first - 1, first, first + 1), (last - 1, last, last + 1)):
            if 0 <= i <= j < len(self._words):
                a, b = self._words[i][0], self._words[j][1]
                found.append((Indel.normalized_similarity(part, self.text[a:b]), a, b))
        alike, a, b = max(found, key=lambda one: (one[0], one[1] - one[2]))
        return a, b, alike

    def span(self, start: int, end: int) -> Span:
        """Where the characters `[start, end)`, which neither begin nor end with a space, stand in the text."""
        return Span(int(self._starts[start]), int(self._ends[end - 1]))


class Quotation:
    """A quotation as it is looked for: its words, in parts where it is cut."""

    def __init__(self, quoted: str) -> None:
        self.parts = list(_parts(quoted))
        self.is_cut = len(self.parts) > 1
        self.size = sum(map(len, self.parts))
        self.enough = _enough("".join(self.parts))

    def rank(self, words: str) -> float:
        """How likely it stands in or near a passage with these words, 0 to 100: quick, and no more than a first look."""
        return max((fuzz.partial_ratio(part, words) for part in self.parts), default=0.0)

    def place(self, window: str) -> Place | None:
        """Where in a window of a text it stands best; with cuts, from its first part that is there to its last."""
        words = Words(window)
        found = list(self._found(words))
        if not found:
            return None
        alike = sum(likeness * len(part) for part, _, _, likeness in found) / self.size
        return Place(words.span(found[0][1], max(end for _, _, end, _ in found)), alike)

    def _found(self, words: Words) -> Iterator[tuple[str, int, int, float]]:
        behind = 0
        for part in self.parts:
            score, start, end = _aligned(part, words.text[behind:])
            if score >= 100 * _enough(part) - LESS:
                start, end, likeness = words.best(part, behind + start, behind + end)
                yield part, start, end, likeness
                behind = end


def _enough(words: str) -> float:
    """The likeness from which a place is worth showing: few letters are like others by chance.

    A character of a script without spaces says as much as three letters.
    """
    size = len(words) + 2 * sum(map(len, UNSPACED_RUN.findall(words)))
    return 0.92 if size < 15 else 0.8 if size < 40 else 0.7


def _parts(quoted: str) -> Sequence[str]:
    whole = [Words(part).text for part in _CUT.split(quoted)]
    parts = [part for part in whole if len(part) >= SHORT_PART] or [part for part in whole if part][:1]
    if len(parts) == 1 and len(parts[0]) > LONG:
        return [parts[0][: LONG // 2].strip(), parts[0][-LONG // 2 :].strip()]
    return parts


def _aligned(part: str, words: str) -> tuple[float, int, int]:
    """The stretch of `words` most like `part`, with how alike they are of 100; all of it where there are fewer words."""
    if len(words) < len(part):
        return fuzz.ratio(part, words), 0, len(words)
    found = fuzz.partial_ratio_alignment(part, words)
    return (found.score, found.dest_start, found.dest_end) if found else (0.0, 0, 0)
