"""Words as they were pasted, read as a plain text, as Markdown, or as an article with numbered comments under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from texts.escaping import escape
from texts.importing.comments import Part, split_comments
from texts.rendering import normal

Form = Literal["plain", "markdown", "article"]
HEADLINE = 100  # code points at most
BYLINE = re.compile(r"^by\s+(\S.{1,80})$", re.IGNORECASE)
NO_HEADLINE_END = tuple(".,;:!…")
CLOSING = re.compile(r"#+$")  # at the end of a heading Markdown would take these away
TITLE_LENGTH = 200


@dataclass(frozen=True)
class CommentDraft:
    """One comment: the number it was given, and its words as Markdown."""

    number: int
    source: str
    byline: str = ""


@dataclass(frozen=True)
class Draft:
    """What will be stored once somebody has looked at it; `remarks` say what was recognised."""

    source: str
    title: str = ""
    byline: str = ""
    comments: list[CommentDraft] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def recognise(words: str) -> Form:
    """Which form these words most likely have."""
    normalised = normal(words)
    if split_comments(normalised):
        return "article"
    return "markdown" if re.search(r"^#{1,6} \S|^```|\]\(https?://|^\|.*\|$", normalised, re.MULTILINE) else "plain"


def read_text(words: str, form: Form) -> Draft:
    """`words` as drafts. No character but white space and the comments' numbers is lost or invented."""
    normalised = normal(words)
    if form == "markdown":
        return Draft(normalised.strip("\n"), title=_markdown_title(normalised))
    split = split_comments(normalised) if form == "article" else None
    if split is None:
        remarks = ["No numbered comments were found under the text."] if form == "article" else []
        return _article(normalised, [], remarks)
    article, parts = split
    return _article(article, [_comment(part) for part in parts], [])


def _article(words: str, comments: list[CommentDraft], remarks: list[str]) -> Draft:
    paragraphs = _paragraphs(words)
    headlines = [paragraph for paragraph in paragraphs if _is_headline(paragraph)]
    bylines = [found[1] for paragraph in paragraphs if (found := BYLINE.match(paragraph.strip()))]
    first = headlines or paragraphs or [""]
    if headlines:
        remarks = [*remarks, f"{len(headlines)} short lines standing alone are read as headings."]
    return Draft(
        source="\n\n".join(_markdown(paragraph) for paragraph in paragraphs),
        title=" ".join(first[0].split())[:TITLE_LENGTH],
        byline=bylines[0].strip() if bylines else "",
        comments=comments,
        remarks=remarks,
    )


def _paragraphs(words: str) -> list[str]:
    return [paragraph for paragraph in re.split(r"\n\s*\n", words) if paragraph.strip()]


def _markdown(paragraph: str) -> str:
    marked = escape(paragraph)
    return "## " + CLOSING.sub(r"\\\g<0>", marked) if _is_headline(paragraph) else marked


def _is_headline(paragraph: str) -> bool:
    """A short line alone that begins like one and does not end like a sentence."""
    line = paragraph.strip()
    return (
        "\n" not in line
        and len(line) <= HEADLINE
        and len(line.split()) > 1
        and not line.endswith(NO_HEADLINE_END)
        and not BYLINE.match(line)
        and (line[0].isupper() or line[0] in "‘“\"'«„")
    )


def _comment(part: Part) -> CommentDraft:
    return CommentDraft(part.number, escape(part.words))


def _markdown_title(words: str) -> str:
    found = re.search(r"^#{1,6}\s+(\S.*)$", words, re.MULTILINE)
    first = _opened(found[1]) if found else words.strip().split("\n", 1)[0]
    return re.sub(r"[*_`\\]", "", first)[:TITLE_LENGTH]


def _opened(heading: str) -> str:
    """A heading without the signs that close it, which stand apart from its words."""
    words = heading.rstrip()
    bare = words.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else words
