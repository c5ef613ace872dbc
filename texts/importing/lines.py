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
HEAD, FOOT = "\ufdd2", "\ufdd3"  # noncharacters before the level of a heading, and before a line of a note
NOTE_STARTS = re.compile(rf"{FOOT}(?:\d{{1,3}}|[*†‡§¶]{{1,3}})[.)\s]?\s*[^\W\d_]")


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
    """Passages, each on one line, behind the marks of headings and notes. A passage that goes on over a page stays whole."""
    usual = _usual_length(pages)
    passages: list[list[str]] = []
    going_on: list[str] = []  # the passage that may go on
    for page in pages:
        head = note = ""
        for place, line in enumerate(page):
            if line.startswith(FOOT):
                _take_note(passages, line, note)
                note = line
            elif line.startswith(HEAD):
                _take_heading(passages, line, head)
                going_on = []
            elif not line:
                going_on = []
            else:
                if not going_on:
                    passages.append(going_on)
                going_on.append(line)
                following = page[place + 1] if place + 1 < len(page) else ""
                if _ends(line, usual, following.lstrip(HEAD + FOOT)):
                    going_on = []
            head = line[:2] if line.startswith(HEAD) else ""
        if going_on and ENDS.search(going_on[-1]):
            going_on = []
    losses["footnote"] += sum(lines[0].startswith(FOOT) for lines in passages)
    return [_joined(lines, losses) for lines in passages]


def _take_note(passages: list[list[str]], line: str, before: str) -> None:
    if before and not NOTE_STARTS.match(line):
        passages[-1].append(line[1:])
    else:
        passages.append([line])


def _take_heading(passages: list[list[str]], line: str, before: str) -> None:
    """Lines of one heading follow each other."""
    if before == line[:2]:
        passages[-1].append(line[2:])
    else:
        passages.append([line])


def _stripped(page: list[str]) -> list[str]:
    lines = [" ".join(line.split()) for line in page]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _edges(page: list[str]) -> list[int]:
    full = [place for place, line in enumerate(page) if line and not line.startswith(FOOT)]
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
