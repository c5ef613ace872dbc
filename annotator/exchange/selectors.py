"""Selectors of the W3C model, resolved on the stored HTML of a revision. Pure; nothing is fetched, nothing is guessed.

https://www.w3.org/TR/annotation-model/#selectors; spans count code points of the text content.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from annotator.exchange.elements import Element, NotUnderstood, by_css, by_path, tree
from annotator.exchange.jsonld import as_list
from texts.finding import Ambiguous, Finder, Found
from texts.spans import Quote, Span

DEEPEST = 20  # selectors that refine each other
CHARACTERS = re.compile(r"char=(\d{1,9})(?:,(\d{1,9}))?(?:;.*)?$")
POINTER = re.compile(r"xpointer\((.*)\)$")
DIRECTIVE = re.compile(r"(?:.*:~:)?text=(?:([^,&]*)-,)?([^,&]+)(?:,([^,&-]+))?(?:,-([^,&]*))?(?:&.*)?$")


class Lost(Exception):
    """Why a selector selects nothing here, as a sentence without its full stop."""


class Page:
    """A revision's text and its elements."""

    def __init__(self, html: str, plain: str) -> None:
        self.html, self.plain = html, plain
        self._root: Element | None = None

    @property
    def root(self) -> Element:
        if self._root is None:
            self._root = tree(self.html)
        return self._root


def place(selectors: list[Any], html: str, plain: str) -> Span:
    """Where they select. Several describe the same: the first that finds its words. Raises Lost."""
    page, whole = Page(html, plain), Span(0, len(plain))
    together = [one for one in selectors if isinstance(one, dict)]
    position = next((_numbers(one) for one in together if kind_of(one) == "TextPositionSelector"), None)
    quoted = [one for one in together if kind_of(one) == "TextQuoteSelector"]
    reasons = []
    # Words find themselves again where numbers only count: they are asked first, with the numbers as a hint.
    for one in [*quoted, *(other for other in together if other not in quoted)]:
        try:
            return _resolve(one, page, whole, position[0] if position else None)
        except Lost as lost:
            reasons.append(str(lost))
            if one in quoted and "refinedBy" not in one:
                break  # its words are not here, whatever the others count
    raise Lost(reasons[0] if reasons else "It has no selector that is understood")


def _resolve(selector: Any, page: Page, within: Span, near: int | None = None, depth: int = 0) -> Span:
    if depth > DEEPEST or not isinstance(selector, dict):
        raise Lost("Its selectors are nested too deep")
    kind = kind_of(selector)
    if not kind:
        raise Lost("It has no selector that is understood")
    found = KINDS[kind](selector, page, within, near)
    refining = as_list(selector.get("refinedBy"))
    if not refining:
        return found
    lost = Lost("")
    for one in refining:
        try:
            return _resolve(one, page, found, None, depth + 1)
        except Lost as error:
            lost = error
    raise lost


def kind_of(selector: Any) -> str:
    """The kind of selector that it is, "" for none that is known."""
    return next((one for one in as_list(selector.get("type")) if isinstance(one, str) and one in KINDS), "")


def _numbers(selector: Any) -> tuple[int, int] | None:
    start, end = selector.get("start"), selector.get("end")
    return (start, end) if type(start) is int and type(end) is int and 0 <= start <= end else None


def _position(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    numbers = _numbers(selector)
    if numbers is None:
        raise Lost("Its position is not two numbers in order")
    if numbers[1] > len(within):
        raise Lost("Its position is beyond the end of the text")
    return Span(within.start + numbers[0], within.start + numbers[1])


def _quote(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    words = [selector.get(name, "") for name in ("exact", "prefix", "suffix")]
    if not all(isinstance(one, str) for one in words) or not words[0].strip():
        raise Lost("It quotes no words")
    exact, prefix, suffix = (one.replace("\r\n", "\n") for one in words)
    plain = within.of(page.plain)
    if near is not None and plain[near : near + len(exact)] == exact:
        return Span(within.start + near, within.start + near + len(exact))
    found = Finder(plain).find(Quote(exact, prefix, suffix), near)
    if isinstance(found, Ambiguous):
        raise Lost(f"Its words stand at {found.count} places")
    if not isinstance(found, Found):
        raise Lost("Its words are not in this text")
    return Span(within.start + found.span.start, within.start + found.span.end)


def _one(found: list[Span], within: Span) -> Span:
    inside = [one for one in found if within.start <= one.start and one.end <= within.end]
    if len(inside) != 1:
        raise Lost("It selects nothing in this text" if not inside else f"It selects {len(inside)} places")
    return inside[0]


def _path(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    return _understood(lambda: by_path(page.root, _value(selector), _inner(page, within)), within)


def _css(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    return _understood(lambda: by_css(_inner(page, within), _value(selector)), within)


def _inner(page: Page, within: Span) -> Element:
    """The innermost element that covers exactly what is refined, or all."""
    covering = [one for one in page.root.below() if one.span == within]
    return covering[-1] if covering and within != page.root.span else page.root


def _understood(find: Callable[[], list[Span]], within: Span) -> Span:
    try:
        return _one(find(), within)
    except NotUnderstood as error:
        raise Lost(str(error)) from error


def _value(selector: Any) -> str:
    value = selector.get("value")
    if not isinstance(value, str) or not value.strip():
        raise Lost("Its selector says nothing")
    return value.strip()


def _fragment(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    """An element's id, characters of plain text (RFC 5147), an XPointer, or words after `:~:text=`."""
    value = _value(selector).removeprefix("#")
    if found := CHARACTERS.match(value):
        start = int(found[1])
        return _position({"start": start, "end": int(found[2] or start)}, page, within, near)
    if found := POINTER.match(value):
        return _path({"value": found[1]}, page, within, near)
    if found := DIRECTIVE.match(value):
        return _directive([unquote(part or "") for part in found.groups()], page, within)
    named = [one.span for one in page.root.below() if one.attributes.get("id") == unquote(value)]
    if not named:
        raise Lost("Its fragment names nothing in this text")
    return _one(named[:1], within)


def _directive(parts: list[str], page: Page, within: Span) -> Span:
    prefix, first, last, suffix = parts
    start = _quote({"exact": first, "prefix": prefix, "suffix": "" if last else suffix}, page, within, None)
    if not last:
        return start
    rest = Span(start.end, within.end)
    return Span(start.start, _quote({"exact": last, "suffix": suffix}, page, rest, None).end)


def _range(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    """From the beginning of the first to the beginning of the second, which is not part of it."""
    start = _resolve(selector.get("startSelector"), page, within, None, 1)
    end = _resolve(selector.get("endSelector"), page, within, None, 1)
    if end.start <= start.start:
        raise Lost("Its range ends before it begins")
    return Span(start.start, end.start)


def _bytes(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    raise Lost("It counts bytes of a file that is not kept here")


def _picture(selector: Any, page: Page, within: Span, near: int | None) -> Span:
    raise Lost("It selects a part of a picture")


KINDS: dict[str, Callable[[Any, Page, Span, int | None], Span]] = {
    "TextPositionSelector": _position,
    "TextQuoteSelector": _quote,
    "XPathSelector": _path,
    "CssSelector": _css,
    "FragmentSelector": _fragment,
    "RangeSelector": _range,
    "DataPositionSelector": _bytes,
    "SvgSelector": _picture,
}
