"""Spans whose words stood beside an edit that took away, or put in, the very same words: nobody can tell which are left.

Knows the links between two passages. Where a sentence ends at the edit there is no doubt: whole sentences come and go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from texts.folding import decoded
from texts.links import Links
from texts.passage import SENTENCE, Passage

Array = NDArray[Any]

NEAR = 24  # characters between a span and the edit
REACH = 200  # characters of an edit that are looked through
LONGEST = 80  # characters of a span; longer words have no twin by chance


class _Runs(NamedTuple):
    """Stretches that stand side by side in both texts, spaces aside; and the gaps around them in both."""

    starts: Array
    stops: Array
    old_gaps: Array  # the gap before run i is old[old_gaps[i, 0]:old_gaps[i, 1]], the one after it is that at i + 1
    before: Array
    after: Array  # the gaps of the new text on both sides of each run

    def room(self, gap: Array) -> Array:
        """The size of the larger edit at a gap, in either text."""
        sides = np.stack((np.append(self.before, self.after[-1:], axis=0), np.insert(self.after, 0, 0, axis=0)))
        sizes = np.append(sides, self.old_gaps[None], axis=0)
        largest: Array = (sizes[..., 1] - sizes[..., 0]).max(axis=0)
        return largest[gap]


def twinned(links: Links, start: Array, stop: Array) -> Array:
    """For each folded stretch `[start, stop)`: whether an edit beside it holds the same words."""
    found = np.zeros(len(start), "?")
    runs = _runs(links)
    if not len(runs.starts):
        return found
    owner = np.maximum(np.searchsorted(runs.starts, start, side="right") - 1, 0)
    short = (stop - start <= LONGEST) & (stop <= runs.stops[owner]) & (start < stop)
    first, last = runs.starts[owner], runs.stops[owner]
    head = short & (start - first <= NEAR) & (runs.room(owner) >= stop - first) & ~_sentence(links, first)
    tail = short & (last - stop <= NEAR) & (runs.room(owner + 1) >= last - start) & ~_sentence(links, last, end=True)
    for row in np.flatnonzero(head):
        words = _lower(links.old, runs.starts[owner[row]], stop[row])
        found[row] = any(_holds(edit, words) for edit in _before(links, runs, int(owner[row])))
    for row in np.flatnonzero(tail & ~found):
        words = _lower(links.old, start[row], runs.stops[owner[row]])
        found[row] = any(_holds(edit, words) for edit in _after(links, runs, int(owner[row])))
    return found


def _runs(links: Links) -> _Runs:
    old, new = links.old, links.new
    seen = np.flatnonzero((links.to >= 0) & ~old.space).astype("i4")
    if not len(seen):
        return _Runs(seen, seen, seen, seen, seen)
    there = links.to[seen]
    breaks = (np.diff(old.shown[seen]) != 1) | (np.diff(new.shown[there]) != 1)
    firsts = np.append(0, np.flatnonzero(breaks) + 1)
    lasts = np.append(firsts[1:], len(seen)) - 1
    starts, stops = seen[firsts], seen[lasts] + 1
    order = np.argsort(there[firsts], kind="stable")
    ends = np.concatenate(([0], there[lasts][order] + 1))
    begins = np.append(there[firsts][order], len(new))
    sides = np.stack((ends, begins), axis=1)
    before, after = np.empty((len(order), 2), "i8"), np.empty((len(order), 2), "i8")
    before[order], after[order] = sides[:-1], sides[1:]
    gaps = np.stack((np.append(0, stops), np.append(starts, len(old))), axis=1)
    return _Runs(starts, stops, gaps, before, after)


def _sentence(links: Links, at: Array, end: bool = False) -> Array:
    """Whether a run begins, or ends, where a sentence does, in the old text."""
    bounds = links.old.bounds
    behind = np.minimum(at + 1, len(bounds) - 1) if end else at
    whole: Array = (bounds[at] >= SENTENCE) | (bounds[behind] >= SENTENCE)
    return whole


def _before(links: Links, runs: _Runs, run: int) -> Iterator[str]:
    for passage, (start, end) in ((links.old, runs.old_gaps[run]), (links.new, runs.before[run])):
        yield _lower(passage, max(start, end - REACH), end)


def _after(links: Links, runs: _Runs, run: int) -> Iterator[str]:
    for passage, (start, end) in ((links.old, runs.old_gaps[run + 1]), (links.new, runs.after[run])):
        yield _lower(passage, start, min(end, start + REACH))


def _lower(passage: Passage, start: int, end: int) -> str:
    return decoded(passage.folded.lower[start:end])


def _holds(edit: str, words: str) -> bool:
    """Whether `words` stand in `edit`, not as a part of longer words."""
    at = edit.find(words)
    while at >= 0:
        if not (_joins(edit[at - 1 : at], words[:1]) or _joins(words[-1:], edit[at + len(words) :][:1])):
            return True
        at = edit.find(words, at + 1)
    return False


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()
