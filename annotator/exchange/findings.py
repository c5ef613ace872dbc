"""What two readers agreed on about one quotation, as it leaves the site: values, and nothing of how they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# What each verdict is called, and how good it is: 1 is worst, 5 is best; None is no judgement.
WORDING: dict[str, tuple[str, int | None]] = {
    "exact": ("quoted exactly", 5),
    "trivial": ("quoted with trivial differences", 4),
    "translated": ("translated from the source", 4),
    "altered": ("wording altered", 2),
    "not_found": ("words not found in the source", 1),
}
ATTRIBUTION: dict[str, tuple[str, int | None]] = {
    "confirmed": ("attribution confirmed", 5),
    "disputed": ("attribution disputed", 3),
    "unattributed": ("not known who said it", 2),
    "another": ("said by somebody else", 1),
}
CONTEXT: dict[str, tuple[str, int | None]] = {
    "fair": ("context fair", 5),
    "cut": ("cut from its context", 3),
    "misleading": ("context misleading", 1),
    "not_judged": ("context not judged", None),
}
BEST, WORST = 5, 1


@dataclass(frozen=True, slots=True)
class Appearance:
    """The text that quotes."""

    address: str
    title: str
    byline: str = ""
    published: str = ""
    language: str = ""
    first_address: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that the quotation was held against."""

    citation: str
    locator: str = ""
    url: str = ""
    archived_url: str = ""
    excerpt: str = ""
    language: str = ""

    def __str__(self) -> str:
        return f"{self.citation}, {self.locator}" if self.locator else self.citation


@dataclass(frozen=True, slots=True)
class Finding:
    """A confirmed check. `words` are those that were judged; dates of the claim are 1948, 1948-06 or 1948-06-21."""

    address: str
    words: str
    wording: str
    attribution: str
    context: str
    confirmed: datetime
    modified: datetime
    appearance: Appearance
    speaker: str = ""
    work: str = ""
    dated: str = ""
    reasons: tuple[str, ...] = ()
    sources: tuple[Cited, ...] = ()

    @property
    def in_words(self) -> str:
        """The three verdicts as one phrase: "Wording altered, attribution confirmed, context fair"."""
        said = ", ".join(name for name, _ in self._parts)
        return said[0].upper() + said[1:]

    @property
    def rating(self) -> int:
        """The lowest of the three: no good context makes altered words right."""
        return min(value for _, value in self._parts if value is not None)

    @property
    def claim(self) -> str:
        """Who is said to have said what, where and when."""
        where = ", ".join(part for part in (self.speaker, self.work) if part)
        when = f" ({self.dated})" if self.dated else ""
        return f"“{self.words}”" + (f" – {where}{when}" if where else when)

    @property
    def _parts(self) -> tuple[tuple[str, int | None], ...]:
        return WORDING[self.wording], ATTRIBUTION[self.attribution], CONTEXT[self.context]
