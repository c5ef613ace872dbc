"""How rare the terms of a quotation are: which of them narrow the search, and together how far.

A sample of all passages tells common terms; rare ones are counted, so that misspelt words, which are nowhere, take no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, prod
from random import Random

from django.db.models import Max, Min

from annotator.search.models import Passage
from annotator.search.wordindex import counts

SAMPLE = 300  # passages; where many numbers are unused, MORE are asked for
MORE = 3_000
SEEN = 3  # times in a sample, from which on a term is common
COUNTED = 80  # rare terms, the longest first
ROWS = 1_500  # passages that a search may expect to look at
SINGLE = 20  # terms that are looked for each by itself
COMMON = 8  # terms that are too common for that
WAYS = 12  # in which these are looked for together


@dataclass(frozen=True)
class Rarity:
    """`rows` says in how many of all `passages` each term stands, about; terms that are nowhere are not in it."""

    rows: Mapping[str, float]
    passages: float

    def share(self, term: str) -> float:
        return min(self.rows[term] / max(self.passages, 1), 1)

    def weight(self, term: str) -> float:
        return round(1 + log(1 / max(self.share(term), 1e-9)), 3)

    def apart(self) -> list[str]:
        """The rarest terms, as many as can each be looked for by itself."""
        left, rare = float(ROWS), []
        for term in self._ranked()[:SINGLE]:
            left -= self.rows[term]
            if left < 0:
                break
            rare.append(term)
        return rare

    def together(self, but: Sequence[str]) -> list[tuple[str, ...]]:
        """The rarest other terms, several at once: few of them before many, so that a misspelt one does not hide the rest.

        Each way is of few enough passages; those that others make needless are left out.
        """
        common = [term for term in self._ranked() if term not in but][:COMMON]
        ways: list[tuple[str, ...]] = []
        for size in range(2, len(common)):
            for way in combinations(common, size):
                few = self.passages * prod(map(self.share, way)) <= ROWS / WAYS
                if few and not any(set(other) <= set(way) for other in ways):
                    ways.append(way)
        return ways[:WAYS] or [tuple(common)] * bool(common)

    def _ranked(self) -> list[str]:
        return sorted(self.rows, key=lambda term: (self.rows[term], -len(term), term))


def rarity_of(terms: Iterable[str]) -> Rarity:
    """Three or four queries, however many passages there are."""
    seen, sampled, passages = _sampled()
    scale = passages / max(sampled, 1)
    distinct = list(dict.fromkeys(terms))
    rare = sorted((term for term in distinct if seen[term] < SEEN), key=lambda term: (-len(term), term))
    rows = {term: seen[term] * scale for term in distinct if seen[term] >= SEEN}
    rows |= {term: float(count) for term, count in counts(rare[:COUNTED]).items() if count}
    return Rarity(rows, passages)


def _sampled() -> tuple[Counter[str], int, float]:
    """In how many passages of a sample each term stands, of how many, and how many passages there are, about."""
    ends = Passage.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return Counter(), 0, 0
    numbers = range(ends["first"], ends["last"] + 1)
    asked, rows = 0, []
    for size in (SAMPLE, MORE):
        chosen = Random(0).sample(numbers, min(size, len(numbers)))
        found = Passage.objects.filter(pk__in=chosen).order_by().values_list("words", "parts")
        asked, rows = len(chosen), list(found)
        if asked == len(numbers) or len(rows) > SAMPLE / 3:
            break
    seen = Counter(term for words, parts in rows for term in {*words.split(), *parts.split()})
    return seen, len(rows), len(numbers) * len(rows) / asked
