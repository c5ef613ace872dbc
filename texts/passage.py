"""A folded text with the places where it may be cut: tokens, words, sentences, paragraphs.

Knows one text; does not know that there is another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from texts.folding import SIGN, SOLO, SPACE, WORD, Folded, decoded, encoded

Array = NDArray[Any]

PARAGRAPH, BEFORE_PARAGRAPH, SENTENCE, WORD_START, WORD_END, TOKEN = 6, 5, 4, 3, 2, 1
_LINE = 0x0A
_TERMINATORS = encoded(".!?。！？｡…‽؟۔।॥").astype("u4")
_CLOSERS = encoded("\"')]}」』）】").astype("u4")
_IDEOGRAPHIC = encoded("。！？").astype("u4")


class Passage:
    """`bounds[p]` says how good a cut before character `p` is (0: never; PARAGRAPH: best), for `p` up to the length.

    Tokens are words, single signs and single letters of unspaced scripts: `[token_starts, token_ends)`. White space
    makes no token.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        kinds, size = folded.kinds, len(folded)
        self.space = kinds == SPACE
        starts = _token_starts(folded)
        self.token_starts = np.flatnonzero(starts & ~self.space).astype("i4")
        self.token_ends = _token_ends(starts, self.token_starts, size)
        words = kinds[self.token_starts] != SIGN
        self.word_starts, self.word_ends = self.token_starts[words], self.token_ends[words]
        self.bounds = _bounds(folded, starts, self.space)
        self.ranks = self.bounds.tobytes()
        self.shown = np.concatenate((np.zeros(1, "i4"), np.cumsum(~self.space, dtype="i4")))

    def __len__(self) -> int:
        return len(self.folded)

    def lower(self, start: int, end: int) -> str:
        return decoded(self.folded.lower[start:end])


def _token_starts(folded: Folded) -> Array:
    starts = ~folded.joined
    words = folded.kinds == WORD
    starts[1:] &= ~(words[1:] & words[:-1])
    if len(starts):
        starts[0] = True
    return starts


def _token_ends(starts: Array, token_starts: Array, size: int) -> Array:
    every = np.append(np.flatnonzero(starts), size).astype("i4")
    return every[np.searchsorted(every, token_starts, side="right")] if len(token_starts) else token_starts


def _bounds(folded: Folded, starts: Array, space: Array) -> Array:
    size = len(folded)
    bounds = np.zeros(size + 1, dtype="u1")
    bounds[:size][starts] = TOKEN
    bounds[:size][space] = WORD_END
    bounds[1:size][space[:-1] & ~space[1:]] = WORD_START
    ends = _sentence_ends(folded)
    bounds[2:size][space[1:-1] & ends[:-2]] = SENTENCE
    bounds[1:size][ends[:-1] & (folded.kinds[1:] == SOLO)] = SENTENCE
    line = space & (folded.codes == _LINE)
    bounds[:size][line] = BEFORE_PARAGRAPH
    bounds[1:size][line[:-1]] = PARAGRAPH
    bounds[:size][folded.joined] = 0
    bounds[0] = bounds[size] = PARAGRAPH
    return bounds


def _sentence_ends(folded: Folded) -> Array:
    """Marks which characters are the last of a sentence: a full stop, or a closing quotation mark after one."""
    ends: Array = np.isin(folded.codes, _TERMINATORS)
    closers = np.isin(folded.codes, _CLOSERS)
    for _ in range(2):
        ends[1:] |= closers[1:] & ends[:-1]
    return ends
