"""Which of the found fit best: those that say the words often in few words, and in tags rather than in quotations. Pure.

One rule for both databases. Those that fit alike stay in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from annotator.finding.asking import Term

WEIGHTS = (1.0, 0.6, 1.5)  # of what is said, quoted, and given as a tag
ENOUGH = 1.2  # how soon saying a word again counts less
USUAL = 40  # words of a note


def ranked(rows: Iterable[Sequence[Any]], terms: Sequence[Term]) -> list[Any]:
    """The keys of rows `(key, said, quoted, labels)`, the best first."""
    counts = [_counting(term) for term in terms]
    scored = [(score(row[1:], counts), row[0]) for row in rows]
    return [key for _, key in sorted(scored, key=lambda one: -one[0])]


def score(fields: Sequence[str], counts: Sequence[Callable[[str], int]]) -> float:
    padded = [f" {words} " for words in fields]
    longer = ENOUGH * (0.5 + 0.5 * padded[0].count(" ") / USUAL)
    total = 0.0
    for count in counts:
        often = sum(weight * count(words) for weight, words in zip(WEIGHTS, padded, strict=False))
        total += often / (often + longer)
    return round(total, 6)


def _counting(term: Term) -> Callable[[str], int]:
    """How often the term stands in words with a space before and after each."""
    looked_for = f" {' '.join(term.words)}{'' if term.prefix else ' '}"
    return lambda words: words.count(looked_for)
