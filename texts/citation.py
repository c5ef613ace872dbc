"""A source as a reader would look it up: its fields, and one readable line of them.

Knows no file formats, and does not know whether the source exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

CitationKind = Literal["book", "chapter", "article", "newspaper", "web", "speech", "thesis", "report", "other"]
KINDS: tuple[CitationKind, ...] = get_args(CitationKind)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # in English prose
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """An author or editor; an organisation, or a person of one name, has only a family name."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Citation:
    """The fields of a source, all but the title optional. Each is one line of text.

    `container` is the journal, newspaper, site, or larger book it stands in. `date` and `accessed` are 2008, 2008-10 or
    2008-10-18 where they can be; other words ("c. 1948") are kept as they are.
    """

    title: str
    kind: CitationKind = "other"
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    container: str = ""
    publisher: str = ""
    place: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    doi: str = ""
    isbn: str = ""
    url: str = ""
    accessed: str = ""
    language: str = ""
    note: str = ""

    def __str__(self) -> str:
        return readable(self)


def readable(citation: Citation) -> str:
    """One line for people: "Winston S. Churchill, The Gathering Storm, vol. 1 (London: Cassell, 1948), p. 301."."""
    parts = [
        people(citation.authors),
        f"“{citation.title}”" if citation.container and citation.kind != "book" else citation.title,
        _container(citation),
        f"edited by {people(citation.editors)}" if citation.editors else "",
        _labelled("", citation.edition, " edition"),
        _labelled("vol. ", citation.volume),
        _labelled("no. ", citation.issue),
    ]
    line = ", ".join(part for part in parts if part)
    imprint = _imprint(citation)
    pages = _pages(citation.pages)
    line = ", ".join(part for part in (f"{line} ({imprint})" if imprint else line, pages) if part)
    return " ".join([_stopped(line), *(_stopped(part) for part in _addresses(citation) if part)]).strip()


def people(persons: Sequence[Person]) -> str:
    """Names as prose: "A, B and C"."""
    names = [str(person) for person in persons]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def date_in_words(date: str) -> str:
    """2008-10-18 as "18 October 2008"; anything that is no such date as it is."""
    match = _PARTIAL_DATE.match(date)
    if not match:
        return date
    year, month, day = match.groups()
    return " ".join(part for part in (day and str(int(day)), month and _MONTHS[int(month) - 1], year) if part)


def date_parts(date: str) -> list[int]:
    """2008-10 as [2008, 10]; an empty list for anything that is no such date."""
    match = _PARTIAL_DATE.match(date)
    return [int(part) for part in match.groups() if part] if match else []


def partial_date(*parts: object) -> str:
    """Year, month and day, as far as they are given and make sense, as 2008, 2008-10 or 2008-10-18; else ""."""
    numbers = [str(part).strip() for part in parts if str(part or "").strip()]
    if not numbers or not all(number.isascii() and number.isdigit() and len(number) <= 4 for number in numbers):
        return ""
    date = "-".join([numbers[0].zfill(4), *(number.zfill(2) for number in numbers[1:3])])
    return date if _PARTIAL_DATE.match(date) else ""


def one_line(words: object) -> str:
    """Any value of a file as one line of text, without control characters."""
    if not isinstance(words, (str, int, float)) or isinstance(words, bool):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(words)).split())


def _container(citation: Citation) -> str:
    if citation.kind == "chapter" and citation.container:
        return f"in {citation.container}"
    return citation.container


def _labelled(before: str, value: str, after: str = "") -> str:
    return f"{before}{value}{after}" if value else ""


def _imprint(citation: Citation) -> str:
    by = ": ".join(part for part in (citation.place, citation.publisher) if part)
    return ", ".join(part for part in (by, date_in_words(citation.date)) if part)


def _pages(pages: str) -> str:
    several = re.search(r"\d\s*[-–—,]+\s*\d", pages)
    return _labelled("pp. " if several else "p. ", re.sub(r"(?<=\d)\s*-+\s*(?=\d)", "–", pages))


def _addresses(citation: Citation) -> list[str]:
    seen = _labelled(" (seen ", date_in_words(citation.accessed), ")")
    return [_labelled("doi:", citation.doi), citation.url and citation.url + seen, citation.note]


def _stopped(line: str) -> str:
    return line if not line or line[-1] in ".?!…" or "://" in line.rsplit(" ", 1)[-1] else f"{line}."
