"""Provisional."""

from __future__ import annotations

from dataclasses import dataclass

from texts.spans import Quote, Span


@dataclass(frozen=True)
class Found:
    span: Span
    score: float = 1.0


@dataclass(frozen=True)
class Ambiguous:
    candidates: tuple[Found, ...]


def find(quote: Quote, text: str, near: int | None = None) -> Found | Ambiguous | None:
    places = []
    at = text.find(quote.exact)
    while at >= 0:
        places.append(Found(Span(at, at + len(quote.exact))))
        at = text.find(quote.exact, at + 1)
    if not places:
        return None
    if near is not None:
        return min(places, key=lambda f: abs(f.span.start - near))
    return places[0] if len(places) == 1 else Ambiguous(tuple(places))
