"""Lines of printed pages with the size of their letters: larger ones are headings, smaller ones at the foot are notes."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from texts.importing.lines import FOOT, HEAD, PAGE_NUMBER
from texts.rendering import normal

LARGER, SMALLER = 1.15, 0.92  # than most letters, at least and at most
LONGEST_HEADING = 200  # code points of one line
MOST = 0.3  # of all letters may be large; where more are, they are no headings
LEVELS = 3
NOTE = re.compile(r"(?:\d{1,3}|[*†‡§¶]{1,3})[.)\s]?\s*[^\W\d_]")
MARKS = str.maketrans("", "", HEAD + FOOT)


class Line(NamedTuple):
    """`size` is 0 where it is not known."""

    words: str
    size: float


def lines_of(page: Any) -> list[Line]:
    """Of a page of pypdf."""
    pieces: list[tuple[str, float]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        pieces.append((text, _points(size, tm, cm)))

    whole = page.extract_text(visitor_text=visit)
    if "".join(text for text, _ in pieces) != whole:
        pieces = [(whole, 0.0)]
    lines: list[list[tuple[str, float]]] = [[]]
    for text, size in pieces:
        first, *others = normal(text).translate(MARKS).split("\n")
        lines[-1].append((first, size))
        lines += [[(other, size)] for other in others]
    return [_line(line) for line in lines]


def _points(size: float, *matrices: Any) -> float:
    """As large as it stands on the page, by the half point."""
    for one in matrices:
        size *= abs(one[0] * one[3] - one[1] * one[2]) ** 0.5
    return round(2 * abs(size)) / 2 if abs(size) < 1e6 else 0.0


def _line(pieces: list[tuple[str, float]]) -> Line:
    letters: Counter[float] = Counter()
    for text, size in pieces:
        letters[size] += len("".join(text.split()))
    return Line("".join(text for text, _ in pieces), max(letters, key=lambda size: letters[size], default=0.0))


def marked(pages: list[list[Line]]) -> list[list[str]]:
    """The words of lines; those of headings behind HEAD and their level, those of notes behind FOOT."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len("".join(line.words.split()))
    usual = max(letters, key=lambda size: letters[size], default=0.0)
    large = sorted((size for size in letters if usual and size >= LARGER * usual and letters[size]), reverse=True)
    if sum(letters[size] for size in large) > MOST * letters.total():
        large = []
    levels = {size: min(place, LEVELS) for place, size in enumerate(large, 1)}
    return [_marked(page, usual, levels) for page in pages]


def _marked(page: list[Line], usual: float, levels: dict[float, int]) -> list[str]:
    feet = _feet(page, usual)
    made = []
    for place, line in enumerate(page):
        head = line.size in levels and _is_heading(line.words)
        mark = f"{HEAD}{levels[line.size]}" if head else FOOT if place in feet else ""
        made.append(mark + " ".join(line.words.split()) if mark else line.words)
    return made


def _is_heading(words: str) -> bool:
    bare = words.strip()
    return 1 < len(bare) <= LONGEST_HEADING and not PAGE_NUMBER.fullmatch(bare) and any(map(str.isalpha, bare))


def _feet(page: list[Line], usual: float) -> set[int]:
    """The last lines of a page that are smaller, from the first one that begins like a note."""
    found: list[int] = []
    for place in range(len(page) - 1, -1, -1):
        words = page[place].words.strip()
        if words and not PAGE_NUMBER.fullmatch(words):
            if not 0 < page[place].size <= SMALLER * usual:
                break
            found.append(place)
    first = next((place for place in reversed(found) if NOTE.match(page[place].words.strip())), None)
    return {place for place in found if first is not None and place >= first}
