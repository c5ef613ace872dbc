"""What is kept of a passage to find it again: its words without case, accents and punctuation, and parts of them.

A quotation with mistakes in it shares most words, or at least parts of words, with its source. Pure; does not decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from texts.folding import UNSPACED

LONG = 10  # letters of a word whose beginning and end are kept too, so that one wrong letter does not hide it
PART = 5  # letters of these
LONGEST = 60  # letters of a word; databases refuse words without end
_SOLO = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
_TERM = re.compile(rf"(?!\W)[{_SOLO}]|[^\W_{_SOLO}]+")
ONE_WORD = re.compile(rf"[{_SOLO}]|[^ {_SOLO}]+")
UNSPACED_RUN = re.compile(rf"[{_SOLO}]+")
_RUN = re.compile(rf"[{_SOLO}](?: [{_SOLO}])+")


class _Kept(dict[int, int | None]):
    """For str.translate: combining marks and characters that nobody sees go, all others stay."""

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        self[code] = None if category[0] == "M" or category == "Cf" else code
        return self[code]


_KEPT = _Kept()


def words(text: str) -> str:
    """The words of `text` in order, parted by spaces; of scripts without spaces between words, the characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_KEPT)
    return " ".join(term[:LONGEST] for term in _TERM.findall(text.casefold()))


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of `text` as `words` gives them, each with where it stands, `[start, end)`; `text` is composed (NFC)."""
    for found in _TERM.finditer(text):
        yield words(found.group()), found.start(), found.end()


def parts(words: str) -> str:
    """Beginnings and ends of long words, and pairs of characters of scripts without spaces."""
    ends = [part for word in words.split() if len(word) >= LONG for part in (f"{word[:PART]}0", f"0{word[-PART:]}")]
    pairs = [a + b for run in _RUN.findall(words) for a, b in zip(run[::2], run[2::2], strict=False)]
    return " ".join(dict.fromkeys([*ends, *pairs]))


def unspaced(words: str) -> str:
    """The words with characters of scripts without spaces set together again: what is compared letter by letter."""
    return _RUN.sub(lambda run: run.group().replace(" ", ""), words)
