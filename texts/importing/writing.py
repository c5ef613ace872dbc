"""A tree of HTML as Markdown, passage by passage. Each passage is rendered and held against its words before it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from texts.escaping import escape
from texts.importing.blocks import Block
from texts.importing.passages import Passages
from texts.importing.runs import with_notes
from texts.importing.trees import Element
from texts.importing.vocabulary import clean, squeezed, words_in
from texts.rendering import render


@dataclass
class Document:
    """What is to be written: bodies, and by number the notes that are referred to from them."""

    notes: Mapping[int, Element]
    losses: Counter[str]

    def markdown(self, body: Element) -> str:
        """A body with the notes it refers to."""
        passages = Passages(self.losses)
        blocks = passages.of(body)
        text = self._proven(blocks)
        self._count_missing(body, blocks)
        numbers = list(dict.fromkeys(passages.referred))
        done: dict[int, str] = {}
        while numbers:
            number = numbers.pop(0)
            if number in done or number not in self.notes:
                continue
            inner = Passages(self.losses)
            done[number] = self._note(number, inner.of(self.notes[number]))
            numbers += inner.referred
        return "\n\n".join([text, *done.values()]).strip("\n")

    def _count_missing(self, body: Element, blocks: list[Block]) -> None:
        """What is in the tree and in no passage, by whatever mistake: it is said, not passed over."""
        there = Counter(squeezed([clean(words_in(body))]))
        self.losses["character"] += (
            there - Counter(squeezed(leaf for block in blocks for leaf in block.leaves))
        ).total()

    def _note(self, number: int, blocks: list[Block]) -> str:
        words = self._proven(blocks) or "–"
        return f"[^{number}]: " + words.replace("\n", "\n    ").replace("\n    \n", "\n\n")

    def _proven(self, blocks: list[Block]) -> str:
        """All at once where that is right, and otherwise each passage as well as it can be."""
        whole = joined(blocks)
        if not is_true(whole, blocks):
            whole = "\n\n".join(self._best(block) for block in blocks)
        return with_notes(whole)

    def _best(self, block: Block) -> str:
        if is_true(block.markdown, [block]):
            return block.markdown
        if is_true(block.plainly, [block]):
            self.losses["emphasis"] += 1
            return block.plainly
        self.losses["nested"] += 1
        return "\n\n".join(escape(" ".join(leaf.split())) for leaf in block.leaves)


def joined(blocks: list[Block]) -> str:
    return "\n\n".join(block.markdown for block in blocks)


def is_true(markdown: str, blocks: list[Block]) -> bool:
    """Whether a reader of this Markdown reads exactly the words of these passages, white space aside."""
    plain = render(markdown).plain
    return squeezed([plain]) == squeezed(leaf for block in blocks for leaf in block.leaves)
