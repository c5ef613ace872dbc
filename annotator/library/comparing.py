"""Two revisions laid side by side for reading: paragraphs with what went, came and moved in them.

Long stretches without a change are folded, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from texts.models import Revision
from texts.worddiff import Piece, worddiff

BESIDE = 1  # unchanged paragraphs left open on each side of a change
FOLDED = 3  # fewer unchanged paragraphs in a row than this are not worth a fold
LONG = 800  # code points; longer unchanged passages are cut at sentence ends, so that they can be folded too
OLD, NEW = ("same", "gone", "moved-from"), ("same", "added", "moved-to")
SENTENCES = re.compile(rf".{{1,{LONG}}}(?:[.!?…][\"'”’)\]]*\s+|$)|.{{1,{LONG}}}(?:\s+|$)|.{{1,{LONG}}}", re.DOTALL)


@dataclass(frozen=True)
class Paragraph:
    """Pieces up to the end of a line that both texts have. `goes_on`: its line is not at its end."""

    pieces: list[Piece]
    goes_on: bool = False

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)

    @property
    def old(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind in OLD]

    @property
    def new(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind in NEW]


@dataclass(frozen=True)
class Stretch:
    """Paragraphs that are shown, or folded away."""

    paragraphs: list[Paragraph]
    folded: bool = False

    @property
    def words(self) -> int:
        return sum(len(piece.text.split()) for paragraph in self.paragraphs for piece in paragraph.pieces)


@dataclass
class Comparison:
    """`of` says whether the words differ, or only the Markdown behind them, or nothing ("words", "Markdown", "")."""

    of: str
    stretches: list[Stretch] = field(default_factory=list)
    gone: int = 0
    added: int = 0
    moved: int = 0


def compared(old: Revision, new: Revision) -> Comparison:
    """What a reader of both would see; where their words are the same, what differs in their Markdown."""
    if old.plain != new.plain:
        return _comparison("words", old.plain, new.plain)
    if old.source != new.source:
        return _comparison("Markdown", old.source, new.source)
    return Comparison("")


def _comparison(of: str, old: str, new: str) -> Comparison:
    pieces = worddiff(old, new)
    counts = {kind: sum(len(p.text.split()) for p in pieces if p.kind == kind) for kind in ("gone", "added")}
    moved = sum(piece.kind == "moved-to" for piece in pieces)
    return Comparison(of, list(_stretches(list(_paragraphs(pieces)))), moved=moved, **counts)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    """A paragraph ends where a line ends in both texts; what only one of them has stays in one."""
    row: list[Piece] = []
    for piece in pieces:
        if piece.kind != "same":
            row.append(piece)
            continue
        for words, ends in _lines(piece.text):
            if words.strip() or row:
                row.append(Piece("same", words, None, None))
            if ends is not None and row:
                yield Paragraph(row, goes_on=not ends)
                row = []
    if row:
        yield Paragraph(row)


def _lines(text: str) -> Iterator[tuple[str, bool | None]]:
    """Words, and whether a line ends after them (True), only a sentence in a long line (False), or neither (None)."""
    for line in text.splitlines(keepends=True):
        parts = [part.group() for part in SENTENCES.finditer(line)] if len(line) > LONG else [line]
        for part in parts[:-1]:
            yield part, False
        ended = parts[-1].rstrip("\n")
        yield ended, True if ended != parts[-1] else None


def _stretches(paragraphs: list[Paragraph]) -> Iterator[Stretch]:
    for changed, group in groupby(paragraphs, key=lambda paragraph: paragraph.changed):
        run = list(group)
        first, last = run[0] is paragraphs[0], run[-1] is paragraphs[-1]
        before, after = (0 if first else BESIDE), (0 if last else BESIDE)
        if changed or len(run) - before - after < FOLDED:
            yield Stretch(run)
            continue
        yield Stretch(run[:before])
        yield Stretch(run[before : len(run) - after], folded=True)
        yield Stretch(run[len(run) - after :])
