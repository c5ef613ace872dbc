"""Where a note from elsewhere stands in texts of this site: on its words, on words nearly the same, or nowhere. Pure.

A place that is given as a number counts only where the note's own words stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.exchange.arriving.draft import Draft
from texts.finding import Ambiguous, Finder, Found
from texts.folding import same_words
from texts.spans import Quote, Span
from texts.units import Units

EXACT, NEARLY, LOST, WHOLE = "exact", "nearly", "lost", "whole"
BY_NUMBER = "It names its place by a number alone, and no words"


@dataclass(frozen=True, slots=True)
class Placed:
    """`text` is an index into the texts asked about; `why` says why it stands on no words, or only nearly on its own."""

    how: str
    text: int = 0
    span: Span | None = None
    why: str = ""


class Ground:
    """A text that notes are to be placed in."""

    def __init__(self, plain: str) -> None:
        self.plain = plain

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.plain)

    @cached_property
    def units(self) -> Units:
        return Units(self.plain)


def place(draft: Draft, grounds: Sequence[Ground], *, same: bool = False) -> Placed:
    """`same` says that the one text is letter by letter the one that the note was exported with."""
    stood = draft.own.get("anchor") if same else None
    if isinstance(stood, dict) and (placed := _as_it_stood(draft, stood, grounds[0])):
        return placed
    if not draft.is_on_words:
        return Placed(WHOLE)
    if not draft.exact.strip():
        return Placed(
            LOST, why=BY_NUMBER if draft.start is not None else f"It points at its words by a {draft.pointed}"
        )
    for number, ground in enumerate(grounds):
        if span := _by_number(draft, ground):
            return Placed(EXACT, number, span)
    return _by_words(draft, grounds)


def _as_it_stood(draft: Draft, stood: dict[str, object], ground: Ground) -> Placed | None:
    start, end, why = stood.get("start"), stood.get("end"), str(stood.get("reason") or "")
    if stood.get("state") == "orphan":
        return Placed(LOST, why=why or "Its words were gone where it comes from")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(ground.plain)):
        return None
    span = Span(start, end)
    if stood.get("state") != "changed":
        return Placed(EXACT, 0, span)
    return Placed(NEARLY, 0, span, why or "Its words had changed where it comes from")


def _by_number(draft: Draft, ground: Ground) -> Span | None:
    """Its own words, between what it says stands around them."""
    if draft.start is None or draft.end is None or not 0 <= draft.start < draft.end:
        return None
    ends = (draft.start, draft.end)
    start, end = (ground.units.code_point(at) for at in ends) if draft.in_units else ends
    if ground.plain[start:end] != draft.exact:
        return None
    before, after = ground.plain[max(0, start - len(draft.prefix)) : start], ground.plain[end : end + len(draft.suffix)]
    fits = before.endswith(draft.prefix) and after == draft.suffix
    return Span(start, end) if fits else None


def _by_words(draft: Draft, grounds: Sequence[Ground]) -> Placed:
    quote = Quote(draft.exact, draft.prefix, draft.suffix)
    found = [(number, ground.finder.find(quote)) for number, ground in enumerate(grounds)]
    clear = [(number, one) for number, one in found if isinstance(one, Found)]
    best = max((one.score for _, one in clear), default=0.0)
    clear = [(number, one) for number, one in clear if one.score == best]
    doubtful = sum(one.count for _, one in found if isinstance(one, Ambiguous) and _as_good(one, best))
    if len(clear) == 1 and not doubtful:
        return _on(draft, *clear[0], grounds[clear[0][0]])
    if clear or doubtful:
        return Placed(LOST, why=f"Its words may stand at {doubtful + len(clear)} places")
    return Placed(LOST, why="Its words are not in this text")


def _as_good(several: Ambiguous, best: float) -> bool:
    return any(one.score >= best for one in several.candidates)


def _on(draft: Draft, number: int, found: Found, ground: Ground) -> Placed:
    there = found.span.of(ground.plain)
    if there == draft.exact or same_words(there, draft.exact):
        return Placed(EXACT, number, found.span)
    return Placed(NEARLY, number, found.span, f"It came with words that are nearly the same ({found.score:.0%})")
