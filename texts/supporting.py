"""Which spans have company: whether enough of the words around them, or all there are, stand beside them still.

Knows the links between two passages. A word lives on if at least `least` of its letters do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from texts.links import Links

Array = NDArray[Any]

SUPPORT = 3  # words that must be aligned around a span of fewer words
RARE = 12  # two words will do if they have so many letters and did not move


class Support:
    def __init__(self, links: Links, least: float) -> None:
        self._starts, ends = links.word_starts, links.old.word_ends
        left = links.live[ends] - links.live[self._starts]
        live = (left > 0) & (left >= least * (ends - self._starts))
        self._live = np.concatenate((np.zeros(1, "i4"), np.cumsum(live, dtype="i4")))
        words, letters = _blocks(links, live, ends - self._starts)
        self._block = np.append(words >= min(SUPPORT, len(live)), False)
        self._rare = np.append((words > 1) & (letters >= RARE), False)

    def of(self, start: Array, stop: Array, moved: Array) -> Array:
        """For each folded stretch `[start, stop)`; side by side, if it has only a few words."""
        first, last = np.searchsorted(self._starts, start), np.searchsorted(self._starts, stop)
        low, high = np.maximum(first - SUPPORT, 0), np.minimum(last + SUPPORT, len(self._starts))
        final = np.maximum(last - 1, first)
        rare = (self._rare[first] | self._rare[final]) & ~moved
        beside = self._block[first] | self._block[final] | rare | (last - first >= SUPPORT)
        supported: Array = (self._live[high] - self._live[low] >= np.minimum(SUPPORT, high - low)) & beside
        return supported


def _blocks(links: Links, live: Array, sizes: Array) -> tuple[Array, Array]:
    """For each word of the old text: how many living words, and letters of them, stand around it side by side.

    Side by side in both texts. A word that is gone has none.
    """
    firsts = np.minimum(links.next[links.word_starts], len(links.old) - 1)
    there = np.searchsorted(links.new.word_starts, links.to[firsts], side="right") if len(live) else firsts
    heads = np.append(True, ~live[1:] | ~live[:-1] | (np.diff(there) != 1))[: len(live)]
    block = np.cumsum(heads) - 1
    words, letters = np.bincount(block, minlength=1), np.bincount(block, weights=sizes, minlength=1)
    return np.where(live, words[block], 0), np.where(live, letters[block], 0)
