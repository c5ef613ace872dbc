"""The quotations of a text: what stands between quotation marks of any glyphs, nested or left open.

Knows marks and where letters stand beside them; does not know who is quoted. Linear in the text. What it takes for
apostrophes: a mark between two letters, one before a known elision ('tis, '90s), and one after s that a later mark can
still close ("the soldiers’ tents").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from texts.found import Found, FoundKind
from texts.sentences import paragraphs, sentences
from texts.spans import Span, trimmed

CLOSES = {
    "“": "”\"", "„": "“”‟\"", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』",
    "〝": "〞〟", "‘": "’", "‚": "‘’", "’": "’", "\"": "\"”", "＂": "＂", "'": "'",
}  # fmt: skip
SINGLE = frozenset("‘’‚'")
TWICE = frozenset("”’")  # marks that open as well as close, in Swedish and Finnish alone
BOTH_ENDS = {"sv", "fi"}
DEEP = 8  # a mark closes one of so many quotations that are open
_MARK = re.compile("[" + re.escape("".join(sorted({*CLOSES, *"".join(CLOSES.values())}))) + "]")
_SURE = re.compile(r"(?i:tis|twas|twere|twill|til)\b|\d\ds\b")
_ELISION = re.compile(rf"(?i:em|till|cause|bout|round|neath|n)\b|{_SURE.pattern}")
REASONS: dict[FoundKind, str] = {
    "quotation": "These words stand between quotation marks.",
    "nested": "These words stand between quotation marks inside another quotation.",
    "unclosed": "A quotation mark opens here and is not closed in this paragraph.",
    "block": "This paragraph is set as a quotation.",
}


def quotations(
    plain: str, language: str = "en", *, blocks: Iterable[Span] = (), parts: Sequence[Span] | None = None
) -> list[Found]:
    """The quoted words, without their marks, in order of their place; an outer quotation before those in it.

    `blocks` are quotations that are set as such; `parts` the paragraphs, if the caller knows them better than a rule. A
    quotation left open ends with its paragraph, or, if the same mark opens again there, with the last sentence before.
    """
    found = [Found(span, "block", REASONS["block"]) for span in blocks]
    for part in paragraphs(plain) if parts is None else parts:
        found += _Paragraph(plain, part, language.lower().split("-")[0]).quotations()
    return sorted(found, key=_place)


def _place(found: Found) -> tuple[int, int]:
    return found.span.start, -found.span.end


def _nested(found: list[Found]) -> Iterator[Found]:
    """The same, but those inside another one are called nested."""
    end = -1
    for one in found:
        inside = one.span.end <= end and one.kind == "quotation"
        yield Found(one.span, "nested", REASONS["nested"]) if inside else one
        end = max(end, one.span.end)


@dataclass(slots=True)
class _Opened:
    mark: str
    at: int


@dataclass(slots=True)
class _Paragraph:
    plain: str
    part: Span
    language: str
    stack: list[_Opened] = field(default_factory=list)
    openings: dict[str, list[int]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    closing_singles: list[int] = field(default_factory=list)

    def quotations(self) -> list[Found]:
        marks = list(_MARK.finditer(self.plain, self.part.start, self.part.end))
        self.closing_singles = [m.start() for m in marks if m.group() in "’'" and self._may_close(m.start())]
        for match in marks:
            self._read(match.group(), match.start())
        self._leave_open(self.stack)
        return list(_nested(sorted(self.found, key=_place)))

    def _read(self, mark: str, at: int) -> None:
        if mark in "’'‘" and self._is_apostrophe(mark, at):
            return
        opened = self._closed_by(mark, at)
        if opened is not None:
            self._close(opened, at)
        elif mark in CLOSES and self._may_open(mark, at):
            self.stack.append(_Opened(mark, at))
            self.openings.setdefault(mark, []).append(at)

    def _close(self, index: int, at: int) -> None:
        opened = self.stack[index]
        self._leave_open(self.stack[index + 1 :])
        del self.stack[index:]
        self._add(Span(opened.at + 1, at), "quotation")

    def _closed_by(self, mark: str, at: int) -> int | None:
        """Which open quotation a mark closes: the innermost that it can close."""
        for index in range(len(self.stack) - 1, max(-1, len(self.stack) - 1 - DEEP), -1):
            if mark in CLOSES[self.stack[index].mark]:
                return index if self._may_end(self.stack[index].mark, mark, at) else None
        return None

    def _may_end(self, opened: str, mark: str, at: int) -> bool:
        return not (mark == opened or mark in "\"'") or not self._before(at).isspace()

    def _may_open(self, mark: str, at: int) -> bool:
        before, after = self._before(at), self._after(at)
        if mark in TWICE and self.language not in BOTH_ENDS:
            return False
        if mark in "«‹“„‟‚「『〝":
            return bool(after)
        if mark == "'" and self._next_closing(at) is None:
            return False
        free = not before or before.isspace() or not (before.isalnum() or before in ".,;:!?…)]")
        return free and bool(after) and not after.isspace()

    def _is_apostrophe(self, mark: str, at: int) -> bool:
        before, after = self._before(at), self._after(at)
        if before.isalnum() and after.isalnum():
            return True
        if not before.isalnum() and (_SURE if mark == "‘" else _ELISION).match(self.plain, at + 1):
            return True
        if mark == "‘":
            return False
        if before.isdigit() and not self._is_open(mark):
            return True
        return before in "sSzZxX" and after.isspace() and self._closes_later(at)

    def _is_open(self, mark: str) -> bool:
        return any(mark in CLOSES[opened.mark] for opened in self.stack[-DEEP:])

    def _may_close(self, at: int) -> bool:
        return not self._after(at).isalnum() and not self._before(at).isspace()

    def _closes_later(self, at: int) -> bool:
        """Whether the mark at `at` can be a possessive, since another one after it can still close the quotation."""
        opened = next((one for one in reversed(self.stack[-DEEP:]) if one.mark in SINGLE), None)
        later = self._next_closing(at)
        if opened is None or later is None:
            return opened is None
        return opened.mark not in self.plain[at + 1 : later]

    def _next_closing(self, at: int) -> int | None:
        index = bisect_right(self.closing_singles, at)
        return self.closing_singles[index] if index < len(self.closing_singles) else None

    def _leave_open(self, left: Sequence[_Opened]) -> None:
        for opened in left:
            if opened.mark != "'":
                span = Span(opened.at + 1, self._end_of_open(opened))
                self._add(span, "unclosed")

    def _end_of_open(self, opened: _Opened) -> int:
        same = self.openings[opened.mark]
        following = bisect_right(same, opened.at)
        if following == len(same):
            return self.part.end
        parts = sentences(self.plain, Span(opened.at + 1, same[following]))
        return parts[-2 if len(parts) > 1 else -1].end if parts else opened.at + 1

    def _add(self, span: Span, kind: FoundKind) -> None:
        words = trimmed(self.plain, span)
        if words and any(c.isalnum() for c in words.of(self.plain)):
            self.found.append(Found(words, kind, REASONS[kind]))

    def _before(self, at: int) -> str:
        return self.plain[at - 1 : at] if at > self.part.start else ""

    def _after(self, at: int) -> str:
        return self.plain[at + 1 : at + 2] if at + 1 < self.part.end else ""
