"""Which of some new texts is which of some old ones: by their words, and by their numbers where words do not decide.

Knows strings and numbers. A new text that resembles no old one enough is new; nothing is paired by its number alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

ENOUGH = 0.5  # of the words, in their order, must be the same
CANDIDATES = 5  # old texts that are compared with each new one, besides that of the same number
COMMON = 50  # a pair of words that stands in more old texts than this tells nothing


class Numbered(NamedTuple):
    number: int
    words: str


Folded = tuple[str, ...]


def pair(old: Sequence[Numbered], new: Sequence[Numbered]) -> list[int | None]:
    """For each new text the index of the old one that it is, or None; no old one twice. Nearly linear."""
    olds, news = [_folded(one.words) for one in old], [_folded(one.words) for one in new]
    found: list[int | None] = [None] * len(new)
    taken: set[int] = set()
    for _, _, index, place in sorted(_likely(old, new, olds, news)):
        if found[place] is None and index not in taken:
            found[place] = index
            taken.add(index)
    return found


def _folded(words: str) -> Folded:
    """Words without case and glyphs; what has no words, such as a thumb, is one by itself."""
    found = tuple(re.findall(r"\w+", unicodedata.normalize("NFKC", words).casefold()))
    return found or (words.strip(),)


def _likely(
    old: Sequence[Numbered], new: Sequence[Numbered], olds: list[Folded], news: list[Folded]
) -> Iterator[tuple[float, int, int, int]]:
    """Unlikeness, distance of the numbers, index of the old and of the new: the best pairs sort first."""
    same_words = _places(olds)
    numbers = {one.number: index for index, one in enumerate(old)}
    by_pairs = _by_pairs(olds)
    for place, words in enumerate(news):
        nearest = sorted(same_words.get(words, ()), key=lambda index: abs(old[index].number - new[place].number))
        candidates = set(nearest[:CANDIDATES]) | _sharing(words, by_pairs) | {numbers.get(new[place].number, -1)}
        for index in candidates - {-1}:
            likeness = Indel.normalized_similarity(olds[index], words, score_cutoff=ENOUGH)
            if likeness >= ENOUGH:
                yield round(1 - likeness, 3), abs(old[index].number - new[place].number), index, place


def _places(texts: Sequence[Folded]) -> dict[Folded, list[int]]:
    places: dict[Folded, list[int]] = defaultdict(list)
    for index, words in enumerate(texts):
        places[words].append(index)
    return places


def _by_pairs(olds: Sequence[Folded]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, words in enumerate(olds):
        for two in _twos(words):
            found[two].append(index)
    return {two: indexes for two, indexes in found.items() if len(indexes) <= COMMON}


def _twos(words: Folded) -> set[tuple[str, str]]:
    return set(pairwise(words))


def _sharing(words: Folded, by_pairs: dict[tuple[str, str], list[int]]) -> set[int]:
    shared = Counter(index for two in _twos(words) for index in by_pairs.get(two, ()))
    return {index for index, _ in shared.most_common(CANDIDATES)}
