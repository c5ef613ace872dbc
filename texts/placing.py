"""Where spans stand after a change, and how much of them is left: all spans at once, without a loop over them.

Knows the links between two passages; the verdict on what is left is in `verdicts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from texts.links import FAR, Links
from texts.spans import Span
from texts.supporting import Support
from texts.twins import twinned

Array = NDArray[Any]

FIRM = 0.75  # the share of a word that must live on to bear out its neighbours
_NONE = -1


class Known(NamedTuple):
    """Edits that were made on purpose, as folded stretches `[start, end)` of the old text, in order.

    What they replaced counts as kept where a span holds the whole of it.
    """

    starts: Array
    ends: Array
    credit: Array


@dataclass(slots=True)
class Places:
    """One row a span: the raw `[start, end)` in the new text, or start -1; counts of visible characters and words.

    `size` of the old words, `kept` of them, `new_size` of the words now there; `same` if not even the case differs.
    """

    start: Array
    end: Array
    size: Array
    kept: Array
    new_size: Array
    same: Array
    moved: Array
    split: Array
    supported: Array
    doubtful: Array  # another passage may be meant as well
    words: Array
    words_changed: Array


def places(links: Links, spans: Sequence[Span], known: Known | None = None) -> Places:
    raw_start = np.fromiter((span.start for span in spans), "i8", len(spans))
    raw_end = np.fromiter((span.end for span in spans), "i8", len(spans))
    start = links.old.folded.first_at(raw_start)
    stop = np.maximum(links.old.folded.stop_at(raw_end), start)
    inner = _Stretch(links, start, stop)
    part_start, part_stop, split = _largest_parts(links, inner)
    part = _Stretch(links, part_start, part_stop)
    first, last = part.ends_in_new()
    kept = part.kept() if known is None else part.kept() + _credited(known, part)
    there = (first != _NONE) & (last >= first)
    first, last = _whole(links, part, np.where(there, first, 0), np.where(there, last, 0))
    new_start, new_end = _raw_ends(links, part, first, last, raw_start, raw_end)
    size = inner.size()
    new_size = links.new.shown[last + 1] - links.new.shown[first] if len(links.new) else np.zeros_like(size)
    return Places(
        start=np.where(there, new_start, _NONE),
        end=np.where(there, new_end, _NONE),
        size=size,
        kept=np.where(there, kept, 0),
        new_size=new_size,
        same=part.same(size),
        moved=part.moved(),
        split=split,
        supported=Support(links, 0).of(part.start, part.stop, part.moved()) if known is None else there,
        doubtful=_doubtful(links, part) if known is None else ~there,
        words=_words(links, start, stop),
        words_changed=_words_changed(links, start, stop),
    )


class _Stretch:
    """Folded stretches `[start, stop)` of the old text, one for each span."""

    def __init__(self, links: Links, start: Array, stop: Array) -> None:
        self.links, self.start, self.stop = links, start, stop
        space = np.concatenate((links.old.space, [False]))
        self.first_shown = start + space[start]
        self.last_shown = stop - 1 - space[stop - 1]
        self.first = links.next[start]
        self.last = links.previous[stop]
        self.alive = (self.first < stop) & (self.last >= start) & (self.first <= self.last)

    def size(self) -> Array:
        return _between(self.links.old.shown, self.start, self.stop)

    def kept(self) -> Array:
        return _between(self.links.live, self.start, self.stop)

    def same(self, size: Array) -> Array:
        """Whether all `size` visible characters are there, in the same case, and parted in the same places."""
        same = _between(self.links.same, self.start, self.stop) == size
        inner = np.minimum(self.first_shown + 1, self.stop)
        whole: Array = _between(self.links.parted, inner, self.stop) == 0
        both: Array = same & whole
        return both

    def moved(self) -> Array:
        return self._of_chain(self.links.moved)

    def slight(self) -> Array:
        return self._of_chain(self.links.slight)

    def _of_chain(self, facts: Array) -> Array:
        if not len(facts):
            return np.zeros(len(self.start), "?")
        fact: Array = facts[np.minimum(self.links.chain[self.start_or_first()], len(facts) - 1)]
        return fact & self.alive

    def start_or_first(self) -> Array:
        return np.where(self.alive, self.first, self.start)

    def ends_in_new(self) -> tuple[Array, Array]:
        """The first and the last new character: those of paired words, or those that survive; -1 if there are none."""
        links = self.links
        to = np.append(links.to, _NONE)
        first = np.where(self.alive, to[self.first], _NONE)
        last = np.where(self.alive, to[self.last], _NONE)
        word_first = links.pair_start[self.first_shown]
        word_last = links.pair_end[self.last_shown + 1] - 1
        near_first = (word_first >= 0) & ((first < 0) | ((word_first <= first) & (first - word_first < FAR)))
        near_last = (word_last >= 0) & ((last < 0) | ((word_last >= last) & (word_last - last < FAR)))
        return np.where(near_first, word_first, first), np.where(near_last, word_last, last)


def _between(sums: Array, start: Array, stop: Array) -> Array:
    counts: Array = sums[stop] - sums[start]
    return counts


def _credited(known: Known, part: _Stretch) -> Array:
    """Visible characters of known edits that lie wholly within a stretch and did not survive by themselves."""
    start, stop = part.start.copy(), part.stop.copy()
    index = np.searchsorted(known.starts, start, side="left") - 1
    ends = np.append(known.ends, 0)[index]
    start = np.where((index >= 0) & (ends > start), ends, start)
    index = np.searchsorted(known.ends, stop, side="right")
    starts = np.append(known.starts, len(known.credit))[index]
    stop = np.where(starts < stop, starts, stop)
    return np.where(stop > start, known.credit[stop] - known.credit[np.minimum(start, stop)], 0)


def _largest_parts(links: Links, inner: _Stretch) -> tuple[Array, Array, Array]:
    """Spans whose parts went to several places are narrowed to the part that keeps most."""
    start, stop = inner.start.copy(), inner.stop.copy()
    ends = np.append(links.chain, 0)
    split = inner.alive & (ends[inner.first] != ends[np.maximum(inner.last, 0)])
    for row in np.flatnonzero(split):
        inside = links.chain_starts[(links.chain_starts > start[row]) & (links.chain_starts < stop[row])]
        cuts = np.concatenate(([start[row]], inside, [stop[row]]))
        best = int(np.argmax(np.diff(links.live[cuts])))
        start[row], stop[row] = cuts[best], cuts[best + 1]
    return start, stop, split


def _raw_ends(
    links: Links, part: _Stretch, first: Array, last: Array, raw_start: Array, raw_end: Array
) -> tuple[Array, Array]:
    """Raw offsets of folded ends. An end within a run of white space of the same length keeps its place in it."""
    old, new = links.old.folded, links.new.folded
    if not len(new) or not len(old):
        return np.zeros_like(raw_start), np.zeros_like(raw_end)
    at, until = np.minimum(part.start, len(old) - 1), np.maximum(part.stop - 1, 0)
    inside = (part.first == part.start) & (old.ends[at] - old.starts[at] == new.ends[first] - new.starts[first])
    start = new.starts[first] + np.where(inside, np.maximum(raw_start - old.starts[at], 0), 0)
    inside = (part.last == until) & (old.ends[until] - old.starts[until] == new.ends[last] - new.starts[last])
    end = new.ends[last] - np.where(inside, np.maximum(old.ends[until] - raw_end, 0), 0)
    return start, end


def _whole(links: Links, part: _Stretch, first: Array, last: Array) -> tuple[Array, Array]:
    """Ends that part no code point, and no letter from its marks, unless the span parted the old one from its own."""
    new = links.new.folded
    if not len(new):
        return first, last
    first, last = new.first_at(new.starts[first]), new.stop_at(new.ends[last]) - 1
    cut = np.append(links.old.folded.joined, False)[part.last + 1]
    final = np.where(np.append(new.joined[1:], False), len(new), np.arange(len(new)))
    return first, np.where(cut, last, np.minimum.accumulate(final[::-1])[::-1][last])


def _doubtful(links: Links, part: _Stretch) -> Array:
    """Whether the same words went or came beside these, or so few are left together that it may be by accident."""
    beside = twinned(links, part.first_shown, part.last_shown + 1)
    return beside | part.slight() | ~Support(links, FIRM).of(part.start, part.stop, part.moved())


def _words(links: Links, start: Array, stop: Array) -> Array:
    return np.searchsorted(links.word_starts, stop) - np.searchsorted(links.word_starts, start)


def _words_changed(links: Links, start: Array, stop: Array) -> Array:
    low, high = np.searchsorted(links.word_starts, start), np.searchsorted(links.word_starts, stop)
    changed: Array = links.words_changed[high] - links.words_changed[low]
    return changed
