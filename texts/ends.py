"""The two ends of a comparison, where the quotation or the excerpt may run on beyond the other.

What lies beyond the other's reach is "outside" and no difference; what can be held against words there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from texts.differing import Draft, Tokens, alone, closing, count_words, equal_at_start, marks, unlinked
from texts.tokens import Kind


def leading(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    reach = _reach(count_words(lefts), count_words(rights))
    if reach is None:
        yield from _own_words(lefts, rights)
        return
    at = _position_from_end(rights, reach)
    yield Draft("outside", (), rights[:at])
    if reach:
        yield from unlinked(lefts, rights[at:])
    else:
        yield from alone(lefts)


def trailing(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    reach = _reach(count_words(lefts), count_words(rights))
    if reach is None:
        yield from _closing(lefts, rights)
        return
    at = len(rights) - _position_from_end(rights[::-1], reach)
    if reach:
        yield from unlinked(lefts, rights[:at])
    else:
        yield from alone(lefts)
    yield Draft("outside", (), rights[at:])


def _reach(words: int, source_words: int) -> int | None:
    """How many words of the source, at one end, the quotation's `words` beyond the last equal word are held against.

    None: nothing can be said of them, the excerpt or the quotation ends here. 0: the excerpt runs on with other words.
    """
    if not words or not source_words:
        return None
    if source_words <= 2 * words and words <= 2 * source_words:
        return source_words
    if words <= 2:
        return words
    return None if words > source_words else 0


def _position_from_end(tokens_: Tokens, words: int) -> int:
    """Where the last `words` words of `tokens_` begin, with any marks just before them left out."""
    at = len(tokens_)
    while words:
        at -= 1
        words -= tokens_[at].kind is Kind.WORD
    return at


def _own_words(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    """Before the first equal word: brackets are the editor's own; the rest lies outside, but for equal marks."""
    at = len(lefts)
    while at and lefts[at - 1].kind is Kind.BRACKET:
        at -= 1
    kept = equal_at_start(lefts[::-1], rights[::-1]) if at == len(lefts) else 0
    yield Draft("outside", lefts[: at - kept], rights[: len(rights) - kept])
    yield from marks(lefts[at - kept : at], rights[len(rights) - kept :])
    yield from alone(lefts[at:])


def _closing(lefts: Tokens, rights: Tokens) -> Iterator[Draft]:
    left, right = _marks_first(lefts), _marks_first(rights)
    if len(left) == len(lefts):
        used = list(closing(left, right))
        yield from used
        last = max((t.end for draft in used for t in draft.lefts), default=0)
        last_right = max((t.end for draft in used for t in draft.rights), default=0)
        yield Draft("outside", [t for t in lefts if t.start >= last], [t for t in rights if t.start >= last_right])
    else:
        at = next((n for n, t in enumerate(lefts) if t.kind is not Kind.BRACKET), len(lefts))
        yield from alone(lefts[:at])
        yield Draft("outside", lefts[at:], rights)


def _marks_first(tokens_: Tokens) -> Tokens:
    at = next((n for n, token in enumerate(tokens_) if token.kind is not Kind.MARK), len(tokens_))
    return tokens_[:at]
