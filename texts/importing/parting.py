"""Where a document may be parted into several texts: at its highest headings, or between an article and its comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from texts.importing.comments import Part as Comment
from texts.importing.comments import split_comments
from texts.importing.decoding import has_words
from texts.importing.drafted import Part
from texts.importing.trees import Element, words_of

HEADING = re.compile(r"h([1-6])")
NUMBERED = re.compile(r"(?m)^(\d{1,6})\\(?=[.)])")
NOTES = re.compile(r"\n\n\[\^[^\]\n]+\]: (?:.*)(?:\n(?:    .*)?)*\Z")


def beginnings(levels: Sequence[int]) -> list[int]:
    """Which passages begin a part: `levels` are those of headings, 0 for all else. None but one where nothing parts them.

    At the highest level that occurs twice; a single heading above it is the title of all.
    """
    counts = Counter(level for level in levels if level)
    level = next((one for one in sorted(counts) if counts[one] > 1), 0)
    found = [place for place, one in enumerate(levels) if 0 < one <= level]
    first_words = next((place for place, one in enumerate(levels) if not one), len(levels))
    alone = found[1:2] == [found[0] + 1] if found and levels[found[0]] < level else False
    if alone and first_words > found[1]:
        found.pop(1)  # a title, and at once the first heading: one part
    return sorted({0, *found})


def sections_of(body: Element) -> list[tuple[str, Element]]:
    """A body's passages, each section in a body of its own under its heading; all of them in one where nothing parts them."""
    inner = body
    while len(inner) == 1 and inner[0].tag in ("div", "section", "article", "main") and not (inner.text or "").strip():
        inner = inner[0]
    children = list(inner)
    levels = [_level(child) for child in children]
    starts = beginnings(levels)
    if len(starts) < 2:
        return [("", body)]
    ends = [*starts[1:], len(children)]
    return [_section(inner, children[start:end], not start) for start, end in zip(starts, ends, strict=True)]


def _level(element: Element) -> int:
    found = HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None
    return int(found[1]) if found and has_words(words_of(element)) else 0


def _section(around: Element, children: list[Element], first: bool) -> tuple[str, Element]:
    made = around.makeelement("body", {})
    made.text = around.text if first else None
    made.extend(children)
    head = next((words_of(child) for child in children if _level(child)), "")
    return head[:200], made


def parts_of(title: str, passages: Sequence[tuple[int, str]]) -> list[Part]:
    """Passages of Markdown, with the level of those that are headings, as parts."""
    starts = beginnings([level for level, _ in passages])
    ends = [*starts[1:], len(passages)]
    found = [passages[start:end] for start, end in zip(starts, ends, strict=True)]
    if len(found) < 2:
        return [Part(title, "\n\n".join(words for _, words in passages))]
    return [Part(_title(part), "\n\n".join(words for _, words in part)) for part in found]


def _title(part: Sequence[tuple[int, str]]) -> str:
    head = next((words for level, words in part if level), part[0][1])
    return re.sub(r"[\\*_`]|^#+ ", "", head)[:200]


def with_comments(markdown: str) -> tuple[str, list[Comment]] | None:
    """The article and the numbered comments under it, all of it Markdown; None where there are none.

    Footnotes stand at the end and stay with the article; where a comment refers to one, nothing is parted.
    """
    notes: list[str] = []
    while found := NOTES.search(markdown):
        notes.insert(0, found[0].strip("\n"))
        markdown = markdown[: found.start()]
    split = split_comments(NUMBERED.sub(r"\1", markdown))
    if split is None or not has_words(split[0]) or any("[^" in comment.words for comment in split[1]):
        return None
    lines = markdown.split("\n")[: split[0].count("\n") + 1]
    article = "\n".join(lines).strip("\n")
    return "\n\n".join([article, *notes]), split[1]
