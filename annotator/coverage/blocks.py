"""Where paragraphs and set quotations stand in a text, read from the HTML that its plain text came from.

Knows tags and counts code points; pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from texts.spans import Span, trimmed

_BLOCKS = frozenset(
    "blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tbody td th thead tr ul".split()
)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Spans without the white space at their ends: `parts` in order and apart, `quoted` with those inside others."""

    parts: tuple[Span, ...]
    quoted: tuple[Span, ...]


def blocks_of(html: str, plain: str) -> Blocks | None:
    """The blocks of `html`, whose text content is `plain`; None if it is not, for no offset would then be right."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.cut()
    if reader.at != len(plain):
        return None
    parts = [part for span in reader.parts if (part := trimmed(plain, span))]
    quoted = [block for span in sorted(reader.quoted) if (block := trimmed(plain, span))]
    return Blocks(tuple(parts), tuple(quoted))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.at = self.since = 0
        self.parts: list[Span] = []
        self.quoted: list[Span] = []
        self.opened: list[int] = []

    def handle_data(self, data: str) -> None:
        self.at += len(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            self.cut()
        if tag == "blockquote":
            self.opened.append(self.at)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.cut()
        if tag == "blockquote" and self.opened:
            self.quoted.append(Span(self.opened.pop(), self.at))

    def cut(self) -> None:
        """Every block that begins or ends makes an end to the words before."""
        if self.at > self.since:
            self.parts.append(Span(self.since, self.at))
        self.since = self.at
