"""The sentences and the proposed verdict of a comparison, in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Wording = Literal["exact", "trivial", "altered", "not_found"]

NAMES = {
    "-": "hyphen", "‐": "hyphen", "‑": "hyphen", "–": "dash", "—": "long dash", "―": "long dash", "--": "double hyphen",
    ",": "comma", ".": "full stop", ";": "semicolon", ":": "colon", "!": "exclamation mark", "?": "question mark",
    '"': "quotation mark", "“": "opening quotation mark", "”": "closing quotation mark", "'": "apostrophe",
    "‘": "opening quotation mark", "’": "apostrophe", "(": "opening bracket", ")": "closing bracket", "…": "ellipsis",
}  # fmt: skip


class Counted(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def quoted(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def words(self) -> int: ...


def named(words: str) -> str:
    """`words` as they are read out: a lone mark by its name."""
    return NAMES.get(words, words)


def spoken(kind: str, quoted: str, source: str) -> str:
    """A piece as it is read out, "bought, in the source: brought"."""
    if kind in ("same", "case", "glyph", "sic"):
        return quoted
    if kind == "outside":
        return f"not compared: {quoted or source}"
    if kind == "cut":
        return f"a marked cut of: {source}" if source else "a marked cut"
    if not source:
        return f"{'inserted' if kind == 'insertion' else 'added'}: {named(quoted)}"
    if not quoted:
        return f"left out: {named(source)}"
    return f"{named(quoted)}, in the source: {named(source)}"


def proposed(pieces: Sequence[Counted], *, found: bool) -> Wording:
    """The verdict on the wording that a comparison proposes; a person decides."""
    kinds = {piece.kind for piece in pieces}
    if not found:
        return "not_found"
    if kinds & {"substitution", "spelling", "omission", "addition"}:
        return "altered"
    if any(piece.kind == "outside" and piece.words for piece in pieces):
        return "not_found"
    return "trivial" if kinds & {"punctuation", "case", "glyph", "comma", "insertion"} else "exact"


def summary(pieces: Sequence[Counted], *, found: bool, unit: str = "word") -> str:
    """One sentence without a full stop: "3 words differ, 2 punctuation marks differ, nothing omitted"."""
    if not found:
        return "the quoted words were not found in the wording of the source"
    if all(piece.kind in ("same", "outside") for piece in pieces):
        parts = ["the same, word for word" if unit == "word" else "the same, character for character"]
    else:
        parts = [*_differing(pieces, unit), *_omitted(pieces, unit), *_marked(pieces, unit)]
    return ", ".join([*parts, *_outside(pieces, unit)])


def _differing(pieces: Sequence[Counted], unit: str) -> list[str]:
    words = _words(pieces, "substitution", "spelling")
    marks = sum(piece.kind == "punctuation" for piece in pieces)
    parts = [f"{_count(words, unit)} {_verb(words, 'differ')}" if words else f"no {unit} differs"]
    if marks:
        parts.append(f"{_count(marks, 'punctuation mark')} {_verb(marks, 'differ')}")
    only_case = sum(piece.kind == "case" for piece in pieces)
    if only_case and not words and not marks:
        parts.append(f"{_count(only_case, unit)} {_verb(only_case, 'differ')} in capitals")
    return parts


def _omitted(pieces: Sequence[Counted], unit: str) -> list[str]:
    omitted, added = _words(pieces, "omission"), _words(pieces, "addition")
    commas = [piece for piece in pieces if piece.kind == "comma"]
    left_out = sum(not piece.quoted for piece in commas)
    parts = [_omission(omitted, left_out, unit)]
    gained = [_count(n, what) for n, what in ((added, unit), (len(commas) - left_out, "comma")) if n]
    return [*parts, f"{' and '.join(gained)} added"] if gained else parts


def _omission(words: int, commas: int, unit: str) -> str:
    if words:
        return " and ".join([_count(words, unit), *([_count(commas, "comma")] if commas else [])]) + " omitted"
    return f"nothing omitted but {_count(commas, 'comma')}" if commas else "nothing omitted"


def _marked(pieces: Sequence[Counted], unit: str) -> list[str]:
    parts = []
    cuts = [piece for piece in pieces if piece.kind == "cut"]
    if cuts:
        gone = sum(piece.words for piece in cuts)
        parts.append(_count(len(cuts), "marked cut") + (f" of {_count(gone, unit)}" if gone else ""))
    insertions = sum(piece.kind == "insertion" for piece in pieces)
    return [*parts, f"{_count(insertions, 'insertion')} in brackets"] if insertions else parts


def _outside(pieces: Sequence[Counted], unit: str) -> list[str]:
    words = sum(piece.words for piece in pieces if piece.kind == "outside")
    return [f"{_count(words, unit)} outside the excerpt and not compared"] if words else []


def _words(pieces: Sequence[Counted], *kinds: str) -> int:
    return sum(piece.words for piece in pieces if piece.kind in kinds)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb
