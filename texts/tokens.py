"""The words and marks of a passage, each with the form in which it is compared.

Knows Unicode and the habits of typists; does not know what two passages have to do with each other. Linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from typing import NamedTuple

from texts.spans import Span


class Kind(Enum):
    WORD = auto()
    BRACKET = auto()  # an editor's insertion: [sic], [the dictator]
    CUT = auto()  # … or ..., with or without brackets
    MARK = auto()


class Token(NamedTuple):
    """A word, mark, cut or bracket at `[start, end)` code points.

    `form` is what a reader sees (without soft hyphens, composed); `fold` is what is compared (without case and glyphs).
    """

    kind: Kind
    start: int
    end: int
    form: str
    fold: str
    unspaced: bool = False  # a character of a script that puts no spaces between words

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def _combining() -> str:
    """A regular expression range of every combining mark, which `\\w` leaves out."""
    points = [p for p in range(0x300, 0x1FFFF) if unicodedata.category(chr(p))[0] == "M"]
    ranges: list[list[int]] = []
    for point in [*points, *range(0xE0100, 0xE01F0)]:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


UNSEEN = "\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
APOSTROPHES = "'\u2019\u02bc\uff07"
QUOTE_MARKS = "\"'`\u00b4\u00ab\u00bb\u2018-\u201f\u2032-\u2036\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07\u02bc"
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_DASHES = "\u2012-\u2015\u2500\u2e3a\u2e3b"
_HYPHENS = "\\-\u2010\u2011\u2212\ufe63\uff0d"
_M = _combining() + UNSEEN
_W = f"[^\\W_{_UNSPACED}]"
_L = f"[^\\W\\d_{_UNSPACED}]"
_R = f"(?:{_W}|[{_M}])"
_DOTS = r"(?:[\u2026\u22ef]+|\.(?:[ \u00a0]?\.){2,})"
_CORE = f"{_W}{_R}*(?:[{APOSTROPHES}](?={_W}){_R}+)*"
_IN_BRACKETS = f"\\[(?!sic\\]){_L}{{1,30}}\\]"

_TOKEN = re.compile(
    rf"(?P<cut>[\[(]\s{{0,3}}{_DOTS}\s{{0,3}}[\])]|{_DOTS})"
    rf"|(?P<glued>{_IN_BRACKETS}{_CORE}|{_CORE}(?:{_IN_BRACKETS}{_R}*)+)"
    r"|(?P<bracket>\[[^\[\]]{1,300}\]|\((?i:sic)!?\))"
    rf"|(?P<short>{_L}(?:\.{_L})+(?!{_R})\.?)"
    rf"|(?P<number>\d{{1,3}}(?:[,\u00a0\u2009\u202f{APOSTROPHES}]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.,:]\d+)+){_R}*"
    rf"|(?P<word>{_CORE}(?:[{_HYPHENS}\u00ad][ \t]{{0,8}}\r?\n[ \t]{{0,8}}{_CORE})?)"
    rf"|(?P<unspaced>[{_UNSPACED}][{_M}]*)"
    rf"|(?P<dash>-{{2,}}|[{_DASHES}]+)"
    rf"|(?P<hyphen>[{_HYPHENS}])"
    rf"|(?P<mark>[^\w\s{_M}]|_)"
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_VARIANTS = str.maketrans({"æ": "ae", "œ": "oe", **dict.fromkeys("\u2019\u02bc\uff07", "'")})
_ASIAN_MARKS = str.maketrans({"。": ".", "、": ",", "،": ",", "؛": ";", "؟": "?", "۔": ".", "।": "."})
_UNSEEN = re.compile(f"[{UNSEEN}]")
_BROKEN_LINE = re.compile(f"[{_HYPHENS}\u00ad]?[ \\t]*\\r?\\n[ \\t]*")
_GROUPED = re.compile(rf"(?<=\d)[,\s{APOSTROPHES}](?=\d{{3}})")
_QUOTE_MARK = re.compile(f"[{QUOTE_MARKS}]")


def tokens(text: str) -> list[Token]:
    """The words, brackets, cuts and marks of `text` in order; white space and unseen characters lie between them."""
    return [_token(text, match) for match in _TOKEN.finditer(text)]


def _token(text: str, match: re.Match[str]) -> Token:
    name, raw = match.lastgroup or "word", match.group()
    start, end = match.span()
    if name == "cut":
        return Token(Kind.CUT, start, end, "…", "…")
    if name == "bracket":
        return Token(Kind.BRACKET, start, end, raw, _fold_word(_form(raw)))
    if name in ("dash", "hyphen", "mark"):
        return Token(Kind.MARK, start, end, raw, _fold_mark(text, match))
    form = _form(raw)
    return Token(Kind.WORD, start, end, form, _fold_as(name, form), name == "unspaced")


def _form(raw: str) -> str:
    if raw.isascii() and "\n" not in raw:
        return raw
    whole = _BROKEN_LINE.sub("", raw)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", whole).translate(_LIGATURES)) or raw


def _fold_as(name: str, form: str) -> str:
    if name == "number":
        return "".join(_digit(c) for c in _GROUPED.sub("", form)).casefold()
    if name == "glued":
        return _fold_word(form.replace("[", "").replace("]", ""))
    return _fold_word(form.replace(".", "") if name == "short" else form)


def _fold_word(form: str) -> str:
    if form.isascii():
        return form.lower()
    folded = unicodedata.normalize("NFKC", form).casefold().translate(_VARIANTS)
    return unicodedata.normalize("NFC", "".join(map(_digit, folded)))


def _digit(char: str) -> str:
    return char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char))


def _fold_mark(text: str, match: re.Match[str]) -> str:
    if match.lastgroup == "dash" or (match.lastgroup == "hyphen" and _is_typed_dash(text, *match.span())):
        return "—"
    if match.lastgroup == "hyphen":
        return "-"
    raw = match.group()
    return '"' if _QUOTE_MARK.fullmatch(raw) else unicodedata.normalize("NFKC", raw.translate(_ASIAN_MARKS))


def _is_typed_dash(text: str, start: int, end: int) -> bool:
    """A hyphen between spaces is how a typewriter writes a dash, and one between figures stands for "to"."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (before.isspace() and after.isspace()) or (before.isdigit() and after.isdigit())
