"""Plain text as Markdown that renders to the same words."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")
AT_START = re.compile(r"^([#+\-=:])")
NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
VERSE = 60  # code points; paragraphs of lines all shorter than this keep their line breaks


def escape(plain: str) -> str:
    """Markdown for `plain`: blank lines part paragraphs, and no character is taken for a mark.

    White space at the ends of lines is not kept; everything else is.
    """
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", plain.strip("\n"))
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs if paragraph.strip())


def _paragraph(words: str) -> str:
    lines = [escape_line(line.strip()) for line in words.split("\n") if line.strip()]
    verse = len(lines) > 1 and all(len(line) < VERSE for line in lines)
    return ("\\\n" if verse else "\n").join(lines)


def escape_line(line: str) -> str:
    """One line of words, which may stand at the start of a paragraph."""
    return NUMBERED.sub(r"\1\\\2", AT_START.sub(r"\\\1", escape_words(line)))


def escape_words(words: str) -> str:
    """Words that stand inside a line."""
    return SPECIAL.sub(r"\\\1", words)
