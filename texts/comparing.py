"""A quotation held against its source, word by word: what differs, in what way, and what verdict that suggests.

Knows two strings and nothing of who said them. Folds what does not matter (quote marks, kinds of dash, spacing, case,
Unicode forms), respects cuts, [brackets] and [sic], and only ever proposes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from texts.aligning import Link, Side, align, nearness
from texts.differing import Draft, PieceKind, Tokens, count_words, linked, unlinked
from texts.ends import leading, trailing
from texts.spans import Span
from texts.tokens import Kind, tokens
from texts.wording import Wording, proposed, spoken, summary

LONGEST = 400_000  # code points of either passage
PAIRED = 3  # so many unlike words in a row are set against each other one by one; more are one phrase

DIFFERENCES = frozenset({"substitution", "spelling", "omission", "addition", "punctuation"})
FOLDED = frozenset({"case", "glyph", "comma"})
MARKED = frozenset({"cut", "insertion", "sic"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the quotation beside what stands for it in the source; spans are code points of each.

    The kind is one of DIFFERENCES, FOLDED or MARKED, or "same", or "outside": words of one passage beyond the reach of
    the other.
    """

    kind: PieceKind
    quoted: str
    source: str
    quoted_span: Span
    source_span: Span
    words: int = 0  # how many words (in Chinese or Thai, characters) this is about; for "outside", of the quotation

    @property
    def spoken(self) -> str:
        """The piece as it is read out: "bought, in the source: brought"."""
        return spoken(self.kind, self.quoted.strip(), self.source.strip())


Difference = Piece


@dataclass(frozen=True)
class Comparison:
    """The pieces of a comparison in order: joined, their `quoted` is the quotation and their `source` is the source."""

    pieces: tuple[Piece, ...]
    found: bool
    unit: str = "word"

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What differs and matters: substitution, spelling, omission, addition, punctuation."""
        return self._of(DIFFERENCES)

    @cached_property
    def folded(self) -> tuple[Difference, ...]:
        """What differs and does not count: case, glyphs (’ for '), and commas that only one side has."""
        return self._of(FOLDED)

    @cached_property
    def marked(self) -> tuple[Difference, ...]:
        """What the writer of the quotation changed and said so: cut, insertion, sic."""
        return self._of(MARKED)

    @property
    def summary(self) -> str:
        """One sentence: "3 words differ, 2 punctuation marks differ, nothing omitted"."""
        return summary(self.pieces, found=self.found, unit=self.unit)

    @property
    def wording(self) -> Wording:
        """The proposed verdict. A quotation that the excerpt only covers in part is not called exact."""
        return proposed(self.pieces, found=self.found)

    def _of(self, kinds: frozenset[str]) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.kind in kinds)


def compare(quoted: str, source: str) -> Comparison:
    """`quoted` against `source`, which may be longer: the quotation is looked for in it.

    Words of the quotation beyond the ends of `source` are not called differences: nobody can see them there.
    Raises ValueError with a sentence if either is longer than LONGEST code points.
    """
    for passage, name in ((quoted, "quotation"), (source, "source's wording")):
        if len(passage) > LONGEST:
            raise ValueError(f"The {name} is too long to compare: {len(passage):,} characters, {LONGEST:,} at most.")
    left, right = _Passage(quoted), _Passage(source)
    drafts = list(_drafts(left, right)) if quoted != source else []
    found = quoted == source or _is_found(drafts, left)
    if not found and left.items and right.items and _runs_beyond(drafts):
        drafts = [Draft("substitution", left.tokens, right.tokens)]
    return Comparison(tuple(_pieces(drafts, quoted, source)), found, left.unit)


class _Passage:
    """A text with its tokens, and the places among them of all that is not a mark."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.items = [n for n, token in enumerate(self.tokens) if token.kind is not Kind.MARK]

    @property
    def side(self) -> Side:
        found = [self.tokens[n] for n in self.items]
        return Side([t.fold for t in found], frozenset(n for n, t in enumerate(found) if t.kind is Kind.CUT))

    @property
    def unit(self) -> str:
        unspaced = sum(token.unspaced for token in self.tokens)
        return "character" if unspaced * 2 > len(self.items) else "word"

    def between(self, first: int, last: int) -> Tokens:
        """The tokens from item `first` to item `last`, that one included."""
        return self.tokens[self.items[first] : self.items[last] + 1]

    def gap(self, after: int, before: int) -> Tokens:
        """The tokens that lie between item `after` and item `before`; -1 and the number of items are the ends."""
        start = self.items[after] + 1 if after >= 0 else 0
        return self.tokens[start : self.items[before] if before < len(self.items) else len(self.tokens)]

    def only_words(self, after: int, before: int) -> bool:
        return all(self.tokens[n].kind is Kind.WORD for n in self.items[after + 1 : before])


def _drafts(left: _Passage, right: _Passage) -> Iterator[Draft]:
    links = list(_completed(align(left.side, right.side), left, right))
    if not links:
        yield from _nothing_linked(left.tokens, right.tokens)
        return
    yield from leading(left.gap(-1, links[0].left), right.gap(-1, links[0].right))
    for link, after in pairwise([*links, None]):
        assert link
        ends = link.left + link.lefts - 1, link.right + link.rights - 1
        yield _linked(link, ends, left, right)
        if after:
            yield from unlinked(left.gap(ends[0], after.left), right.gap(ends[1], after.right))
        else:
            yield from trailing(left.gap(ends[0], len(left.items)), right.gap(ends[1], len(right.items)))


def _nothing_linked(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    if count_words(lefts) and count_words(rights):
        yield from unlinked(lefts, rights)
    elif count_words(lefts) or count_words(rights):
        yield Draft("outside", lefts, rights)
    else:
        yield from unlinked(lefts, rights)


def _linked(link: Link, ends: tuple[int, int], left: _Passage, right: _Passage) -> Draft:
    lefts, rights = left.between(link.left, ends[0]), right.between(link.right, ends[1])
    sides = ((left.text, lefts), (right.text, rights)) if link.lefts != link.rights else ()
    broken = any("\n" in text[token.start : token.end] for text, side in sides for token in side)
    return linked(lefts, rights, broken_line=broken)


def _completed(links: list[Link], left: _Passage, right: _Passage) -> Iterator[Link]:
    """The links, and between them those of a few unlike words that stand at the same place."""
    i, j, end = -1, -1, len(left.items)  # i and j: the last linked item of each
    for link in [*links, Link(end, len(right.items))]:
        inner = i >= 0 and link.left < end
        if inner or not links:
            yield from _one_by_one((i, link.left), (j, link.right), left, right)
        if link.left < end:
            yield link
        i, j = link.left + link.lefts - 1, link.right + link.rights - 1


def _one_by_one(lefts: tuple[int, int], rights: tuple[int, int], left: _Passage, right: _Passage) -> Iterator[Link]:
    count = lefts[1] - lefts[0] - 1
    if count == rights[1] - rights[0] - 1 <= PAIRED and left.only_words(*lefts) and right.only_words(*rights):
        yield from (Link(lefts[0] + 1 + n, rights[0] + 1 + n) for n in range(count))


# From drafts to pieces, and whether the quotation was found at all.


def _is_found(drafts: list[Draft], left: _Passage) -> bool:
    """Whether half of what was compared is the source's, by letters, and it is not a chance phrase in a long quotation.

    A third is enough where both passages are covered from end to end.
    """
    held = sum(_letters(draft.lefts) for draft in drafts if draft.kind != "outside")
    same = sum(_letters(draft.lefts) for draft in drafts if _is_near(draft))
    if not _letters(left.tokens):
        return not any(draft.kind == "outside" and (draft.lefts or draft.rights) for draft in drafts)
    return 0 < held <= (2 if _runs_beyond(drafts) else 3) * same and _letters(left.tokens) <= 6 * same


def _runs_beyond(drafts: list[Draft]) -> bool:
    return any(draft.kind == "outside" and (count_words(draft.lefts) or count_words(draft.rights)) for draft in drafts)


def _letters(tokens_: Tokens) -> int:
    return sum(len(token.fold) for token in tokens_ if token.kind is Kind.WORD)


def _is_near(draft: Draft) -> bool:
    if draft.kind == "insertion":
        return len(draft.lefts) == len(draft.rights) == 1 and bool(nearness(draft.lefts[0].fold, draft.rights[0].fold))
    return draft.kind in ("same", "case", "glyph", "spelling", "punctuation")


def _pieces(drafts: list[Draft], quoted: str, source: str) -> Iterator[Piece]:
    told = reached = (0, 0)  # how far, in each, the pieces go, and the tokens that were seen
    for draft in drafts:
        spans = _span(draft.lefts, reached[0]), _span(draft.rights, reached[1])
        reached = spans[0].end, spans[1].end
        if draft.kind != "same" and (draft.lefts or draft.rights):
            yield from _same(quoted, source, (told[0], spans[0].start), (told[1], spans[1].start))
            yield Piece(draft.kind, spans[0].of(quoted), spans[1].of(source), *spans, words=_count(draft))
            told = reached
    yield from _same(quoted, source, (told[0], len(quoted)), (told[1], len(source)))


def _span(tokens_: Tokens, reached: int) -> Span:
    return Span(tokens_[0].start, tokens_[-1].end) if tokens_ else Span(reached, reached)


def _same(quoted: str, source: str, lefts: tuple[int, int], rights: tuple[int, int]) -> Iterator[Piece]:
    left, right = Span(*lefts), Span(*rights)
    if len(left) or len(right):
        yield Piece("same", left.of(quoted), right.of(source), left, right)


def _count(draft: Draft) -> int:
    if draft.kind == "outside":
        return count_words(draft.lefts)
    return max(count_words(draft.lefts), count_words(draft.rights))
