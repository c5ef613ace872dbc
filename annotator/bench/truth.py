"""Placements held against what was truly done to a text.

Knows where every character of the old text came to stand. A span is *there* if at least 60 % of its visible characters
stand together, and make up enough of what stands there.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.bench.drafts import NEW, Draft
from texts.changes import Placement
from texts.folding import SPACE, fold, same_words
from texts.spans import Span

Grade = Literal["right", "edge", "silent", "asked", "needless"]
# right: to the character, or an orphan that is one.  edge: the right passage, cut otherwise.
# silent: elsewhere, or other words, and nobody is told.  asked: the same, but shown as changed.
# needless: called an orphan though it is there.

ENOUGH = 0.6
_ENDS = re.compile(r"[.!?。؟।\n]")
FAR = 2_000  # parts further from each other are not one passage


class Truth:
    def __init__(self, old: str, draft: Draft) -> None:
        self.old, self.new = old, draft.text
        self.origins = np.array(draft.origins, "i8")
        self.visible = _visible(old)
        self.new_visible = _visible(self.new)
        self._shown = np.concatenate(([0], np.cumsum(self.new_visible)))
        here = np.flatnonzero((self.origins >= 0) & self.new_visible)
        self.first, self.last = np.full(len(old), NEW, "i8"), np.full(len(old), NEW, "i8")
        self.last[self.origins[here]] = here
        self.first[self.origins[here[::-1]]] = here[::-1]

    def grade(self, span: Span, placement: Placement) -> Grade:
        seen = np.flatnonzero(self.visible[span.start : span.end]) + span.start
        part = self._largest_part(seen)
        if placement.span is None:
            return "needless" if self._is_there(seen, part) else "right"
        if not self._is_right(span, placement, part):
            if self._same_in_the_same_hole(span, placement) or self._is_interchangeable(span, placement.span):
                return "right"
            return "asked" if placement.state == "changed" else "silent"
        if placement.state != "changed" and not same_words(span.of(self.old), placement.span.of(self.new)):
            return "silent"
        return "right" if self._ends_right(span, placement.span, seen, part) else "edge"

    def _largest_part(self, seen: NDArray[np.int64]) -> NDArray[np.int64]:
        """The old characters that stand together in order still: most of what is left of `seen`."""
        live = seen[self.first[seen] >= 0]
        if not len(live):
            return live
        jumps = np.diff(self.first[live])
        parts = np.split(live, np.flatnonzero((jumps <= 0) | (jumps > FAR)) + 1)
        return max(parts, key=len)

    def _is_there(self, seen: NDArray[np.int64], part: NDArray[np.int64]) -> bool:
        if len(part) < ENOUGH * len(seen) or not len(part):
            return False
        size = self._shown[self.last[part[-1]] + 1] - self._shown[self.first[part[0]]]
        return bool(2 * len(part) >= ENOUGH * (len(seen) + size))

    def _is_right(self, span: Span, placement: Placement, part: NDArray[np.int64]) -> bool:
        """Most of what is left stands within the placement, and most of the placement came from the span."""
        if not len(part) or placement.span is None:
            return False
        start, end = placement.span.start, placement.span.end
        there = self.first[part]
        inside = int(np.count_nonzero((there >= start) & (there < end)))
        origins = self.origins[start:end][self.new_visible[start:end]]
        ours = int(np.count_nonzero((origins >= span.start) & (origins < span.end)))
        around = inside == len(part) and len(origins) and {origins[0], origins[-1]} <= set(self.origins[there])
        return 2 * inside > len(part) and bool(3 * ours > len(origins) or around)

    def _same_in_the_same_hole(self, span: Span, placement: Placement) -> bool:
        """The words were taken out, and the very same words put in between the same neighbours: nobody could tell."""
        assert placement.span is not None
        before = self.last[: span.start]
        after = self.first[span.end :]
        low = before[before >= 0][-1:]
        high = after[after >= 0][:1]
        start, end = (int(low[0]) if len(low) else -1), (int(high[0]) if len(high) else len(self.new))
        within = start < placement.span.start and placement.span.end <= end
        return within and same_words(span.of(self.old), placement.span.of(self.new))

    def _is_interchangeable(self, span: Span, placed: Span) -> bool:
        """Within a sentence one of two equal words was taken out, or put in: from the texts nobody could tell which.

        If all from the first up to the second is new, or all of it is gone, both readings make the same text.
        """
        if not same_words(span.of(self.old), placed.of(self.new)):
            return False
        return self._put_in_beside(span, placed) or self._taken_out_beside(span, placed)

    def _put_in_beside(self, span: Span, placed: Span) -> bool:
        there = self.first[span.start : span.end]
        if not (there >= 0).any():
            return False
        true = Span(int(there[there >= 0].min()), int(self.last[span.start : span.end].max()) + 1)
        between = _step(placed, true)
        put_in = (self.origins[between.start : between.end] == NEW) | ~self.new_visible[between.start : between.end]
        return bool(put_in.all()) and not _ENDS.search(between.of(self.new))

    def _taken_out_beside(self, span: Span, placed: Span) -> bool:
        origins = self.origins[placed.start : placed.end]
        whence = origins[origins >= 0]
        if not len(whence):
            return False
        between = _step(span, Span(int(whence.min()), int(whence.max()) + 1))
        gone = (self.first[between.start : between.end] < 0) | ~self.visible[between.start : between.end]
        return bool(gone.all()) and not _ENDS.search(between.of(self.old))

    def _ends_right(self, span: Span, placed: Span, seen: NDArray[np.int64], part: NDArray[np.int64]) -> bool:
        """Ends that were touched may lie anywhere; white space and letters typed onto a word at an end count for nothing."""
        start_lives, end_lives = part[0] == seen[0], part[-1] == seen[-1]
        true_start = int(self.first[part[0]])
        seen_start = self._first_visible(placed.start)
        right_start = not start_lives or seen_start == true_start or self._typed(seen_start, true_start)
        true_end = int(self.last[part[-1]]) + 1
        shown = int(self._shown[placed.end] - self._shown[true_end]) if placed.end >= true_end else -1
        right_end = not end_lives or shown == 0 or (shown > 0 and self._typed(true_end, placed.end))
        return bool(right_start and right_end)

    def _typed(self, start: int, end: int) -> bool:
        """Whether `[start, end)` of the new text is a few letters that stood nowhere before."""
        typed = self.new[start:end].isalnum() and end - start <= 8
        return typed and bool((self.origins[start:end] == NEW).all())

    def _first_visible(self, at: int) -> int:
        return int(np.searchsorted(self._shown, self._shown[at] + 1, side="left")) - 1


def _step(one: Span, other: Span) -> Span:
    """From `one` up to `other`, with `one` but without `other`."""
    return (
        Span(one.start, max(one.end, other.start))
        if one.start < other.start
        else Span(min(one.start, other.end), one.end)
    )


def _visible(text: str) -> NDArray[np.bool_]:
    """Which code points are more than white space, joiners and marks of direction."""
    folded = fold(text)
    visible = np.zeros(len(text), "?")
    visible[folded.starts[folded.kinds != SPACE]] = True
    return visible


def spans(text: str, count: int, seed: int) -> list[Span]:
    """Spans as readers make them: words, a few words, sentences, across paragraphs, and some careless ones."""
    rng = random.Random(seed)
    letters = "".join("x" if unicodedata.category(c).startswith("M") else c for c in text)
    words = [(m.start(), m.end()) for m in re.finditer(r"[\u4e00-\u9fff]|[^\W_]+", letters)]
    return [_span(words, text, rng) for _ in range(count)]


def _span(words: Sequence[tuple[int, int]], text: str, rng: random.Random) -> Span:
    """A careless span may cut words, but not letters from their marks."""
    if rng.random() < 0.05:
        start = rng.randrange(max(1, len(text) - 60))
        end = min(len(text), start + rng.randint(1, 60))
        return Span(_after_marks(text, start), max(_after_marks(text, end), _after_marks(text, start)))
    length = rng.choice([1, 1, 2, rng.randint(2, 5), rng.randint(3, 12), rng.randint(6, 30), rng.randint(30, 120)])
    first = rng.randrange(len(words))
    last = min(len(words) - 1, first + length - 1)
    return Span(words[first][0], words[last][1])


def _after_marks(text: str, at: int) -> int:
    while at < len(text) and unicodedata.category(text[at]).startswith("M"):
        at += 1
    return at


def tally(case: tuple[str, Draft], marked: Sequence[Span], placements: Sequence[Placement]) -> Counter[Grade]:
    truth = Truth(*case)
    return Counter(truth.grade(span, placement) for span, placement in zip(marked, placements, strict=True))
