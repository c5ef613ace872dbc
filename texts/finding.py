"""Find a quote in a text it was not made on: here, or here or here, or not here.

Knows the words of a quote and a little of what stood around them; knows no earlier text. Prefix and suffix choose between
places, and never make one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import Indel

from texts.changes import ChangeMap
from texts.folding import Folded, decoded, fold
from texts.sampling import likely_places
from texts.spans import Quote, Span

SHORT = 20  # quotes of fewer characters must be found nearly letter by letter
GOOD, GOOD_IF_SHORT = 0.85, 0.95
AHEAD = 0.05  # what is not so much better than the next is ambiguous
AROUND = 0.5  # how alike the surroundings of a short quote must be
PLAIN = 12  # a quote of fewer characters is not believed in foreign surroundings
SHOWN = 50
CASE = 0.99  # the score of words that differ in case alone


@dataclass(frozen=True, slots=True)
class Found:
    """The words stand at `span`, in code points; `score` is how alike they are, up to 1."""

    span: Span
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The words may stand at `count` places; `candidates` are the best of them, at most SHOWN, in the order of the text."""

    candidates: tuple[Found, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """`around` is how alike the surroundings are, 0 to 1; 1 if the quote gives none."""

    found: Found
    around: float

    @property
    def rank(self) -> float:
        return 0.8 * self.found.score + 0.2 * self.around


def find(quote: Quote, text: str, near: int | None = None) -> Found | Ambiguous | None:
    """Where `quote` stands in `text`. `near` is a code point offset that decides between places, if one is clearly nearer."""
    return Finder(text).find(quote, near)


class Finder:
    """Finds many quotes in one text, which is folded once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, quote: Quote, near: int | None = None) -> Found | Ambiguous | None:
        exact = quote.exact.strip()
        if not exact:
            return None
        for places in (self._exact, self._folded, self._alike):
            found = [_Candidate(one, self._likeness_around(quote, one.span)) for one in places(quote, exact)]
            if found:
                return _decided(quote, self._whole_words(quote, exact, found), near)
        return None

    @cached_property
    def _fold(self) -> Folded:
        return fold(self.text)

    @cached_property
    def _cased(self) -> str:
        return _one_line(self._fold.text)

    @cached_property
    def _lower(self) -> str:
        return _one_line(decoded(self._fold.lower))

    def _exact(self, quote: Quote, exact: str) -> Iterator[Found]:
        for start in _occurrences(exact, self.text):
            end = start + len(exact)
            if not self._parts_a_letter(end, quote.suffix):
                yield Found(Span(start, end))

    def _parts_a_letter(self, end: int, suffix: str) -> bool:
        """Whether a mark on the last letter is left out, and the quote did not leave it out itself."""
        mark = self.text[end : end + 1]
        return bool(mark) and unicodedata.category(mark).startswith("M") and not suffix.startswith(mark)

    def _folded(self, quote: Quote, exact: str) -> Iterator[Found]:
        """The same words in other glyphs, forms and spaces; else in another case."""
        cased = list(self._in(self._cased, _words(exact), 1.0))
        yield from cased or self._in(self._lower, _words(exact, lower=True), CASE)

    def _in(self, folded: str, words: str, score: float) -> Iterator[Found]:
        for at in _occurrences(words, folded) if words else ():
            end = at + len(words)
            if not self._fold.joined[at] and not (end < len(folded) and self._fold.joined[end]):
                yield Found(Span(int(self._fold.starts[at]), int(self._fold.ends[end - 1])), score)

    def _alike(self, quote: Quote, exact: str) -> Iterator[Found]:
        """Words that were changed a little, where runs of letters of the quote still stand."""
        words, before = _words(exact, lower=True), _words(quote.prefix, lower=True)
        after = _words(quote.suffix, lower=True)
        needed = GOOD_IF_SHORT if len(words) < SHORT else GOOD
        seen = set()
        for place in likely_places(words, self._lower):
            span = self._aligned(before, words, after, place)
            if span and span not in seen:
                seen.add(span)
                score = Indel.normalized_similarity(words, self._lower[span.start : span.end])
                if score >= needed:
                    yield Found(self._raw(span), round(score, 3))

    def _aligned(self, before: str, words: str, after: str, place: int) -> Span | None:
        """Where the words stand around a likely place, in folded characters."""
        margin = 40 + len(words) // 4
        low = max(0, place - len(before) - margin)
        window = self._lower[low : place + len(words) + len(after) + margin]
        quoted = " ".join(part for part in (before, words, after) if part)
        start = len(before) + 1 if before else 0
        placed = ChangeMap.between(quoted, window).place(Span(start, start + len(words))).span
        return Span(low + placed.start, low + placed.end) if placed else None

    def _raw(self, span: Span) -> Span:
        return Span(int(self._fold.starts[span.start]), int(self._fold.ends[span.end - 1]))

    def _likeness_around(self, quote: Quote, span: Span) -> float:
        before, after = _words(quote.prefix, lower=True), _words(quote.suffix, lower=True)
        if not before and not after:
            return 1.0
        start, end = self._folded_ends(span)
        sides = (
            (before, self._lower[max(0, start - len(before) - 1) : start].strip()[-len(before) :]),
            (after, self._lower[end : end + len(after) + 1].strip()[: len(after)]),
        )
        weights = [(Indel.normalized_similarity(ours, theirs), len(ours)) for ours, theirs in sides if ours]
        return sum(likeness * size for likeness, size in weights) / sum(size for _, size in weights)

    def _folded_ends(self, span: Span) -> tuple[int, int]:
        return int(self._fold.first_at(span.start)), int(self._fold.stop_at(span.end))

    def _whole_words(self, quote: Quote, exact: str, found: list[_Candidate]) -> list[_Candidate]:
        """Without surroundings to go by, whole words are meant rather than parts of words."""
        if quote.prefix.strip() or quote.suffix.strip() or len(found) == 1:
            return found
        return [one for one in found if not self._cuts_a_word(one.found.span)] or found

    def _cuts_a_word(self, span: Span) -> bool:
        return self._within_a_word(span.start) or self._within_a_word(span.end)

    def _within_a_word(self, at: int) -> bool:
        return 0 < at < len(self.text) and self.text[at - 1].isalnum() and self.text[at].isalnum()


def _decided(quote: Quote, found: Sequence[_Candidate], near: int | None) -> Found | Ambiguous | None:
    """One place if it is clearly ahead, else all that are not clearly behind."""
    has_around = bool(quote.prefix.strip() or quote.suffix.strip())
    best = max(found, key=lambda one: one.rank)
    rivals = [one for one in found if best.rank - one.rank < AHEAD]
    if len(rivals) == 1:
        return best.found if _believable(quote, best, len(found), has_around) else None
    if near is not None:
        nearest = _clearly_nearest([one.found for one in rivals], near)
        if nearest:
            return nearest
    shown = sorted(rivals, key=lambda one: -one.rank)[:SHOWN]
    return Ambiguous(tuple(sorted((one.found for one in shown), key=lambda one: one.span)), len(rivals))


def _believable(quote: Quote, best: _Candidate, count: int, has_around: bool) -> bool:
    """A short quote needs its surroundings, if any were given; a longer one may stand alone if it stands once."""
    if not has_around or best.around >= AROUND:
        return True
    return len(quote.exact.strip()) >= PLAIN and count == 1


def _clearly_nearest(found: Sequence[Found], near: int) -> Found | None:
    """The nearest place, unless the next is less than twice as far."""
    first, second = sorted(found, key=lambda one: abs(one.span.start - near))[:2]
    distances = abs(first.span.start - near), abs(second.span.start - near)
    return first if 2 * distances[0] < distances[1] else None


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


@lru_cache(maxsize=64)
def _words(text: str, *, lower: bool = False) -> str:
    """The folded words on one line, without white space at the ends."""
    folded = fold(text)
    return _one_line(decoded(folded.lower) if lower else folded.text).strip()


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
