"""A comparison as a page shows it: two aligned lines, the same in spoken words, and what it proposes.

Knows what stands where and how it is said; texts.comparing knows what differs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from annotator.notes.models import Annotation, Check, Source, Wording
from texts.comparing import DIFFERENCES, Comparison, Piece, compare
from texts.worddiff import Piece as Part
from texts.worddiff import worddiff

LONGEST = 20_000  # code points of either passage that a page compares
FAR = 80  # code points shown of what the excerpt has before and after the quoted words
NAMES = {
    "substitution": "other word",
    "spelling": "spelling",
    "omission": "left out",
    "addition": "added",
    "punctuation": "punctuation",
    "case": "capitals",
    "glyph": "glyph",
    "comma": "comma",
    "cut": "marked cut",
    "insertion": "in brackets",
    "sic": "marked sic",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands one above the other: of the quotation, of the source. One of them may be empty."""

    kind: str
    quoted: str
    source: str

    @property
    def matters(self) -> bool:
        return self.kind in DIFFERENCES


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in words: its kind and "bought, in the source: brought"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a page says of a comparison, or the trouble that there is none."""

    pairs: tuple[Pair, ...] = ()
    spoken: str = ""
    differences: tuple[Told, ...] = ()
    folded: tuple[Told, ...] = ()
    marked: tuple[Told, ...] = ()
    summary: str = ""
    proposed: str = ""
    trouble: str = ""

    @property
    def lesser(self) -> tuple[Told, ...]:
        """What differs and does not count."""
        return self.folded + self.marked

    @property
    def proposal(self) -> str:
        return str(Wording(self.proposed).label) if self.proposed else ""


def quotation(note: Annotation) -> str:
    """The quoted words as they stand in the text now; those of the note where they have gone."""
    return getattr(note.quote_check, "now", "") or note.exact


def against(source: Source, note: Annotation) -> Shown | None:
    """The quotation against this source's wording, if it gives one."""
    if not source.excerpt.strip():
        return None
    return shown(quotation(note), source.excerpt, (note.text.language, source.excerpt_language))


def changes(check: Check) -> list[Part]:
    """From the words that were judged to those that stand there now; only of checks `with_words`."""
    return worddiff(getattr(check, "judged", None) or "", getattr(check, "now", None) or "")


@lru_cache(maxsize=256)
def shown(quoted: str, excerpt: str, languages: tuple[str, str] = ("", "")) -> Shown:
    """The quotation against the excerpt; `languages` are those of the two, "" where nobody has said."""
    if translated(*languages):
        said = "The source is in another language than the quotation, so its words are not compared."
        return Shown(proposed=Wording.TRANSLATED, trouble=said)
    if too_long := max(len(quoted), len(excerpt)) > LONGEST and max(len(quoted), len(excerpt)):
        return Shown(trouble=f"{too_long:,} characters are too many to compare here: {LONGEST:,} at most.")
    return _shown(compare(quoted, excerpt))


def translated(of_quotation: str, of_source: str) -> bool:
    """Whether two language tags are of different languages; en-GB and en-US are one."""
    first, second = (tag.split("-")[0].lower() for tag in (of_quotation, of_source))
    return bool(first and second and first != second)


def _shown(comparison: Comparison) -> Shown:
    pieces = _near(comparison.pieces)
    return Shown(
        pairs=tuple(pair for piece in pieces for pair in _pairs(piece, comparison.unit)),
        spoken="; ".join(filter(None, (_spoken(piece) for piece in pieces))),
        differences=_told(comparison.differences),
        folded=_told(comparison.folded),
        marked=_told(comparison.marked),
        summary=comparison.summary,
        proposed=comparison.wording,
    )


def _told(pieces: Iterable[Piece]) -> tuple[Told, ...]:
    return tuple(Told(NAMES[piece.kind], piece.spoken) for piece in pieces)


def _spoken(piece: Piece) -> str:
    has_words = any(letter.isalnum() for letter in piece.quoted + piece.source)
    return "" if piece.kind in ("outside", "same") and not has_words else piece.spoken


def _near(pieces: tuple[Piece, ...]) -> list[Piece]:
    """What is far from the quoted words stands there as "[1,200 characters]"."""
    return [_cut(piece, at_end=number > 0) if piece.kind == "outside" else piece for number, piece in enumerate(pieces)]


def _cut(piece: Piece, *, at_end: bool) -> Piece:
    return replace(piece, quoted=_near_end(piece.quoted, at_end), source=_near_end(piece.source, at_end))


def _near_end(words: str, at_end: bool) -> str:
    gone = len(words) - FAR
    if gone <= FAR:
        return words
    said = f"[{gone:,} characters more]"
    return f"{words[:FAR].rstrip()}… {said}" if at_end else f"{said} …{words[-FAR:].lstrip()}"


def _pairs(piece: Piece, unit: str) -> Iterator[Pair]:
    """Word beside word where both have as many, so that long lines can break anywhere."""
    quoted, source = _units(piece.quoted, unit), _units(piece.source, unit)
    if piece.kind == "outside":
        yield from (Pair("outside", word, "") for word in quoted)
        yield from (Pair("outside", "", word) for word in source)
    elif piece.kind == "same" and len(quoted) == len(source):
        yield from (Pair("same", *words) for words in zip(quoted, source, strict=True))
    elif quoted or source:
        yield Pair(piece.kind, piece.quoted.strip(), piece.source.strip())


def _units(words: str, unit: str) -> list[str]:
    return words.split() if unit == "word" else list(_characters(words))


def _characters(words: str) -> Iterator[str]:
    """Letters with the marks on them, in scripts that put no spaces between words."""
    held = ""
    for letter in "".join(words.split()):
        if held and not unicodedata.combining(letter):
            yield held
            held = ""
        held += letter
    if held:
        yield held
