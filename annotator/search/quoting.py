"""Quoted words looked for in all texts that somebody may read: where they stand, word for word or nearly.

The index narrows by the rarest words and parts of words of the quotation, so that misspelt ones do not hide it; then the
words are compared letter by letter. A comment's own article is always looked at, and comes first.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Substr

from annotator import permissions
from annotator.search.likeness import Quotation
from annotator.search.models import Passage
from annotator.search.narrowing import Narrowing
from annotator.search.terms import unspaced
from texts.models import Revision, Text
from texts.spans import Span

RANKED = 120  # passages that the index gives
LOOKED_AT = 24  # of them, those whose surroundings are read,
READ = 60_000  # unless these are longer than so many code points together
BESIDE = 3_000  # code points on each side in which the parts of a cut quotation are looked for
MOST = 20
AROUND = 80  # code points of the text given with a hit, on each side

Own = tuple[uuid.UUID, Span] | None  # a text, and where a quotation stands in it


@dataclass(frozen=True)
class Hit:
    """Words of a text like those quoted. `likeness` is 1.0 for the same words; paragraphs are counted from 1.

    `before` and `after` are a little of what stands there around them.
    """

    text: Text
    revision: Revision
    span: Span
    excerpt: str
    likeness: float
    number: int
    last: int
    before: str = ""
    after: str = ""

    @property
    def per_cent(self) -> int:
        """100 for the same words alone."""
        return 100 if self.likeness == 1 else min(99, round(self.likeness * 100))


@dataclass(frozen=True)
class Looked:
    """The hits, those in the article at hand first, then the likeliest. `cut`: there may be more than these."""

    hits: list[Hit] = field(default_factory=list)
    cut: bool = False


def likely(
    quoted: str,
    user: permissions.Actor,
    near: Text | None = None,
    limit: int = MOST,
    but: Own = None,
) -> Looked:
    """Where `quoted` may stand in the texts that `user` reads; first in `near`. `but` is the quotation's own place.

    Ten queries at most, whatever is found.
    """
    quotation = Quotation(quoted)
    if not quotation.parts:
        return Looked()
    margin = max(len(quoted) + len(quoted) // 5, BESIDE if quotation.is_cut else 100)
    readable = Passage.objects.filter(permissions.readable_texts(user, "text__"))
    keys, more = _worth_reading(readable, quotation, near, max(3, min(LOOKED_AT, READ // margin)))
    found = _apart(_places(keys, quotation, margin, but), near)
    return Looked(list(_numbered(found[:limit])), more or len(found) > limit)


def _worth_reading(
    readable: QuerySet[Passage], quotation: Quotation, near: Text | None, most: int
) -> tuple[set[int], bool]:
    """Keys of passages in or beside which the quotation may stand, and whether there are more than these."""
    narrowing = Narrowing(" ".join(quotation.parts))
    passages = readable.filter(text=near) if near else readable.none()
    here, _ = _likeliest(narrowing.of(passages, RANKED) + narrowing.common(passages, RANKED), quotation, most)
    rare = narrowing.of(readable, RANKED)
    everywhere, more = _likeliest(rare, quotation, most)
    if not _promising(here + everywhere, quotation):
        everywhere, more = _likeliest(rare + narrowing.common(readable, RANKED), quotation, most)
    return {key for _, key in here + everywhere}, more


def _likeliest(
    passages: Iterable[tuple[int, str]], quotation: Quotation, most: int
) -> tuple[list[tuple[float, int]], bool]:
    """Ranks and keys of those worth reading, and whether there are more that look like hits."""
    found = dict(passages)
    ranked = sorted(((quotation.rank(unspaced(words)), -key) for key, words in found.items()), reverse=True)
    return [(rank, -key) for rank, key in ranked[:most]], _promising(ranked[most:], quotation)


def _promising(ranked: Iterable[tuple[float, int]], quotation: Quotation) -> bool:
    return any(rank >= 100 * quotation.enough for rank, _ in ranked)


def _places(keys: Iterable[int], quotation: Quotation, margin: int, own: Own) -> Iterator[Hit]:
    """Where the quotation stands in or around each of these passages, of which only so much is read."""
    begin, size = Greatest(F("start") - margin, 0), F("end") - F("start") + 2 * margin
    passages = Passage.objects.filter(pk__in=list(keys)).annotate(window=Substr("revision__plain", begin + 1, size))
    related = passages.select_related("text__parent", "revision").defer(
        "words", "parts", "revision__source", "revision__html", "revision__plain"
    )
    for passage in related:
        lead = max(passage.start - margin, 0)
        window = passage.window
        if own and own[0] == passage.text_id:
            window = _without(window, own[1].start - lead, own[1].end - lead)
        yield from _in_window(passage, window, lead, quotation)


def _in_window(passage: Any, window: str, lead: int, quotation: Quotation) -> Iterator[Hit]:
    """The best place, and if that is beside the passage the next: each passage is to give what it has itself."""
    for _ in range(2):
        found = quotation.place(window)
        if not found or found.likeness < quotation.enough:
            return
        span = Span(lead + found.span.start, lead + found.span.end)
        yield _hit(passage, span, found.span, found.likeness)
        if span.overlaps(Span(passage.start, passage.end)):
            return
        window = _without(window, found.span.start, found.span.end)


def _without(window: str, start: int, end: int) -> str:
    """The window with white space in the place of `[start, end)`, which may run over its ends."""
    start, end = min(max(start, 0), len(window)), min(max(end, 0), len(window))
    return f"{window[:start]}{' ' * (end - start)}{window[end:]}"


def _hit(passage: Any, span: Span, at: Span, likeness: float) -> Hit:
    window = passage.window
    beside = window[max(0, at.start - AROUND) : at.start], window[at.end : at.end + AROUND]
    text, revision, number = passage.text, passage.revision, passage.number
    return Hit(text, revision, span, at.of(window), likeness, number, number, *beside)


def _apart(hits: Iterable[Hit], near: Text | None) -> list[Hit]:
    """One hit for each place: those in `near` first, then the likeliest, in the order of the texts."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.likeness, hit.text.pk, hit.span)):
        if not any(hit.text.pk == other.text.pk and hit.span.overlaps(other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: near is None or hit.text.pk != near.pk)


def _numbered(hits: list[Hit]) -> Iterator[Hit]:
    """With the numbers of the paragraphs that each begins and ends in: one query."""
    on = [Q(text=hit.text, start__lt=hit.span.end, end__gt=hit.span.start) for hit in hits]
    rows = Passage.objects.filter(reduce(or_, on)).values_list("text", "start", "end", "number") if on else ()
    passages = list(rows)
    for hit in hits:
        numbers = [
            number
            for text, start, end, number in passages
            if text == hit.text.pk and start < hit.span.end and end > hit.span.start
        ]
        yield replace(hit, number=min(numbers), last=max(numbers))
