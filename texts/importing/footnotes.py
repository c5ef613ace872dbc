"""Footnotes of an HTML tree: the marks that refer to them, and the passages that they are.

A link is such a mark if it says so, or if it is a number or a sign and what it leads to has a link back to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from texts.importing.trees import Element, pulled, words_of

SIGN = re.compile(
    r"[\[(]?\s*(?:(?:note|fn\.?)\s*)?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶#]{1,4})\s*[\])]?", re.IGNORECASE
)
OPS = "{http://www.idpf.org/2007/ops}type"
HOLDERS = ("li", "aside", "p", "div", "dd", "section", "td", "blockquote")
LOOK_UP = 3  # elements around a mark or a target that may carry its name
LEAD = re.compile(r"^[\s.:)\]]+")


@dataclass
class Notes:
    """By number, the passages that marks refer to. They are taken out of the tree, and marks become `<noteref n="1">`."""

    by_number: dict[int, Element] = field(default_factory=dict)
    _numbers: dict[Element, int] = field(default_factory=dict)

    def taken_from(self, root: Element) -> Notes:
        order = {element: place for place, element in enumerate(root.iter())}
        named = {name: element for element in root.iter() for name in _names(element)}
        pairs = [
            (mark, holder)
            for mark in root.iter("a")
            if (target := named.get(_target(mark))) is not None
            and (holder := _holder(mark, target)) is not None
            and order[mark] < order[holder]  # the way back from a note looks just like the way to it
        ]
        for mark, holder in pairs:
            if holder not in {inner for other, _ in pairs for inner in other.iterancestors()}:
                self._refer(mark, holder)
        for holder in self._numbers:
            _take_out(holder)
        return self

    def _refer(self, mark: Element, holder: Element) -> None:
        number = self._numbers.setdefault(holder, len(self._numbers) + 1)
        self.by_number[number] = holder
        _without_way_back(holder, mark)
        for name in list(mark.attrib):
            del mark.attrib[name]
        for child in list(mark):
            mark.remove(child)
        mark.tag, mark.text = "noteref", None
        mark.set("n", str(number))
        around = mark.getparent()
        if around is not None and around.tag == "sup" and re.fullmatch(r"[\s\[\]()]*", words_of(around)):
            around.tag, around.text, mark.tail = "span", None, None


def _names(element: Element) -> list[str]:
    names = [element.get("id"), element.get("name") if element.tag == "a" else None]
    return [name for name in names if name]


def _target(mark: Element) -> str:
    href = mark.get("href") or ""
    return href[1:] if href.startswith("#") else ""


def _holder(mark: Element, target: Element) -> Element | None:
    """The note that `mark` refers to, if it does."""
    holder = next((one for one in [target, *target.iterancestors()][: LOOK_UP + 1] if one.tag in HOLDERS), None)
    if holder is None or mark is holder or holder in mark.iterancestors():
        return None
    said = _kind(mark, "noteref") or _kind(holder, "footnote") or _kind(holder, "endnote") or _kind(holder, "rearnote")
    if said or (SIGN.fullmatch(words_of(mark)) and _way_back(holder, mark)):
        return holder
    return None


def _kind(element: Element, kind: str) -> bool:
    said = f"{element.get(OPS) or ''} {element.get('epub:type') or ''} {element.get('role') or ''}".split()
    return kind in said or f"doc-{kind}" in said


def _way_back(holder: Element, mark: Element) -> list[Element]:
    """The links in a note that lead to the mark, or to what is close around it."""
    near = {name for one in [mark, *mark.iterancestors()][: LOOK_UP + 1] for name in _names(one)}
    near |= {name for one in mark.iter() for name in _names(one)}
    return [link for link in holder.iter("a") if _target(link) in near and link is not mark]


def _without_way_back(holder: Element, mark: Element) -> None:
    for link in _way_back(holder, mark):
        if SIGN.fullmatch(words_of(link)) or not re.search(r"\w{4}", words_of(link)):
            _shorten(link)
            pulled(link)


def _shorten(link: Element) -> None:
    """`1. Words` is left as `Words` when the number goes."""
    if link.tail and link.getprevious() is None:
        link.tail = LEAD.sub("", link.tail)


def _take_out(holder: Element) -> None:
    """And what held nothing but notes."""
    around = holder.getparent()
    pulled(holder)
    while around is not None and around.tag not in ("body", "html") and not words_of(around) and not len(around):
        holder, around = around, around.getparent()
        pulled(holder)
