"""The paragraphs of a text as its HTML shows them, and their numbers as a reader counts them.

Knows the HTML that texts.rendering makes; every offset counts code points of its text content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from texts.spans import Span, trimmed

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
PARTING = HEADINGS | frozenset("blockquote dd div dl dt hr li ol p pre section table tbody thead tr ul".split())
CELLS = PARTING | {"td", "th"}
_ONE_PARAGRAPH = re.compile(r"\A<p>([^<&]*)</p>\s*\Z")


class Block(NamedTuple):
    """A paragraph, list item, heading or row of a table, without white space at its ends.

    Headings are not counted: a heading has the number of the paragraph after it.
    """

    span: Span
    number: int


class Parts(NamedTuple):
    """Spans without the white space at their ends: `parts` in order and apart, `quoted` with those inside others."""

    parts: tuple[Span, ...]
    quoted: tuple[Span, ...]


def parts_of(html: str, plain: str) -> Parts | None:
    """The paragraphs and cells, and the quotations set as such; None if `plain` is not the text content of `html`."""
    reader = _read(html, CELLS)
    if reader.at != len(plain):
        return None  # no offset would be right
    parts = [part for start, end, _ in reader.parts if (part := trimmed(plain, Span(start, end)))]
    quoted = [block for span in sorted(reader.quoted) if (block := trimmed(plain, span))]
    return Parts(tuple(parts), tuple(quoted))


def blocks(html: str, plain: str) -> list[Block]:
    """The blocks of a text that have words, in order. `plain` is the text content of `html`."""
    if _ONE_PARAGRAPH.match(html):
        span = trimmed(plain, Span(0, len(plain)))
        return [Block(span, 1)] if span else []
    return list(_numbered(_read(html, PARTING).parts, plain))


def _numbered(parts: list[tuple[int, int, bool]], plain: str) -> Iterator[Block]:
    number = 1
    for start, end, heading in parts:
        if span := trimmed(plain, Span(start, end)):
            yield Block(span, number)
            number += not heading


def _read(html: str, parting: frozenset[str]) -> _Reader:
    reader = _Reader(parting)
    reader.feed(html)
    reader.close()
    reader.part()
    return reader


class _Reader(HTMLParser):
    """Collects stretches of text content between the tags that part blocks: (start, end, whether it is a heading)."""

    def __init__(self, parting: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[int, int, bool]] = []
        self.quoted: list[Span] = []
        self.at = self._start = 0
        self._parting = parting
        self._opened: list[int] = []

    def handle_data(self, data: str) -> None:
        self.at += len(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._parting:
            self.part()
        if tag == "blockquote":
            self._opened.append(self.at)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._parting:
            self.part(tag in HEADINGS)
        if tag == "blockquote" and self._opened:
            self.quoted.append(Span(self._opened.pop(), self.at))

    def part(self, heading: bool = False) -> None:
        """Here a block begins or ends."""
        if self.at > self._start:
            self.parts.append((self._start, self.at, heading))
        self._start = self.at
