"""Two people's changes to one text, put together: what only one of them touched is taken over, the rest is for a person.

Knows three strings. Changes are found as `worddiff` finds them, in whole words; what moved counts as gone and added.
Nothing is ever chosen between two versions, and every word of both is in the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from texts.spans import Span
from texts.worddiff import worddiff

Kind = Literal["same", "theirs", "yours", "both", "conflict"]
APART = re.compile(r"\w|\n[^\S\n]*\n")  # a word, or the end of a paragraph: what parts two changes


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the base with what each made of it. "both" made the same of it; a "conflict" is to be decided."""

    kind: Kind
    base: str
    theirs: str
    yours: str

    @property
    def text(self) -> str:
        """The merged words; of a conflict, the words of the base."""
        return {"theirs": self.theirs, "conflict": self.base}.get(self.kind, self.yours)


@dataclass(frozen=True, slots=True)
class _Change:
    span: Span
    words: str
    by: Literal["theirs", "yours"]


def merge(base: str, theirs: str, yours: str) -> list[Part]:
    """Parts in the order of the base, which their `base` make up; likewise `theirs` and `yours`. Linear."""
    changes = [*_changes(base, theirs, "theirs"), *_changes(base, yours, "yours")]
    parts: list[Part] = []
    done = 0
    for group in _groups(base, sorted(changes, key=lambda change: change.span)):
        start, end = group[0].span.start, max(change.span.end for change in group)
        if done < start:
            parts.append(_same(base[done:start]))
        parts.append(_part(base, Span(start, end), group))
        done = end
    return [*parts, _same(base[done:])] if done < len(base) else parts


def settled(parts: Sequence[Part], decided: Sequence[str]) -> str:
    """The merged text, with `decided` in the places of the conflicts, in order. Raises ValueError if their number differs."""
    words = iter(decided)
    if sum(part.kind == "conflict" for part in parts) != len(decided):
        raise ValueError("each conflict is decided once")
    return "".join(next(words) if part.kind == "conflict" else part.text for part in parts)


def _same(words: str) -> Part:
    return Part("same", words, words, words)


def _changes(base: str, other: str, by: Literal["theirs", "yours"]) -> Iterator[_Change]:
    """What stands between two stretches that are the same in both."""
    old = new = 0
    for piece in worddiff(base, other):
        if piece.kind != "same" or piece.old is None or piece.new is None:
            continue
        if piece.old.start > old or piece.new.start > new:
            yield _Change(Span(old, piece.old.start), other[new : piece.new.start], by)
        old, new = piece.old.end, piece.new.end
    if old < len(base) or new < len(other):
        yield _Change(Span(old, len(base)), other[new:], by)


def _groups(base: str, changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Changes that overlap or touch one another, with no word and no end of a paragraph between them."""
    group: list[_Change] = []
    end = 0
    for change in changes:
        if group and change.span.start > end and APART.search(base, end, change.span.start):
            yield group
            group = []
        end = max(end, change.span.end) if group else change.span.end
        group.append(change)
    if group:
        yield group


def _part(base: str, span: Span, group: Sequence[_Change]) -> Part:
    theirs, yours = (_applied(base, span, [one for one in group if one.by == by]) for by in ("theirs", "yours"))
    before = span.of(base)
    if theirs == yours:
        return Part("both", before, theirs, yours)
    if {change.by for change in group} == {"theirs"}:
        return Part("theirs", before, theirs, yours)
    if {change.by for change in group} == {"yours"}:
        return Part("yours", before, theirs, yours)
    return Part("conflict", before, theirs, yours)


def _applied(base: str, span: Span, changes: Sequence[_Change]) -> str:
    words, at = [], span.start
    for change in changes:
        words += [base[at : change.span.start], change.words]
        at = change.span.end
    return "".join([*words, base[at : span.end]])
