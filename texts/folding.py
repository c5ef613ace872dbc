"""A text as it is compared: the same words give the same characters, whatever glyphs, forms and spaces they came in.

Knows the habits of typesetters and of Unicode; does not know what two texts have to do with each other. Case is kept
beside a lower-cased copy. Every folded character knows the code points of the raw text that it stands for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SPACE, WORD, SOLO, SIGN = range(4)  # SOLO: a letter of a script without spaces between words
_EXTENDS = 4  # joins the character before it
_CODES = 0x110000
_FEW = 10_000  # code points that are sorted sooner than a table of all is made
_LINE, _PARAGRAPH, _DASH = 0x0A, 0x2029, 0x2D

_QUOTES = dict.fromkeys("‘’‚‛′´‹›ʼ", "'") | dict.fromkeys("“”„‟″«»〝〞", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－", "-")
_LINES = dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028", "\n")
_GLYPHS = _QUOTES | _DASHES | _LINES | {"\u2029": "\u2029"}
_DROPPED = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_SELECTORS = (0xFE0E, 0xFE0F)
UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded characters, one row each: `codes` with case and `lower` without, their `kinds`, and raw `[starts, ends)`.

    `joined` marks characters that no boundary may stand before. Several folded characters may share one raw code
    point (ligatures), and one may stand for many (a run of white space).
    """

    codes: Array
    lower: Array
    kinds: Array
    joined: Array
    starts: Array
    ends: Array

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def text(self) -> str:
        return decoded(self.codes)

    def first_at(self, raw: Array | int) -> Array:
        """For raw offsets: the first folded character that ends after each."""
        at: Array = np.asarray(np.searchsorted(self.ends, raw, side="right"))
        return at

    def stop_at(self, raw: Array | int) -> Array:
        """For raw offsets: the number of folded characters that start before each."""
        at: Array = np.asarray(np.searchsorted(self.starts, raw, side="left"))
        return at


class _Form(NamedTuple):
    """What one raw code point becomes."""

    codes: tuple[int, ...]
    lower: tuple[int, ...]
    kinds: tuple[int, ...]
    orders: tuple[int, ...]


def fold(text: str) -> Folded:
    """Linear in the length of `text`; about 20 bytes are kept for each code point."""
    raw = encoded(text)
    if not len(raw):
        return Folded(*(np.zeros(0, dtype) for dtype in ("u4", "u4", "u1", "?", "i4", "i4")))
    codes, lower, kinds, orders, starts = _expanded(raw)
    _reorder_marks(codes, lower, orders)
    ends = starts + 1
    codes, lower, kinds, starts, ends = _merged(codes, lower, kinds, starts, ends, _weights(raw, codes, starts))
    _take_selectors(raw, ends)
    joined = kinds == _EXTENDS
    leading = np.maximum.accumulate(np.where(joined, 0, np.arange(len(kinds))))
    led = kinds[leading]
    kinds = np.where((led == _EXTENDS) | (joined & (led == SPACE)), SIGN, led)  # a mark on white space can be seen
    return Folded(codes, lower, kinds.astype("u1"), joined, starts.astype("i4"), ends.astype("i4"))


def same_words(left: str, right: str) -> bool:
    """Whether a reader sees the same words, in the same case, apart from glyphs, line breaks and space at punctuation."""
    return left == right or _words(left) == _words(right)


def encoded(text: str) -> Array:
    codes: Array = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return codes


def decoded(codes: Array) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def spaced_words(folded: Folded) -> Array:
    """For each folded character: whether white space parts it, as the start of a word, from a word before it."""
    words = folded.kinds == WORD
    parted = np.zeros(len(folded), "?")
    parted[2:] = words[2:] & (folded.kinds[1:-1] == SPACE) & words[:-2]
    return parted


def _words(text: str) -> str:
    folded = fold(text)
    shown = folded.kinds != SPACE
    marked = np.where(spaced_words(folded)[shown], folded.codes[shown] | 0x200000, folded.codes[shown])
    return str(marked.tobytes().hex())


def _expanded(raw: Array) -> tuple[Array, Array, Array, Array, Array]:
    """All raw characters in their folded forms, one after another, with the raw offset of each."""
    distinct, which = _distinct(raw)
    forms = [_form(int(code)) for code in distinct]
    sizes = np.array([len(form.codes) for form in forms], dtype="i4")
    starts = np.repeat(np.arange(len(raw), dtype="i4"), sizes[which])
    ordinal = np.arange(len(starts)) - (np.cumsum(sizes[which]) - sizes[which])[starts]
    at = (np.cumsum(sizes) - sizes)[which[starts]] + ordinal
    columns = (np.array([value for form in forms for value in form[n]], dtype="u4")[at] for n in range(4))
    codes, lower, kinds, orders = columns
    return codes, lower, kinds.astype("u1"), orders.astype("u1"), starts


def _distinct(raw: Array) -> tuple[Array, Array]:
    """The code points of `raw` in order, and which of them stands at each offset."""
    if len(raw) < _FEW:
        distinct, which = np.unique(raw, return_inverse=True)
        return distinct, which
    present = np.zeros(_CODES, dtype=bool)
    present[raw] = True
    distinct = np.flatnonzero(present)
    index = np.zeros(_CODES, dtype="i4")
    index[distinct] = np.arange(len(distinct))
    return distinct, index[raw]


@lru_cache(maxsize=70_000)
def _form(code: int) -> _Form:
    characters = _folded_form(chr(code))
    lower = (c.lower() if len(c.lower()) == 1 else c for c in characters)
    return _Form(
        tuple(map(ord, characters)),
        tuple(map(ord, lower)),
        tuple(map(_kind, characters)),
        tuple(map(unicodedata.combining, characters)),
    )


def _folded_form(character: str) -> str:
    if character in _DROPPED:
        return ""
    if character in _GLYPHS:
        return _GLYPHS[character]
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character)
    if any(c.isspace() for c in plain):  # a lone accent, which compatibility would set on a space
        return character
    return "".join(_GLYPHS.get(c, c) for c in plain if c not in _DROPPED)


def _kind(character: str) -> int:
    code = ord(character)
    if character.isspace():
        return SPACE
    if unicodedata.category(character) in ("Mn", "Mc", "Me") or code == 0x200D or 0x1F3FB <= code <= 0x1F3FF:
        return _EXTENDS
    if not character.isalnum():
        return SIGN
    return SOLO if any(first <= code <= last for first, last in UNSPACED) else WORD


def _reorder_marks(codes: Array, lower: Array, orders: Array) -> None:
    """Put combining marks in canonical order, in place; offsets stay where they are."""
    if not np.any((orders[1:] > 0) & (orders[:-1] > orders[1:])):
        return
    marks = np.flatnonzero(orders)
    owner = np.cumsum(orders == 0)[marks]
    ordered = marks[np.lexsort((orders[marks], owner))]
    codes[marks], lower[marks] = codes[ordered], lower[ordered]


def _weights(raw: Array, codes: Array, starts: Array) -> Array:
    """How many line ends each folded character stands for; the two of CRLF are one."""
    lines: Array = (codes == _LINE).astype("i4") + 2 * (codes == _PARAGRAPH)
    following = np.append(raw[1:], 0)[starts]
    lines[(raw[starts] == 0x0D) & (following == 0x0A)] = 0
    return lines


def _merged(codes: Array, lower: Array, kinds: Array, starts: Array, ends: Array, lines: Array) -> tuple[Array, ...]:
    """Runs of white space become a space, or a line end where they part paragraphs; runs of dashes become one."""
    if not len(codes):
        return codes, lower, kinds, starts, ends
    space, dash = kinds == SPACE, codes == _DASH
    absorbed = np.zeros(len(codes), dtype=bool)
    absorbed[1:] = (space[1:] & space[:-1]) | (dash[1:] & dash[:-1])
    kept = np.flatnonzero(~absorbed)
    parts = np.add.reduceat(lines, kept) >= 2
    last = np.append(kept[1:], len(codes)) - 1
    blank = np.where(parts, _LINE, 0x20).astype("u4")
    codes, lower = (np.where(space[kept], blank, column[kept]) for column in (codes, lower))
    return codes, lower, kinds[kept], starts[kept], ends[last]


def _take_selectors(raw: Array, ends: Array) -> None:
    """A variation selector belongs to the character before it, in place."""
    inner = np.flatnonzero(ends < len(raw))
    follows = inner[np.isin(raw[ends[inner]], _SELECTORS)]
    ends[follows] += 1
