"""Passages of Markdown, and passages within passages: behind a list's mark, in a quotation, in a fence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from texts.importing.decoding import has_words
from texts.importing.vocabulary import clean


@dataclass(frozen=True)
class Block:
    """Markdown, and the words that a reader of it must find, in order."""

    markdown: str
    leaves: list[str]
    kind: str = "paragraph"
    bare: str = ""  # the same without emphasis, where that makes a difference

    @property
    def plainly(self) -> str:
        return self.bare or self.markdown


def around(blocks: list[Block], first: str, rest: str, kind: str) -> list[Block]:
    """Passages with a mark before the first line and a mark or blanks before all others."""
    if not blocks:
        return []
    tight = kind == "item" and [block.kind for block in blocks] in (["paragraph"], ["paragraph", "list"])
    between = "\n" if tight else "\n\n"
    markdown, bare = (
        _marked(between.join(inner), first, rest)
        for inner in ([block.markdown for block in blocks], [block.plainly for block in blocks])
    )
    return [Block(markdown, [leaf for block in blocks for leaf in block.leaves], kind, bare)]


def _marked(markdown: str, first: str, rest: str) -> str:
    lines = markdown.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def fenced(words: str) -> list[Block]:
    """Preformatted words, as they are."""
    words = clean(words).strip("\n")
    if not has_words(words):
        return []
    fence = "`" * max(3, *(len(found) + 1 for found in re.findall("`+", words)), 3)
    return [Block(f"{fence}\n{words}\n{fence}", [words], "code")]
