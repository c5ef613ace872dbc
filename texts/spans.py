"""A stretch of text, and the words that find it again. Offsets count Unicode code points and are half-open."""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT = 32  # code points of prefix and suffix kept with every quote


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in code points of some plain text. Raises ValueError unless 0 <= start <= end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span cannot run from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, plain: str) -> str:
        """The words that this span covers in `plain`."""
        return plain[self.start : self.end]

    def within(self, plain: str) -> bool:
        return self.end <= len(plain)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words of a span with a little of what stands before and after them (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def quote_at(plain: str, span: Span, context: int = CONTEXT) -> Quote:
    """The quote that `span` makes in `plain`, with up to `context` code points on each side."""
    return Quote(
        exact=span.of(plain),
        prefix=plain[max(0, span.start - context) : span.start],
        suffix=plain[span.end : span.end + context],
    )


def trimmed(plain: str, span: Span) -> Span | None:
    """`span` without the white space at its ends, or None if nothing else is in it."""
    words = span.of(plain)
    lead = len(words) - len(words.lstrip())
    kept = len(words.strip())
    return Span(span.start + lead, span.start + lead + kept) if kept else None
