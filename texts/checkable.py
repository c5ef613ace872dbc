"""What a checker may want to look up in a text: quotations, numbers, dates and names, found by open rules.

Knows English for dates, number words and names; in other languages it offers quotations and figures. Every find says
why it was offered. It finds places to check and does not know whether they are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from texts.found import Found
from texts.names import names
from texts.quotations import quotations
from texts.spans import Span

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20)\d\d"
_LINE = "[^\\S\\n]"  # white space within a line, one character
_DATES = (
    (rf"{_MONTH}{_LINE}{_DAY}(?:,?{_LINE}{_YEAR})?(?!\w)", "A month and a day: a date."),
    (rf"{_DAY}{_LINE}(?:of{_LINE})?{_MONTH}(?:,?{_LINE}{_YEAR})?(?!\w)", "A day and a month: a date."),
    (rf"(?:{_MONTH}|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter),?{_LINE}{_YEAR}(?!\w)", "A month or season and a year."),
    (rf"{_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.](?:[12]\d|3[01]|0?[1-9])(?!\w)", "Written as a date in figures."),
    (r"(?:[12]\d|3[01]|0?[1-9])[-/.](?:[12]\d|3[01]|0?[1-9])[-/.](?:\d\d){1,2}(?!\w)", "Written as a date in figures."),
    (rf"{_YEAR}{_LINE}?[-–—/]{_LINE}?(?:{_YEAR}|\d\d)(?!\w)", "Two years: a stretch of time."),
    (rf"{_YEAR}s(?!\w)|(?:1\d|20|[1-9])(?:st|nd|rd|th)[ -]century(?!\w)", "A decade or a century."),
    (rf"{_YEAR}(?![\w%]|[.,]\d)", "Four figures that read as a year."),
)
_DATE = re.compile(r"(?<![\w.,/£$€-])(?:" + "|".join(f"(?P<d{n}>{rule})" for n, (rule, _) in enumerate(_DATES)) + ")")

_ONES = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "dozen|hundred|thousand|million|billion|trillion"
_JOIN = rf"(?:{_LINE}|-|{_LINE}and{_LINE})"
_WORDED = (
    rf"(?:(?:an?|one|half{_LINE}an?|{_ONES}|{_TENS}){_JOIN})?(?:{_LARGE})s?"
    rf"(?:{_JOIN}(?:one|{_ONES}|{_TENS}|{_LARGE})){{0,12}}"
    rf"|(?:{_TENS})(?:-(?:one|{_ONES}))?|{_ONES}"
)
_FIGURES = r"\d{1,3}(?:[,.\u00a0\u202f’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_UNIT = rf"(?:{_LINE}?(?:%|per{_LINE}cent)|{_LINE}(?:{_LARGE})s?(?!\w))?"
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:[£$€¥]{_LINE}?)?(?P<figures>{_FIGURES})(?!\w){_UNIT}|(?<!\w)[£$€¥]\d+[kmb]n?(?!\w)"
)
_WORDED_NUMBER = re.compile(rf"(?<![\w-])(?:{_WORDED})(?!\w)", re.IGNORECASE)
_LIST_MARK = re.compile(r"[^\S\n]*\d{1,3}[.)](?:\s|\Z)")


def checkable(
    plain: str, language: str = "en", *, blocks: Iterable[Span] = (), parts: Sequence[Span] | None = None
) -> list[Found]:
    """Quotations, numbers, dates and names, in order. Spans are code points; `reason` is for the reader.

    Of two finds at the same words the more telling one is kept: a date before a number, a number before a name. What
    stands inside a quotation is offered as well, for a quotation may be right and its number wrong.
    """
    found = quotations(plain, language, blocks=blocks, parts=parts)
    return sorted([*found, *facts(plain, language)], key=lambda one: (one.span.start, -one.span.end))


def facts(plain: str, language: str = "en") -> list[Found]:
    """The numbers of a text; in English also its dates and names. No two of them overlap."""
    if language.lower().split("-")[0] != "en":
        return list(_apart(_numbers(plain)))
    known = list(_apart(_dates(plain), _numbers(plain), _worded(plain)))
    return [*known, *names(plain, [found.span for found in known])]


def _apart(*offers: Iterable[Found]) -> Iterator[Found]:
    """All finds that do not overlap one that an earlier rule made."""
    taken = bytearray()
    for offer in offers:
        for found in offer:
            start, end = found.span.start, found.span.end
            if not any(taken[start:end]):
                taken.extend(bytes(max(0, end - len(taken))))
                taken[start:end] = b"\1" * (end - start)
                yield found


def _dates(plain: str) -> Iterator[Found]:
    for match in _DATE.finditer(plain):
        reason = _DATES[int((match.lastgroup or "d0")[1:])][1]
        yield Found(Span(*match.span()), "date", reason)


def _numbers(plain: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(plain):
        if not _is_list_mark(plain, match.start()):
            yield Found(Span(*match.span()), "number", "A number in figures.")


def _is_list_mark(plain: str, at: int) -> bool:
    line = plain.rfind("\n", max(0, at - 20), at) + 1
    return (line > 0 or at < 20) and not plain[line:at].strip() and bool(_LIST_MARK.match(plain, line))


def _worded(plain: str) -> Iterator[Found]:
    for match in _WORDED_NUMBER.finditer(plain):
        yield Found(Span(*match.span()), "number", "A number in words.")
