"""What a revision offers for checking, each find with a mark that the same find has in any other revision.

The mark is made of the kind, the words, their sentence and, where a text says the very same more than once, which time
it is; glyphs, spacing and the place in the text do not matter to it. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from texts.blocks import parts_of
from texts.checkable import checkable
from texts.folding import Folded, fold
from texts.found import FoundKind
from texts.sentences import paragraphs, sentences
from texts.spans import Span

RULES = 1  # one more whenever other finds come out of the same text: what was stored is then made anew
KINDS: dict[FoundKind, str] = {
    "quotation": "quotation",
    "nested": "quotation",
    "unclosed": "quotation",
    "block": "quotation",
    "number": "number",
    "date": "date",
    "name": "name",
}


@dataclass(frozen=True, slots=True)
class Find:
    """`span` and `sentence` in code points of the revision; `mark` is 32 hexadecimal figures; `nth` counts from 1."""

    span: Span
    sentence: Span
    kind: str
    reason: str
    mark: str
    nth: int


def finds(html: str, plain: str, language: str) -> list[Find]:
    """All finds of a revision in order. Linear; about a second for a million code points."""
    blocks = parts_of(html, plain)
    parts = blocks.parts if blocks else None
    found = checkable(plain, language, blocks=blocks.quoted if blocks else (), parts=parts)
    around = _Sentences(sentences_in(plain, parts))
    within = [around.of(one.span) for one in found]
    folded = fold(plain)
    said = zip(words_of(folded, [one.span for one in found]), words_of(folded, within), strict=True)
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for one, sentence, (words, stands_in) in zip(found, within, said, strict=True):
        same = KINDS[one.kind], words, stands_in
        seen[same] += 1
        made.append(Find(one.span, sentence, same[0], one.reason, mark(*same, seen[same]), seen[same]))
    return made


def mark(kind: str, words: str, sentence: str, nth: int) -> str:
    """`words` and `sentence` folded, as `words_of` gives them."""
    said = "\0".join((kind, words, sentence, str(nth)))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def words_of(folded: Folded, spans: Sequence[Span]) -> list[str]:
    """What stands at each span of the raw text, without what glyphs and spacing do."""
    whole = folded.text
    firsts = folded.first_at(np.array([span.start for span in spans], "i4"))
    stops = folded.stop_at(np.array([span.end for span in spans], "i4"))
    return [whole[first:stop] for first, stop in zip(firsts.tolist(), stops.tolist(), strict=True)]


def sentences_in(plain: str, parts: Iterable[Span] | None) -> list[Span]:
    return [span for part in (paragraphs(plain) if parts is None else parts) for span in sentences(plain, part)]


def changed_sentences(old: tuple[str, str], new: tuple[str, str]) -> list[Span]:
    """Where the new text has sentences that the old one has not, or not as often. Each is (html, plain)."""
    before = Counter(said for said, _ in _said(*old))
    changed = []
    for said, span in _said(*new):
        before[said] -= 1
        if before[said] < 0:
            changed.append(span)
    return changed


def _said(html: str, plain: str) -> Iterator[tuple[str, Span]]:
    blocks, folded = parts_of(html, plain), fold(plain)
    spans = sentences_in(plain, blocks.parts if blocks else None)
    return zip(words_of(folded, spans), spans, strict=True)


class _Sentences:
    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.starts = [span.start for span in spans]

    def of(self, span: Span) -> Span:
        """From the beginning of the sentence that `span` begins in to the end of the one it ends in."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        last = max(first, bisect_right(self.starts, max(span.start, span.end - 1)) - 1)
        start, end = (self.spans[first].start, self.spans[last].end) if self.spans else (span.start, span.end)
        return Span(min(start, span.start), max(end, span.end))
