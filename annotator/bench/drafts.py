"""A text that remembers where each of its characters came from, whatever is done to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

NEW = -1  # the origin of a character that was not in the old text


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and, for each of its code points, the offset in the first text that it came from, or NEW."""

    text: str
    origins: list[int]

    @classmethod
    def of(cls, text: str) -> Draft:
        return cls(text, list(range(len(text))))

    def part(self, start: int, end: int) -> Draft:
        return Draft(self.text[start:end], self.origins[start:end])

    def parts(self, pattern: re.Pattern[str]) -> list[Draft]:
        """All of the draft, cut before each match."""
        cuts = [0, *(m.start() for m in pattern.finditer(self.text) if m.start()), len(self.text)]
        return [self.part(start, end) for start, end in pairwise(cuts)]

    def spelled(self, letters: str) -> Draft:
        """Other letters for the same characters: all of them came from where the first did."""
        return Draft(letters, [self.origins[0]] * len(letters))


def new(words: str) -> Draft:
    return Draft(words, [NEW] * len(words))


def joined(drafts: Iterable[Draft]) -> Draft:
    parts = list(drafts)
    return Draft("".join(part.text for part in parts), [origin for part in parts for origin in part.origins])
