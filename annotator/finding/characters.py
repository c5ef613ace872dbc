"""Classes of characters for PostgreSQL's regular expressions, taken from Unicode as Python knows it.

So PostgreSQL parts the same words as SQLite does through Python, whatever locale the server runs in. Pure.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator

from texts.folding import UNSPACED


def unseen(character: str) -> bool:
    """What annotator.search.terms leaves out of words: combining marks, and what nobody sees."""
    category = unicodedata.category(character)
    return category[0] == "M" or category == "Cf"


def of_words(character: str) -> bool:
    return character.isalnum()


def character_class(belongs: Callable[[str], bool]) -> str:
    """The inside of a bracket expression."""
    return "".join(map(_range, _runs(belongs)))


def unspaced() -> str:
    """Scripts without spaces between words: each character is one."""
    return "".join(map(_range, UNSPACED))


def _runs(belongs: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and belongs(chr(code))
        if inside and first is None:
            first = code
        elif not inside and first is not None:
            yield first, code - 1
            first = None


def _range(ends: tuple[int, int]) -> str:
    return "-".join(f"\\U{code:08x}" for code in dict.fromkeys(ends))
