"""Numbered comments under an article: where they begin, and which words are whose.

Only the last run of numbers counts: it begins at 1, goes up by one, stands at one depth, and nothing but comments comes
after it. A numbered list inside the article is followed by more of the article, and is therefore left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = re.compile(r"^(?P<indent>[^\S\n]*)(?:#(?P<hash>\d{1,6})[.):]?|(?P<number>\d{1,6})[.)])(?=\s|$)")


@dataclass(frozen=True)
class Part:
    """A comment's number and its words, without the number and the depth they stood at."""

    number: int
    words: str


@dataclass(frozen=True)
class _Mark:
    line: int
    number: int
    indent: int
    end: int


def split_comments(words: str) -> tuple[str, list[Part]] | None:
    """The article and its comments, or None where there are none."""
    lines = words.split("\n")
    marks = [mark for number, line in enumerate(lines) if (mark := _mark(number, line))]
    for place in _possible_firsts(marks):
        run = _run(marks[place:])
        if _only_comments_follow(lines, run):
            return "\n".join(lines[: run[0].line]), _parts(lines, run)
    return None


def _possible_firsts(marks: list[_Mark]) -> list[int]:
    """Where a 1 stands that no other 1 follows at its depth or above: of a thousand lists only the last is looked at."""
    found: list[int] = []
    for place in range(len(marks) - 1, -1, -1):
        if marks[place].number == 1 and (not found or marks[place].indent < marks[found[0]].indent):
            found.insert(0, place)
    return found


def _mark(number: int, line: str) -> _Mark | None:
    found = NUMBER.match(line)
    if not found:
        return None
    return _Mark(number, int(found["hash"] or found["number"]), len(found["indent"].expandtabs(4)), found.end())


def _run(marks: list[_Mark]) -> list[_Mark]:
    """Those that count on from the first at its depth."""
    run = [marks[0]]
    for mark in marks[1:]:
        if mark.number == run[-1].number + 1 and mark.indent == run[0].indent:
            run.append(mark)
    return run


def _only_comments_follow(lines: list[str], run: list[_Mark]) -> bool:
    """Every line after the first number is a number of the run, blank, or stands deeper than the numbers do.

    A blank line must part each number from what is before it: otherwise it is a list in one passage.
    """
    starts = {mark.line for mark in run}
    if any(mark.line and lines[mark.line - 1].strip() for mark in run):
        return False
    return all(
        number in starts or not line.strip() or _depth(line) > run[0].indent
        for number, line in enumerate(lines[run[0].line :], run[0].line)
    )


def _depth(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def _parts(lines: list[str], run: list[_Mark]) -> list[Part]:
    ends = [mark.line for mark in run[1:]] + [len(lines)]
    return [Part(mark.number, _words(lines, mark, end)) for mark, end in zip(run, ends, strict=True)]


def _words(lines: list[str], mark: _Mark, end: int) -> str:
    own = [lines[mark.line][mark.end :], *lines[mark.line + 1 : end]]
    return "\n".join(line.strip() for line in own).strip("\n")
