"""Where a stretch of one text stands in another: the same words, changed words, or nowhere.

Knows both texts and guesses nothing from a quote alone. The stretches that survive are found by `surviving` and `gaps`,
spans are mapped by `placing`; here the verdict is given, with its reason in words for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from texts.linking import links_between
from texts.links import Links
from texts.placing import Known, Places, places
from texts.replacing import Replaced
from texts.spans import Span

State = Literal["exact", "moved", "changed", "orphan"]

ENOUGH = 0.6  # the share of a span that must survive together, and how alike old and new words must be
MOST = 0.8  # where so much survives, words may have been added inside
DOUBTED = "The same words are there, but too little around them is the same to be sure"


class Placement(NamedTuple):
    """Where a span stands now. `span` is None for an orphan alone; `score` runs from 0 to 1; `reason` is for people."""

    state: State
    span: Span | None
    score: float
    reason: str


class ChangeMap:
    """Maps spans of an old text to a new one. Aligning is linear in the texts; placing is nearly free."""

    def __init__(self, links: Links | None, known: Known | None = None) -> None:
        self._links, self._known = links, known

    @classmethod
    def between(cls, old: str, new: str) -> ChangeMap:
        """A map found by comparing the two texts."""
        if old == new:
            return cls(None)
        return cls(links_between(old, new))

    @classmethod
    def replacing(cls, old: str, replacements: Sequence[tuple[Span, str]]) -> ChangeMap:
        """A map of what was done: each span of `old` was replaced by words. Spans are in any order and apart.

        Raises ValueError if spans overlap or end beyond the text.
        """
        replaced = Replaced(old, replacements)
        if replaced.text == old:
            return cls(None)
        return cls(replaced.links(), replaced.known())

    def place(self, span: Span) -> Placement:
        return self.place_many([span])[0]

    def place_many(self, spans: Sequence[Span]) -> list[Placement]:
        """Placements in the order of `spans`, which lie within the old text."""
        if self._links is None:
            return [Placement("exact", span, 1.0, "") for span in spans]
        return list(_verdicts(places(self._links, spans, self._known), self._known is not None))


def _verdicts(found: Places, known: bool) -> Iterator[Placement]:
    size = np.maximum(found.size, 1)
    survive = np.minimum(found.kept / size, 1.0)
    alike = survive if known else 2 * found.kept / np.maximum(found.size + found.new_size, 1)
    inside = (survive >= MOST) & (found.new_size <= 3 * found.size + 80)
    there = (found.start >= 0) & found.supported
    unchanged = (found.start >= 0) & found.same & (found.new_size == found.size) & ~found.split
    same = there & unchanged & ~found.doubtful
    doubted = unchanged & ~same
    enough = there & (found.size > 0) & (survive >= ENOUGH) & ((alike >= ENOUGH) | inside)
    score = np.round(np.minimum(survive, alike), 3)
    states = np.where(same, np.where(found.moved, 1, 0), np.where(doubted, 4, np.where(enough, 2, 3)))
    columns = (states, found.start, found.end, score, found.words, found.words_changed, found.split, found.moved)
    for state, start, end, value, words, changed, split, moved in zip(*(c.tolist() for c in columns), strict=True):
        if state == 0:
            yield Placement("exact", Span(start, end), 1.0, "")
        elif state == 1:
            yield Placement("moved", Span(start, end), 1.0, "Moved with the words around it")
        elif state == 2:
            yield Placement("changed", Span(start, end), value, _what_changed(words, changed, split, moved))
        elif state == 4:
            yield Placement("changed", Span(start, end), value, DOUBTED)
        else:
            yield Placement("orphan", None, value, _what_is_lost(words, changed, split))


def _what_changed(words: int, changed: int, split: bool, moved: bool) -> str:
    if split:
        return f"Parted: {changed} of {words} words are elsewhere or changed"
    what = f"{changed} of {words} words changed" if changed else "Words or signs were added or taken away"
    return f"{what}; moved" if moved else what


def _what_is_lost(words: int, changed: int, split: bool) -> str:
    if split:
        return "Its words now stand in several places"
    if changed >= words:
        return "Its words are gone"
    if not changed:
        return DOUBTED
    return f"Too little is left: {changed} of {words} words are gone or changed"
