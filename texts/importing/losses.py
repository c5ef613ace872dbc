"""What is lost of a document on its way, counted by a name of drafted.LOSSES, and beside which words some of it stood."""

from __future__ import annotations

from collections import Counter
from typing import Any

from texts.importing.trees import Element

NAMED = {"picture", "media"}  # of which it is said where they stood
UNREAD = {"script", "style", "template"}
APART = {"td", "th", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
MOST, WORDS = 200, 6  # places kept for each, and words before each


class Losses(Counter[str]):
    """A copy counts; where things stood, one alone knows."""

    def __init__(self, *counted: Counter[str]) -> None:
        super().__init__(*counted)
        self._stood: dict[str, dict[Element, str]] = {}

    def stood(self, name: str, element: Element) -> None:
        known = self._stood.setdefault(name, {})
        if name in NAMED and len(known) < MOST and element not in known:
            before = words_before(element)
            known[element] = f"after “{before}”" if before else "at the beginning"

    @property
    def places(self) -> dict[str, list[str]]:
        return {name: list(known.values()) for name, known in self._stood.items() if known and self[name]}


def _read(element: Element) -> str:
    """Its words as somebody reads them; "" for a comment or a script."""
    if not isinstance(element.tag, str):
        return ""
    return "".join(_said(words) for words in element.xpath("descendant-or-self::*/text()"))


def _said(words: Any) -> str:
    """A text node, as XPath gives it: apart from the one before where a cell or a passage begins."""
    tag = words.getparent().tag if words.is_text else ""
    return "" if tag in UNREAD else f" {words}" if tag in APART else str(words)


def words_before(element: Element) -> str:
    """The last words that stand before it; "" at the beginning."""
    words: list[str] = []
    node: Element | None = element
    while node is not None and len(words) < WORDS:
        parent, before = node.getparent(), node.getprevious()
        if before is not None:
            said = f"{_read(before)} {before.tail or ''}"
        else:
            said = str(parent.text or "") if parent is not None else ""
        words = said.split()[-WORDS:] + words
        node = before if before is not None else parent
    return " ".join(words[-WORDS:])[-200:]
