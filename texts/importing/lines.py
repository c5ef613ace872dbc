"""Lines of printed pages put together to passages: without what repeats on every page, and words parted at line ends."""

from __future__ import annotations

import re
import statistics
from collections import Counter

EDGE = 2  # lines at the top and at the bottom of a page that may repeat on others
OFTEN = 0.4  # of the pages, at least
FEW = 3  # pages below which nothing is known to repeat
FULL = 0.8  # of a usual line's length: a shorter one may end a passage
ENDS = re.compile(r"[.!?:…][\"”’»)\]\d]*$")
PARTED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s|]*", re.IGNORECASE
)
HEADING = 80  # code points


def without_running(pages: list[list[str]], losses: Counter[str]) -> list[list[str]]:
    """Pages without heads and numbers at their edges, where many pages have the same but for digits."""
    pages = [_stripped(page) for page in pages]
    if len(pages) < FEW:
        return pages
    seen = Counter(shape for page in pages for shape in {_shape(page[place]) for place in _edges(page)})
    often = {shape for shape, count in seen.items() if count >= max(FEW, OFTEN * len(pages))}
    kept: list[list[str]] = []
    for page in pages:
        gone = {place for place in _edges(page) if _shape(page[place]) in often or PAGE_NUMBER.fullmatch(page[place])}
        losses["running"] += len(gone)
        kept.append([line for place, line in enumerate(page) if place not in gone])
    return kept


def passages_of(pages: list[list[str]], losses: Counter[str]) -> list[str]:
    """Passages, each on one line. A passage that goes on over a page stays whole."""
    usual = _usual_length(pages)
    passages: list[list[str]] = []
    open_passage = False
    for page in pages:
        for place, line in enumerate(page):
            if not line:
                open_passage = False
                continue
            if not open_passage:
                passages.append([])
            passages[-1].append(line)
            open_passage = not _ends(line, usual, page[place + 1] if place + 1 < len(page) else "")
        open_passage = open_passage and bool(passages) and not ENDS.search(passages[-1][-1])
    return [_joined(lines, losses) for lines in passages]


def _stripped(page: list[str]) -> list[str]:
    lines = [" ".join(line.split()) for line in page]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _edges(page: list[str]) -> list[int]:
    full = [place for place, line in enumerate(page) if line]
    return sorted({*full[:EDGE], *full[-EDGE:]})


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line).strip().lower()


def _usual_length(pages: list[list[str]]) -> float:
    lengths = sorted(len(line) for page in pages for line in page if len(line) > 20)
    return statistics.quantiles(lengths, n=10)[6] if len(lengths) > 3 else 0.0


def _ends(line: str, usual: float, following: str) -> bool:
    """A short line that ends a sentence, or one so short that a heading or a verse must be meant."""
    if not usual or PARTED.search(line) or len(line) >= FULL * usual:
        return False
    starts_anew = not following or following[:1].isupper() or not following[:1].isalpha()
    return starts_anew and (bool(ENDS.search(line)) or len(line) < min(HEADING, 0.6 * usual))


def _joined(lines: list[str], losses: Counter[str]) -> str:
    """Lines as one; a word parted by a hyphen is joined where it goes on in small letters."""
    words = lines[0]
    for line in lines[1:]:
        if PARTED.search(words) and line[:1].islower():
            losses["hyphen"] += 1
            words = words[:-1] + line
        else:
            words = f"{words} {line}"
    return words
