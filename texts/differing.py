"""What kind of difference stands between words of a quotation and words of its source.

Knows tokens that were already laid side by side; does not know how, and does not judge the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq

from texts.aligning import nearness
from texts.tokens import Kind, Token

PieceKind = Literal[
    # differences
    "substitution", "spelling", "omission", "addition", "punctuation",
    # folded: there, and of no weight
    "case", "glyph", "comma",
    # marked by the writer of the quotation
    "cut", "insertion", "sic",
    # no difference
    "same", "outside",
]  # fmt: skip

Tokens = Sequence[Token]
MANY_MARKS = 50
CLOSING = '.,;:"—-)]'  # marks at the end of a quotation that belong to the writer who quotes


def count_words(tokens: Tokens) -> int:
    return sum(token.kind is Kind.WORD for token in tokens)


class Draft(NamedTuple):
    """Tokens of the quotation and of the source that make one piece; either may be empty."""

    kind: PieceKind
    lefts: Tokens
    rights: Tokens


def linked(lefts: Tokens, rights: Tokens, *, broken_line: bool = False) -> Draft:
    """The piece of words that answer to each other: one to one, or one word against two."""
    if len(lefts) == len(rights) == 1:
        return Draft(_kind_of_pair(lefts[0], rights[0]), lefts, rights)
    hyphened = any(t.kind is Kind.MARK and t.fold == "-" for t in (*lefts, *rights))
    if hyphened and broken_line:
        return Draft("same", lefts, rights)
    return Draft("punctuation" if hyphened else "spelling", lefts, rights)


def _kind_of_pair(left: Token, right: Token) -> PieceKind:
    if left.form == right.form:
        return "same"
    if Kind.BRACKET in (left.kind, right.kind) or ("[" in left.form) != ("[" in right.form):
        return "insertion"
    if left.fold == right.fold:
        return "case" if left.form.lower() == right.form.lower() else "glyph"
    unspaced = left.unspaced or right.unspaced
    return "spelling" if not unspaced and nearness(left.fold, right.fold) else "substitution"


def unlinked(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    """The pieces between two pairs of linked words: marks, and words that answer to nothing or to other words."""
    if not lefts and not rights:
        return
    left, right = _Stretch(lefts), _Stretch(rights)
    if _has(left.body, Kind.CUT):
        yield from _around_cut(left, rights, "cut")
    elif _has(right.body, Kind.CUT):
        yield from _swapped(_around_cut(right, lefts, "outside"))
    elif left.body and right.body:
        yield from marks(left.head, right.head)
        yield from _both(left.body, right.body)
        yield from marks(left.tail, right.tail)
    elif left.body:
        yield from _swapped(_passed_over(rights, left))
    elif right.body:
        yield from _passed_over(lefts, right)
    else:
        yield from marks(lefts, rights)


class _Stretch:
    """Tokens, as the marks before the first word or bracket, what lies from it to the last, and the marks after."""

    def __init__(self, tokens: Tokens) -> None:
        at = [n for n, token in enumerate(tokens) if token.kind is not Kind.MARK]
        first, last = (at[0], at[-1] + 1) if at else (len(tokens), len(tokens))
        self.head, self.body, self.tail = tokens[:first], tokens[first:last], tokens[last:]


def _passed_over(marks_: Tokens, other: _Stretch) -> Iterator[Draft]:
    """Words of the source which the quotation passes over, with only `marks_` in their place.

    Marks around the omitted words go with them, unless the quotation kept them.
    """
    first = equal_at_start(marks_, other.head)
    yield from marks(marks_[:first], other.head[:first])
    rest = marks_[first:]
    last = equal_at_start(rest[::-1], other.tail[::-1])
    yield from marks(rest[: len(rest) - last], ())
    gone = (*other.head[first:], *other.body, *other.tail[: len(other.tail) - last])
    yield from _swapped(alone(gone))
    yield from marks(rest[len(rest) - last :], other.tail[len(other.tail) - last :])


def _around_cut(cut: _Stretch, others: Tokens, kind: PieceKind) -> Iterator[Draft]:
    """A marked cut takes in all words and marks of the other side but the marks that are kept at its ends."""
    first = equal_at_start(cut.head, others)
    last = equal_at_start(cut.tail[::-1], others[first:][::-1])
    end, kept = len(others) - last, len(cut.tail) - last
    yield from marks(cut.head[:first], others[:first])
    yield from marks(cut.head[first:], ())
    yield from _at_cut(cut.body, others[first:end], kind)
    yield from marks(cut.tail[:kept], ())
    yield from marks(cut.tail[kept:], others[end:])


def equal_at_start(lefts: Tokens, rights: Tokens) -> int:
    count = 0
    for left, right in zip(lefts, rights, strict=False):
        if left.fold != right.fold:
            break
        count += 1
    return count


_MIRROR: dict[PieceKind, PieceKind] = {"addition": "omission", "omission": "addition"}


def _swapped(drafts: Iterator[Draft]) -> Iterator[Draft]:
    for kind, lefts, rights in drafts:
        yield Draft(_MIRROR.get(kind, kind), rights, lefts)


def alone(lefts: Tokens) -> Iterator[Draft]:
    """The pieces of words in the quotation that stand for nothing in the source."""
    kind: PieceKind = "addition"
    kinds: list[PieceKind] = []
    for token in lefts:
        kind = kind if token.kind is Kind.MARK and kinds else _kind_alone(token)
        kinds.append(kind)
    for kind, group in groupby(zip(kinds, lefts, strict=True), key=lambda pair: pair[0]):
        yield Draft(kind, [token for _, token in group], ())


def _kind_alone(token: Token) -> PieceKind:
    if token.kind is Kind.CUT:
        return "cut"
    if token.kind is Kind.BRACKET:
        return "sic" if is_sic(token) else "insertion"
    return "addition"


def is_sic(token: Token) -> bool:
    return token.fold.strip("[]()! ") == "sic"


def _both(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    if not _has(lefts, Kind.WORD):
        yield from _brackets(lefts, rights)
    elif not _has(rights, Kind.WORD):
        yield from _swapped(_brackets(rights, lefts))
    else:
        yield Draft("substitution", lefts, rights)


def _has(tokens: Tokens, kind: Kind) -> bool:
    return any(token.kind is kind for token in tokens)


def _at_cut(lefts: Tokens, rights: Tokens, kind: PieceKind) -> Iterator[Draft]:
    """A marked cut stands for all the words of the other side; words beside it are on their own."""
    at = next(n for n, token in enumerate(lefts) if token.kind is Kind.CUT)
    yield from alone(lefts[:at])
    yield Draft(kind, lefts[at : at + 1], rights)
    yield from alone(lefts[at + 1 :])


def _brackets(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    """An editor's words in brackets stand for words of the source; a [sic] stands for none."""
    if all(is_sic(token) for token in lefts if token.kind is Kind.BRACKET):
        yield from alone(lefts)
        yield from _swapped(alone(rights))
    else:
        yield Draft("insertion", lefts, rights)


def marks(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    """The pieces of two rows of marks that stand at the same place."""
    if not lefts and not rights:
        return
    if max(len(lefts), len(rights)) > MANY_MARKS:
        same = [t.form for t in lefts] == [t.form for t in rights]
        yield Draft("same" if same else "punctuation", lefts, rights)
        return
    if _is_house_style(lefts, rights):
        yield Draft("glyph", lefts, rights)
        return
    i = j = 0
    for a, b, size in LCSseq.editops([t.fold for t in lefts], [t.fold for t in rights]).as_matching_blocks():
        yield from _mark_block(lefts[i:a], rights[j:b])
        yield from _mark_block(lefts[a : a + size], rights[b : b + size])
        i, j = a + size, b + size


def _is_house_style(lefts: Tokens, rights: Tokens) -> bool:
    """Whether only the order of a comma or full stop and a closing quotation mark differs."""
    left, right = [t.fold for t in lefts], [t.fold for t in rights]
    return left != right and sorted(left) == sorted(right) and set(left) <= set('",.')


def _mark_block(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    both = min(len(lefts), len(rights))
    for left, right in zip(lefts[:both], rights[:both], strict=True):
        if left.fold == right.fold:
            yield Draft("same" if left.form == right.form else "glyph", [left], [right])
        else:
            yield Draft("punctuation", [left], [right])
    for left in lefts[both:]:
        yield Draft(_lone_mark(left), [left], ())
    for right in rights[both:]:
        yield Draft(_lone_mark(right), (), [right])


def _lone_mark(mark: Token) -> PieceKind:
    return "comma" if mark.fold == "," else "punctuation"


def closing(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    """The pieces of the marks after the last word of a quotation, against those that follow it in the source.

    A full stop or comma that closes the quotation belongs to the writer who quotes, unless the source has another mark.
    """
    same = equal_at_start(lefts, rights)
    yield from marks(lefts[:same], rights[:same])
    left = [mark for mark in lefts[same:] if mark.fold != '"']
    right = [mark for mark in rights[same:] if mark.fold != '"']
    if left and right:
        yield from marks(left, right[: len(left)])
    else:
        yield from marks([m for m in left if m.fold not in CLOSING], [m for m in right[:1] if m.fold not in CLOSING])
