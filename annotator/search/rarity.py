"""How rare terms are, from a sample of all passages: which of a quotation's words narrow the search, and together how far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, prod
from random import Random

from django.db.models import Max, Min

from annotator.search.models import Passage

SAMPLE = 300  # passages; where many numbers are unused, MORE are asked for
MORE = 3_000
ROWS = 1_500  # passages that a search may expect to look at
SINGLE = 20  # terms that are looked for each by itself
COMMON = 8  # terms that are too common for that
WAYS = 12  # in which these are looked for together


@dataclass(frozen=True)
class Rarity:
    """`passages` are how many there are, about; `counts` say in how many of the `sampled` each term stands."""

    counts: Counter[str]
    sampled: int
    passages: float

    def rows(self, term: str) -> float:
        """In how many passages the term stands, about. What was not seen stands in fewer than could be seen."""
        return self.passages * self.share(term)

    def share(self, term: str) -> float:
        return max(self.counts[term], 0.5) / max(self.sampled, 1)

    def weight(self, term: str) -> float:
        return round(1 + log(1 / min(self.share(term), 1)), 3)

    def apart(self, terms: Iterable[str]) -> list[str]:
        """The rarest terms, as many as can each be looked for by itself."""
        left, rare = float(ROWS), []
        for term in self._ranked(terms)[:SINGLE]:
            left -= self.rows(term)
            if left < 0:
                break
            rare.append(term)
        return rare

    def together(self, terms: Iterable[str], but: Sequence[str]) -> list[tuple[str, ...]]:
        """The rarest other terms, several at once: few of them before many, so that a misspelt one does not hide the rest.

        Each way is of few enough passages; those that others make needless are left out.
        """
        common = [term for term in self._ranked(terms) if term not in but][:COMMON]
        ways: list[tuple[str, ...]] = []
        for size in range(2, len(common)):
            for way in combinations(common, size):
                few = self.passages * prod(map(self.share, way)) <= ROWS / WAYS
                if few and not any(set(other) <= set(way) for other in ways):
                    ways.append(way)
        return ways[:WAYS] or [tuple(common)] * bool(common)

    def _ranked(self, terms: Iterable[str]) -> list[str]:
        return sorted(dict.fromkeys(terms), key=lambda term: (self.counts[term], -len(term), term))


def sampled() -> Rarity:
    """Two or three queries of a few hundred rows, however many passages there are."""
    ends = Passage.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return Rarity(Counter(), 0, 0)
    numbers = range(ends["first"], ends["last"] + 1)
    asked, rows = 0, []
    for size in (SAMPLE, MORE):
        chosen = Random(0).sample(numbers, min(size, len(numbers)))
        asked, rows = len(chosen), list(Passage.objects.filter(pk__in=chosen).values_list("words", "parts"))
        if asked == len(numbers) or len(rows) > SAMPLE / 3:
            break
    counts = Counter(term for words, parts in rows for term in {*words.split(), *parts.split()})
    return Rarity(counts, len(rows), len(numbers) * len(rows) / asked)
