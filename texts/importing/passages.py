"""HTML's passages (paragraphs, lists, quotations, code) as Markdown with the words that must come out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from texts.importing.blocks import Block, around, fenced
from texts.importing.decoding import has_words
from texts.importing.losses import Losses
from texts.importing.runs import Run, settled, shown, without_marks, written
from texts.importing.tables import cells_of, is_of_words, table_of
from texts.importing.trees import Element
from texts.importing.vocabulary import (
    BLOCKS,
    LOST,
    PLAINED,
    QUOTES,
    SCHEMES,
    SILENT,
    STYLES,
    clean,
    is_hidden,
    squeezed,
    words_in,
)

PIPE = re.compile(r"(?<!\\)\|")  # in code it is not escaped yet
CLOSING = re.compile(r"#+$")


@dataclass
class Passages:
    losses: Counter[str]
    referred: list[int] = field(default_factory=list)

    def of(self, element: Element) -> list[Block]:
        """The passages inside an element, in order."""
        blocks: list[Block] = []
        for content in self._contents(element):
            blocks += self._paragraphs(content) if isinstance(content, list) else self._block(content)
        return blocks

    def _contents(self, element: Element) -> Iterator[list[Run] | Element]:
        """Stretches of words, and the passages between them."""
        runs: list[Run] = []
        for piece in self._pieces(element, ()):
            if isinstance(piece, Run):
                runs.append(piece)
            else:
                if runs:
                    yield runs
                runs = []
                yield piece
        if runs:
            yield runs

    def _pieces(self, element: Element, styles: tuple[str, ...]) -> Iterator[Run | Element]:
        if element.text:
            yield Run(clean(element.text), styles)
        for child in element:
            yield from self._piece(child, styles)
            if child.tail:
                yield Run(clean(child.tail), styles)

    def _piece(self, child: Element, styles: tuple[str, ...]) -> Iterator[Run | Element]:
        name = child.tag if isinstance(child.tag, str) else ""
        if name in SILENT or not name:
            return
        if name in LOST or is_hidden(child):
            self.losses[LOST.get(name, "hidden")] += name in LOST or has_words("".join(child.itertext()))
            if name in LOST and isinstance(self.losses, Losses):
                self.losses.stood(LOST[name], child)
        elif name in BLOCKS:
            yield child
        elif name == "br":
            yield Run("\n", styles, "break")
        elif name == "noteref":
            self.referred.append(int(child.get("n")))
            yield Run(child.get("n"), styles, "note")
        elif name in ("code", "kbd", "samp", "tt") and not len(child):
            yield Run(clean(child.text or ""), styles, "code")
        else:
            yield from self._styled(child, name, styles)

    def _styled(self, child: Element, name: str, styles: tuple[str, ...]) -> Iterator[Run | Element]:
        style = self._style(child, name)
        self.losses[PLAINED.get(name, "script")] += name in PLAINED and has_words(child.text or "")
        inner = (*styles, style) if style and style not in styles and not _is_second_link(style, styles) else styles
        pieces: Iterable[Run | Element] = self._pieces(child, inner)
        if name == "q":
            pieces = _quoted(list(pieces), inner)
        if name == "math":
            self.losses["equation"] += 1
        yield from pieces

    def _style(self, child: Element, name: str) -> str:
        if name == "a":
            href = (child.get("href") or "").strip()
            if href.lower().startswith(SCHEMES):
                return "[" + href
            self.losses["link"] += bool(href) and has_words("".join(child.itertext()))
            return ""
        return STYLES.get(name, "")

    def _paragraphs(self, runs: list[Run]) -> Iterator[Block]:
        """Two line breaks in a row part paragraphs."""
        for part in _parted(runs):
            kept = settled(part)
            if has_words(shown(kept)):
                yield Block(written(kept, self.losses), [shown(kept)], bare=_bare(kept))

    def _block(self, element: Element) -> list[Block]:
        name = element.tag
        if is_hidden(element):
            self.losses["hidden"] += has_words("".join(element.itertext()))
            return []
        if name in ("ul", "ol", "menu", "dir"):
            return self._list(element)
        if name == "table":
            return self._table(element)
        if name == "blockquote":
            return around(self.of(element), "> ", "> ", "blockquote")
        if name == "pre":
            return fenced("".join(element.itertext()))
        if name == "hr":
            return [Block("---", [], "rule")]
        if re.fullmatch("h[1-6]", name):
            return self._heading(element, int(name[1]))
        return self.of(element)

    def _heading(self, element: Element, level: int) -> list[Block]:
        """Passages inside a heading become headings of their own."""
        blocks: list[Block] = []
        for content in self._contents(element):
            if not isinstance(content, list):
                blocks += self.of(content)
                continue
            runs = settled(content)
            if has_words(shown(runs)):
                words = CLOSING.sub(r"\\\g<0>", written(runs, self.losses, one_line=True))
                blocks.append(Block(f"{'#' * level} {words}", [shown(runs)], "heading"))
        return blocks

    def _list(self, element: Element) -> list[Block]:
        """Each item behind its mark; what stands in a list outside of items is an item too."""
        number = _start(element) if element.tag == "ol" else None
        items: list[Block] = []
        for content in self._contents(element):
            inner = list(self._paragraphs(content)) if isinstance(content, list) else self._item(content)
            if inner:
                mark = "- " if number is None else f"{number}. "
                items += around(inner, mark, " " * len(mark), "item")
                number = None if number is None else number + 1
        if not items:
            return []
        tight = all("\n\n" not in item.markdown for item in items)
        between = "\n" if tight else "\n\n"
        markdown, bare = between.join(item.markdown for item in items), between.join(item.plainly for item in items)
        return [Block(markdown, [leaf for item in items for leaf in item.leaves], "list", bare)]

    def _item(self, element: Element) -> list[Block]:
        return self.of(element) if element.tag == "li" else self._block(element)

    def _table(self, element: Element) -> list[Block]:
        """A table of words as a table; one that holds passages, or words beside its cells, is laid out piece by piece."""
        before = self.losses.copy()
        blocks = self._cells(element)
        read = Counter(squeezed(leaf for block in blocks for leaf in block.leaves))
        if not Counter(squeezed([clean(words_in(element))])) - read:
            return blocks
        self.losses.clear()
        self.losses.update(before)
        self.losses["layout"] += 1
        return self.of(element)

    def _cells(self, element: Element) -> list[Block]:
        captions = [block for caption in element.findall("caption") for block in self.of(caption)]
        rows = cells_of(element)
        if not is_of_words(rows, BLOCKS):
            self.losses["layout"] += 1
            return captions + [block for row in rows for cell in row for block in self.of(cell)]
        made = table_of(rows, self._cell, self.losses)
        return captions + ([Block(*made, "table")] if made else [])

    def _cell(self, cell: Element) -> tuple[str, str]:
        """A cell's Markdown on one line, and its words."""
        contents: list[Run] = []
        for content in self._contents(cell):
            inner = content if isinstance(content, list) else list(self._all_runs(content))
            contents += [*([Run(" ")] if contents else []), *inner]
        runs = settled(contents)
        return PIPE.sub(r"\\|", written(runs, self.losses, one_line=True)), shown(runs)

    def _all_runs(self, element: Element) -> Iterator[Run]:
        for piece in self._pieces(element, ()):
            if isinstance(piece, Run):
                yield piece
            else:
                yield Run(" ")
                yield from self._all_runs(piece)
                yield Run(" ")


def _bare(runs: list[Run]) -> str:
    return written(without_marks(runs), Counter())


def _parted(runs: list[Run]) -> Iterator[list[Run]]:
    part: list[Run] = []
    for run in runs:
        twice = run.kind == "break" and any(True for _ in _last_break(part))
        if twice:
            yield part
            part = []
        else:
            part.append(run)
    yield part


def _last_break(part: list[Run]) -> Iterator[Run]:
    """The break that stands last, blanks aside."""
    for run in reversed(part):
        if run.kind == "break":
            yield run
        if run.kind != "words" or run.words.strip():
            return


def _quoted(pieces: list[Run | Element], styles: tuple[str, ...]) -> Iterable[Run | Element]:
    """The marks that a browser puts around a quotation, unless the words bring their own."""
    words = "".join(piece.words for piece in pieces if isinstance(piece, Run)).strip()
    return pieces if not words or words[0] in QUOTES else [Run("“", styles), *pieces, Run("”", styles)]


def _is_second_link(style: str, styles: tuple[str, ...]) -> bool:
    return style[0] == "[" and any(other[0] == "[" for other in styles)


def _start(element: Element) -> int:
    found = re.fullmatch(r"\s*(\d{1,8})\s*", element.get("start") or "")
    return int(found[1]) if found else 1
