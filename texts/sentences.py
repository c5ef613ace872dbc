"""Where paragraphs and sentences begin and end, by simple rules.

Rules. A blank line ends a paragraph; so does a line's end after a full stop, question or exclamation mark, colon or
closing quotation mark, unless the next line goes on in lower case (text that was wrapped by hand). A sentence ends at a
full stop, question or exclamation mark or ellipsis, with the quotation marks and brackets after it, if white space
follows and then no lower-case letter; not after a single initial ("W. Churchill") or a known abbreviation ("Mr.",
"vol. 1"). The full stop of Chinese and Japanese ends it at once. What these rules get wrong: "He lives in the U.S. She
left." is one sentence, and so is "We chose plan B. He left."
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from texts.spans import Span, trimmed

CLOSERS = "\"'”’»›“)\\]」』"
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st rev hon gen col lt capt sgt maj adm gov sen rep messrs mme mlle "
    "vs etc cf viz al ca approx eds trans op cit ibid jan feb mar apr jun jul aug sept sep oct nov dec "
    "inc ltd co corp bros dept univ".split()
)
NUMBERED = frozenset("no nos vol vols p pp ed fig figs ch sec art".split())  # short only before a figure
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(rf"(?<=[.!?:…{CLOSERS}])[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(rf"[.!?…]+[{CLOSERS}]*(?=\s)|[。！？]+[{CLOSERS}]*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
LONGEST_WORD = 12


def paragraphs(plain: str) -> list[Span]:
    """The paragraphs of a plain text, without the white space between them."""
    return _between(plain, Span(0, len(plain)), sorted({*_blank_lines(plain), *_line_ends(plain)}))


def sentences(plain: str, within: Span | None = None) -> list[Span]:
    """The sentences of a plain text, or of a part of it, without the white space between them."""
    parts = paragraphs(plain) if within is None else [within]
    return [span for part in parts for span in _between(plain, part, _sentence_ends(plain, part))]


def _between(plain: str, part: Span, ends: list[int]) -> list[Span]:
    starts = [part.start, *ends]
    spans = (trimmed(plain, Span(a, b)) for a, b in zip(starts, [*ends, part.end], strict=True))
    return [span for span in spans if span]


def _blank_lines(plain: str) -> Iterator[int]:
    return (match.start() for match in _BLANK_LINE.finditer(plain))


def _line_ends(plain: str) -> Iterator[int]:
    for match in _LINE_END.finditer(plain):
        if not plain[match.end() : match.end() + 1].islower():
            yield match.start()


def _sentence_ends(plain: str, part: Span) -> list[int]:
    found = _SENTENCE_END.finditer(plain, part.start, part.end)
    return [match.end() for match in found if _is_end(plain, match)]


def _is_end(plain: str, match: re.Match[str]) -> bool:
    if match.group()[0] in "。！？":
        return True
    following = plain[match.end() : match.end() + 40].lstrip()[:1]
    if following.islower():
        return False
    before = plain[max(0, match.start() - LONGEST_WORD) : match.start()]
    return match.group() != "." or not _is_short(before, following.isdigit())


def _is_short(before: str, before_figure: bool) -> bool:
    """Whether the word before a full stop is an initial or a known abbreviation."""
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    initial = len(word) == 1 and word.isupper() and word != "I"
    return initial or word.lower() in ABBREVIATIONS or (before_figure and word.lower() in NUMBERED)
