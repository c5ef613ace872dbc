"""The HTML of a text as Markdown again, with footnote marks where notes stand.

Knows the HTML that texts.rendering makes. The words are the same; how they were marked up in the source may differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape

from texts.escaping import AT_START, NUMBERED, escape_words
from texts.marking import MARK, TAG, Piece, pieces

BREAK = "\\\n"
INLINE = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~"}
BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd".split())  # may have words in them, at their start
AROUND = frozenset(
    "blockquote ul ol dl li table thead tbody tr section".split()
)  # line ends in them are none of the words
HREF = re.compile(r'\bhref="([^"]*)"')
START = re.compile(r'\bstart="(\d+)"')


@dataclass
class _Frame:
    """An open element and the Markdown of what is in it so far."""

    name: str
    tag: str = ""
    parts: list[str] = field(default_factory=list)
    number: int = 1  # of the next item of an ordered list

    @property
    def body(self) -> str:
        return "".join(self.parts)


def as_markdown(html: str, marks: Iterable[int] = (), mark: Callable[[int], str] = str) -> str:
    """`mark(n)` is what stands for the n-th of `marks`, as Markdown."""
    writer = _Writer()
    for piece in pieces(html, marks):
        if piece.kind == MARK:
            writer.add(mark(piece.number))
        elif piece.kind == TAG:
            writer.tag(piece)
        else:
            writer.words(unescape(piece.html))
    return _close_up(writer.stack[0].body) + "\n"


class _Writer:
    def __init__(self) -> None:
        self.stack = [_Frame("")]

    def add(self, markdown: str) -> None:
        self.stack[-1].parts.append(markdown)

    def tag(self, piece: Piece) -> None:
        name = piece.name
        if name == "br":
            self.add(BREAK)
        elif name == "hr":
            self.add("\n\n---\n\n")
        elif not name.startswith("/"):
            start = START.search(piece.html) if name == "ol" else None
            self.stack.append(_Frame(name, piece.html, number=int(start[1]) if start else 1))
        elif len(self.stack) > 1 and self.stack[-1].name == name[1:]:
            self._close(self.stack.pop())

    def words(self, words: str) -> None:
        inner = self.stack[-1]
        if any(frame.name in ("pre", "code") for frame in self.stack):
            self.add(words)
        elif words.strip() or not (inner.name in AROUND or not inner.name) or "\n" not in words:
            broken = bool(inner.parts) and inner.parts[-1] == BREAK
            at_start = broken or (inner.name in BLOCKS and not inner.parts)
            lines = (words.removeprefix("\n") if broken else words).split("\n")
            self.add("\n".join(_line(line, start=at_start or n > 0) for n, line in enumerate(lines)))

    def _close(self, frame: _Frame) -> None:
        write = getattr(self, f"_{frame.name}", None) or self._other
        self.add(write(frame))

    def _other(self, frame: _Frame) -> str:
        if sign := INLINE.get(frame.name):
            return self._signed(sign, frame.body)
        if re.fullmatch(r"h[1-6]", frame.name):
            return f"\n\n{'#' * int(frame.name[1])} {_one_line(frame.body)}\n\n"
        return frame.body

    def _signed(self, sign: str, body: str) -> str:
        """Directly behind another sign it goes without its own: signs back to back would be read as something else."""
        inner, parts = body.strip(), self.stack[-1].parts
        if not inner or (parts and parts[-1].endswith(("*", "~")) and body.startswith(inner)):
            return body
        return body.replace(inner, f"{sign}{inner}{sign}", 1)

    def _p(self, frame: _Frame) -> str:
        return f"\n\n{frame.body.strip()}\n\n"

    _dt = _dd = _p

    def _a(self, frame: _Frame) -> str:
        href = HREF.search(frame.tag)
        if not href or href[1].startswith("#"):
            return frame.body
        return f"[{frame.body}](<{unescape(href[1])}>)"

    def _code(self, frame: _Frame) -> str:
        if self.stack[-1].name == "pre":
            return frame.body
        ticks = "`" * (1 + max((len(run) for run in re.findall("`+", frame.body)), default=0))
        edge = " " if frame.body[:1] in ("`", " ") or frame.body[-1:] in ("`", " ") else ""
        return f"{ticks}{edge}{frame.body}{edge}{ticks}"

    def _pre(self, frame: _Frame) -> str:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", frame.body)), default=0))
        body = frame.body if frame.body.endswith("\n") else f"{frame.body}\n"
        return f"\n\n{fence}\n{body}{fence}\n\n"

    def _blockquote(self, frame: _Frame) -> str:
        return "\n\n" + _prefixed(_close_up(frame.body), "> ", "> ") + "\n\n"

    def _li(self, frame: _Frame) -> str:
        inside = self.stack[-1]
        sign = f"{inside.number}. " if inside.name == "ol" else "- "
        inside.number += 1
        return _prefixed(_close_up(frame.body), sign, " " * len(sign)) + "\n"

    def _ul(self, frame: _Frame) -> str:
        return f"\n\n{frame.body.strip()}\n\n"

    _ol = _ul

    def _tr(self, frame: _Frame) -> str:
        return f"{frame.body} |\n"

    def _td(self, frame: _Frame) -> str:
        return f"| {_one_line(frame.body)} "

    _th = _td

    def _thead(self, frame: _Frame) -> str:
        columns = max(1, len(re.findall(r"(?<!\\)\|", frame.body)) - 1)
        return frame.body + "|" + " --- |" * columns + "\n"

    def _table(self, frame: _Frame) -> str:
        return f"\n\n{frame.body.strip()}\n\n"


def _line(line: str, *, start: bool) -> str:
    escaped = escape_words(line)
    return NUMBERED.sub(r"\1\\\2", AT_START.sub(r"\\\1", escaped)) if start else escaped


def _close_up(markdown: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", markdown).strip("\n")


def _one_line(markdown: str) -> str:
    return " ".join(markdown.replace(BREAK, " ").split())


def _prefixed(markdown: str, first: str, rest: str) -> str:
    lines = markdown.split("\n")
    later = [f"{rest}{line}".rstrip() for line in lines[1:]]
    return "\n".join([first + lines[0], *later])
