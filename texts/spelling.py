"""Words that are spelt nearly like others and stand more often, and where else the same words stand.

Knows plain texts alone; has no dictionary, so what it offers is always in use somewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from texts.spans import Span

WORD = re.compile(r"[^\W\d_](?:[\w’']*\w)?")
SHORTEST = 4  # letters; shorter words are near to everything
RARER = 4  # a spelling so many times rarer than the word in hand is taken for a slip itself
MOST_WORDS = 12  # in a passage that proposals are made for


def count_words(plain: str) -> Counter[str]:
    """How often each word stands in `plain`, as it is written."""
    return Counter(WORD.findall(plain))


def near_spellings(words: str, counted: Counter[str], most: int = 4) -> list[tuple[str, str, int]]:
    """Proposals for `words`: the passage with one word in another spelling, that spelling, how often it stands.

    Spellings much rarer than the word itself are left out. The nearest come first, then the commonest.
    """
    found: list[tuple[int, int, str, str]] = []
    for match in list(WORD.finditer(words))[:MOST_WORDS]:
        for spelling, distance in _near(match[0], counted):
            proposal = words[: match.start()] + spelling + words[match.end() :]
            found.append((distance, -counted[spelling], proposal, spelling))
    return [(proposal, spelling, -often) for _, often, proposal, spelling in sorted(found)[:most]]


def _near(word: str, counted: Counter[str]) -> Iterator[tuple[str, int]]:
    """Spellings a slip or two away, with how many."""
    if len(word) < SHORTEST:
        return
    slips = 1 if len(word) < 6 else 2
    choices = [other for other in counted if abs(len(other) - len(word)) <= slips and other != word]
    for other, distance, _ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None):
        if counted[other] * RARER >= counted[word] and not _same_word(word, other):
            yield other, int(distance)


def _same_word(word: str, other: str) -> bool:
    """Another form of the word (troop, troops) is no better spelling of it."""
    short, long = sorted((word.casefold(), other.casefold()), key=len)
    return short != long and long.startswith(short) and long[len(short) :] in ("s", "’s", "'s", "d", "ed", "es")


def places(words: str, plain: str) -> Iterator[Span]:
    """Where exactly these words stand as words of their own, not inside longer ones."""
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    for match in re.finditer(f"{before}{re.escape(words)}{after}", plain):
        yield Span(match.start(), match.end())
