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
PARTING = HEADINGS | frozenset("blockquote dd dl dt hr li ol p pre section table tbody thead tr ul".split())
_ONE_PARAGRAPH = re.compile(r"\A<p>([^<&]*)</p>\s*\Z")


class Block(NamedTuple):
    """A paragraph, list item, heading or row of a table, without white space at its ends.

    Headings are not counted: a heading has the number of the paragraph after it.
    """

    span: Span
    number: int


def blocks(html: str, plain: str) -> list[Block]:
    """The blocks of a text that have words, in order. `plain` is the text content of `html`."""
    if _ONE_PARAGRAPH.match(html):
        span = trimmed(plain, Span(0, len(plain)))
        return [Block(span, 1)] if span else []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.part()
    return list(_numbered(reader.parts, plain))


def _numbered(parts: list[tuple[int, int, bool]], plain: str) -> Iterator[Block]:
    number = 1
    for start, end, heading in parts:
        if span := trimmed(plain, Span(start, end)):
            yield Block(span, number)
            number += not heading


class _Reader(HTMLParser):
    """Collects stretches of text content between the tags that part blocks: (start, end, whether it is a heading)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[int, int, bool]] = []
        self._start = self._at = 0

    def handle_data(self, data: str) -> None:
        self._at += len(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in PARTING:
            self.part()

    def handle_endtag(self, tag: str) -> None:
        if tag in PARTING:
            self.part(tag in HEADINGS)

    def part(self, heading: bool = False) -> None:
        """Here a block begins or ends."""
        if self._at > self._start:
            self.parts.append((self._start, self._at, heading))
        self._start = self._at
