"""Places of a text where a changed quote may stand: where several runs of its letters still do.

Knows folded, lower-cased characters; does not verify. Linear in the text, whatever the quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

SIZE = 12  # characters of a run
RUNS = 48  # runs looked for
COMMON = 24  # a run that stands more often shows no place
PLACES = 6

_WORD = re.compile(r"\b\w")


def likely_places(words: str, text: str) -> list[int]:
    """At most PLACES offsets in `text` at which `words` may start, the likeliest first."""
    votes: list[tuple[int, float]] = []
    size = min(SIZE, max(4, len(words) // 2 - 1))
    for at in _samples(words, size):
        places = list(islice(_occurrences(words[at : at + size], text), COMMON + 1))
        if len(places) <= COMMON:
            votes += [(place - at, 1 / len(places)) for place in places]
    return _clusters(sorted(votes), SIZE + len(words) // 10)


def _samples(words: str, size: int) -> list[int]:
    """Offsets of runs: at starts of words, or spread evenly where there are few words."""
    last = len(words) - size
    starts = [match.start() for match in _WORD.finditer(words) if match.start() <= last]
    if len(starts) < 3:
        starts = list(range(0, last + 1, max(1, size // 2)))
    starts = sorted({*starts, last}) if last >= 0 else []
    step = max(1, len(starts) // RUNS)
    return starts[::step]


def _clusters(votes: list[tuple[int, float]], width: int) -> list[int]:
    """Places that votes agree on within `width`, the heaviest first."""
    clusters: list[tuple[float, int]] = []
    first, weight = 0, 0.0
    for place, vote in votes:
        if not weight or place - first > width:
            if weight:
                clusters.append((weight, first))
            first, weight = place, 0.0
        weight += vote
    if weight:
        clusters.append((weight, first))
    return [max(0, place) for _, place in sorted(clusters, key=lambda one: -one[0])[:PLACES]]


def _occurrences(run: str, text: str) -> Iterator[int]:
    at = text.find(run)
    while at >= 0:
        yield at
        at = text.find(run, at + 1)
