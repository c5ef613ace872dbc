"""The HTML of a text in pieces: tags, words, and marks that stand at offsets of its text content.

Knows the HTML that texts.rendering makes. Every offset counts code points of its text content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

TOKEN = re.compile(r"""<(?:[^">]|"[^"]*")*>|&#?\w+;|[^<&]+""")
NEVER = 1 << 40  # offset that no text has
TAG, WORDS, MARK = "tag", "words", "mark"


class Piece(NamedTuple):
    """A tag or words, both as they stand in the HTML; or the number of a mark, beginning with 0."""

    kind: str
    html: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """Of a tag, with a slash if it closes."""
        return re.split(r"[\s>]", self.html[1:], maxsplit=1)[0]


def pieces(html: str, marks: Iterable[int] = ()) -> Iterator[Piece]:
    """`marks` are offsets in order; each comes behind the character before it. Inside a link, behind the link."""
    reader = _Reader(marks)
    for token in TOKEN.findall(html):
        yield from reader.tag(token) if token.startswith("<") else reader.words(token)
    yield from reader.rest()


class _Reader:
    def __init__(self, marks: Iterable[int]) -> None:
        self.marks = enumerate(marks)
        self.at, self.linked = 0, False
        self._take()

    def _take(self) -> None:
        self.number, self.offset = next(self.marks, (0, NEVER))

    def tag(self, token: str) -> Iterator[Piece]:
        yield Piece(TAG, token)
        if token == "</a>":
            self.linked = False
            yield from self._due()
        self.linked = self.linked or token.startswith("<a ")

    def words(self, token: str) -> Iterator[Piece]:
        """An entity is one character."""
        yield from self._due()
        size = 1 if token.startswith("&") else len(token)
        while not self.linked and self.offset - self.at < size:
            ahead = self.offset - self.at
            yield Piece(WORDS, token[:ahead])
            token, size, self.at = token[ahead:], size - ahead, self.offset
            yield from self._due()
        yield Piece(WORDS, token)
        self.at += size
        yield from self._due()

    def _due(self) -> Iterator[Piece]:
        while not self.linked and self.offset <= self.at < NEVER:
            yield Piece(MARK, number=self.number)
            self._take()

    def rest(self) -> Iterator[Piece]:
        self.at, self.linked = NEVER - 1, False
        yield from self._due()
