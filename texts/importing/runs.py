"""Words inside a passage with their emphasis and links, written as Markdown that renders to the same words.

Where Markdown cannot mark a stretch (`**“so”**it` is no emphasis), the mark is dropped and counted; a word never is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import Literal

from texts.escaping import AT_START, NUMBERED, escape_words

SPACE = re.compile("[ \t\n\r\f]+")
MARKS = "\ufdd0\ufdd1"  # noncharacters, in which note numbers travel until the words are proven
BACKSLASH = "\\"
LINK = "["  # a style that begins with this is a link, and the rest its address
EMPHASIS = {"*", "**", "~~"}


@dataclass(frozen=True)
class Run:
    """Words of one kind. `styles` are the marks around them, outermost first."""

    words: str
    styles: tuple[str, ...] = ()
    kind: Literal["words", "code", "break", "note"] = "words"


def settled(runs: Iterable[Run]) -> list[Run]:
    """White space as a browser shows it: one blank between words, none at the ends of lines, and outside of marks."""
    kept: list[Run] = []
    for run in runs:
        kept += [run] if run.kind != "words" else _parted(run)
    kept = _single_blanks(kept)
    return [_unmarked(kept, place) for place in range(len(kept))]


def shown(runs: Iterable[Run]) -> str:
    """What a reader reads of them."""
    return "".join(_mark(run) if run.kind == "note" else "\n" if run.kind == "break" else run.words for run in runs)


def written(runs: list[Run], losses: Counter[str], one_line: bool = False) -> str:
    """Settled runs as Markdown; on one line for headings and table cells."""
    return "\n".join(_line(line) for line in _nested(runs, 0, losses, one_line).split("\n"))


def without_marks(runs: Iterable[Run]) -> list[Run]:
    """The same words with their links alone: for when marks do not come out as they were meant."""
    return [replace(run, styles=tuple(style for style in run.styles if style not in EMPHASIS)) for run in runs]


def with_notes(markdown: str) -> str:
    """Note numbers out of their marks; a colon behind one would make it the note itself."""
    return re.sub(
        f"{MARKS[0]}(\\d+){MARKS[1]}(:?)", lambda found: f"[^{found[1]}]{found[2] and BACKSLASH + found[2]}", markdown
    )


def _line(line: str) -> str:
    """A line that would be taken for a list, a heading or a rule is not."""
    return NUMBERED.sub(r"\1\\\2", AT_START.sub(r"\\\1", line))


def _parted(run: Run) -> list[Run]:
    """Its words, and the blanks at their ends by themselves."""
    words = SPACE.sub(" ", run.words)
    core = words.strip(" ")
    if not core:
        return [replace(run, words=" ")] if words else []
    before = [replace(run, words=" ")] if words[0] == " " else []
    after = [replace(run, words=" ")] if words[-1] == " " else []
    return [*before, replace(run, words=core), *after]


def _single_blanks(runs: list[Run]) -> list[Run]:
    kept: list[Run] = []
    for run in runs:
        blank = run.kind == "words" and run.words == " "
        at_start = not kept or kept[-1].kind == "break" or (kept[-1].kind == "words" and kept[-1].words == " ")
        if run.kind == "break":
            while kept and kept[-1].kind == "words" and kept[-1].words == " ":
                kept.pop()
        if not (blank and at_start):
            kept.append(run)
    while kept and (kept[-1].kind == "break" or (kept[-1].kind == "words" and kept[-1].words == " ")):
        kept.pop()
    while kept and kept[0].kind == "break":
        kept.pop(0)
    return kept


def _unmarked(runs: list[Run], place: int) -> Run:
    """A blank has only the marks that go on over it; a break and a note have none of a link's."""
    run = runs[place]
    if run.kind == "note":
        return replace(run, styles=tuple(style for style in run.styles if style[0] != LINK))
    if run.kind == "words" and run.words == " ":
        before = runs[place - 1].styles if place else ()
        after = runs[place + 1].styles if place + 1 < len(runs) else ()
        both = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
        return replace(run, styles=tuple(one for one, _ in both))
    return run


def _nested(runs: list[Run], depth: int, losses: Counter[str], one_line: bool) -> str:
    groups = [
        (style, list(group))
        for style, group in groupby(runs, lambda run: run.styles[depth] if len(run.styles) > depth else "")
    ]
    inner = [
        "".join(_word(run, one_line) for run in group) if not style else _nested(group, depth + 1, losses, one_line)
        for style, group in groups
    ]
    out = ""
    for place, (style, _) in enumerate(groups):
        after = inner[place + 1][:1] if place + 1 < len(inner) else "*" if depth else ""
        out = _joined(out, _wrapped(style, inner[place], out[-1:] or ("*" if depth else ""), after, losses))
    return out


def _joined(before: str, after: str) -> str:
    """`!` and `^` before a bracket would make a picture or a note of it."""
    bracket = after[:1] in ("[", MARKS[0])
    return before[:-1] + "\\" + before[-1] + after if bracket and before[-1:] in ("!", "^") else before + after


def _wrapped(style: str, words: str, before: str, after: str, losses: Counter[str]) -> str:
    if not style or not words.strip():
        return words
    if style[0] == LINK:
        return f"[{words}](<{_address(style[1:])}>)"
    bare = words.strip("*") or words  # marks of the same sign count as one
    if _stands_off(before, bare[0]) and _stands_off(after, bare[-1]):
        return f"{style}{words}{style}"
    losses["emphasis"] += 1
    return words


def _stands_off(outside: str, inside: str) -> bool:
    """Whether a mark between these characters is one: not next to white space, and no sign inside where a word goes on."""
    return not inside.isspace() and (not _is_sign(inside) or not outside or outside.isspace() or _is_sign(outside))


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _address(href: str) -> str:
    safe = href.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    return re.sub(r"\s", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), safe)


def _word(run: Run, one_line: bool) -> str:
    if run.kind == "break":
        return " " if one_line else "\\\n"
    if run.kind == "note":
        return _mark(run)
    if run.kind == "code":
        return _code(run.words)
    return escape_words(run.words)


def _mark(run: Run) -> str:
    return f"{MARKS[0]}{run.words}{MARKS[1]}"


def _code(words: str) -> str:
    bare = SPACE.sub(" ", words).strip(" ")
    if not bare:
        return ""
    fence = "`" * (max((len(found) for found in re.findall("`+", bare)), default=0) + 1)
    pad = " " if bare[0] == "`" or bare[-1] == "`" else ""
    return f"{fence}{pad}{bare}{pad}{fence}"
