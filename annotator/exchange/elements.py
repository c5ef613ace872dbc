"""The elements of stored HTML with their spans, and the paths by which selectors name them: as much of XPath and CSS as
points at an element or at text. No expression costs more than its length times the size of the document. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from texts.spans import Span

EMPTY = {"br", "hr"}
LONGEST = 1_000  # characters of an expression
MOST_STEPS = 30
STEP = re.compile(r"(//?)?(text\(\)|[A-Za-z_][\w.-]*(?::[A-Za-z*][\w.-]*)?|\*|\.)((?:\[[^\]]*\])*)")
TEST = re.compile(r"\[\s*(?:(\d{1,9})|position\(\)\s*=\s*(\d{1,9})|@([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))\s*\]")
NAMED = re.compile(r"id\(\s*(?:\"([^\"]*)\"|'([^']*)')\s*\)")
SIMPLE = re.compile(
    r"(\*|[A-Za-z][\w-]*)|#([\w-]+)|\.([\w-]+)|\[\s*([\w-]+)\s*=\s*[\"']?([^\"'\]]*)[\"']?\s*\]"
    r"|:(first-child|last-child|first-of-type|last-of-type|nth-child\(\s*(\d{1,9})\s*\)|nth-of-type\(\s*(\d{1,9})\s*\))"
)


class NotUnderstood(ValueError):
    """An expression of a kind that is not resolved here."""


class Element:
    """`start` and `end` are code points of the text content. `texts` are its own text nodes."""

    def __init__(self, name: str, attributes: dict[str, str], start: int, parent: Element | None) -> None:
        self.name, self.attributes, self.start, self.end, self.parent = name, attributes, start, start, parent
        self.children: list[Element] = []
        self.texts: list[Span] = []

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def below(self) -> Iterator[Element]:
        """In the order of the document."""
        waiting = list(reversed(self.children))
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("body", {}, 0, None)
        self.at = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at, self.open)
        self.open.children.append(made)
        if tag not in EMPTY:
            self.open = made

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open.name and self.open.parent:
            self.open.end = self.at
            self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        here = Span(self.at, self.at + len(data))
        if self.open.texts and self.open.texts[-1].end == here.start and not self._parted(here.start):
            here = Span(self.open.texts.pop().start, here.end)
        self.open.texts.append(here)
        self.at = here.end

    def _parted(self, at: int) -> bool:
        """Whether an element stands between two stretches of text."""
        return bool(self.open.children) and self.open.children[-1].end == at


def tree(html: str) -> Element:
    """The root of settled HTML, as a body."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    builder.root.end = builder.at
    return builder.root


def by_path(root: Element, path: str, here: Element) -> list[Span]:
    """What an XPath of child and descendant steps selects, from the root or, if it is relative, from `here`."""
    _bounded(path)
    found, rest = _begin(root, path, here)
    while rest:
        step = STEP.match(rest)
        if not step or (step[2] == "." and step[3]):
            raise NotUnderstood("Its XPath is of a kind that is not resolved here")
        rest = rest[step.end() :]
        if rest and not rest.startswith("/"):
            raise NotUnderstood("Its XPath is of a kind that is not resolved here")
        if step[2] == "text()":
            if rest:
                raise NotUnderstood("Its XPath goes on after text()")
            return _texts(found, step[1] == "//", step[3])
        if step[2] != ".":
            found = _step(found, step[2].rpartition(":")[2].lower(), step[1] == "//", step[3])
    return [one.span for one in found]


def _begin(root: Element, path: str, here: Element) -> tuple[list[Element], str]:
    if named := NAMED.match(path):
        key = named[1] or named[2] or ""
        return [one for one in root.below() if one.attributes.get("id") == key][:1], path[named.end() :]
    for prefix in ("/html[1]/body[1]", "/html/body[1]", "/html[1]/body", "/html/body"):
        if path == prefix or path.startswith(prefix + "/"):
            return [root], path[len(prefix) :]
    return ([root] if path.startswith("/") else [here]), path


def _step(found: list[Element], name: str, deep: bool, tests: str) -> list[Element]:
    parents = _with_below(found) if deep else found
    chosen: dict[int, Element] = {}
    for parent in parents:
        some = [one for one in parent.children if name in ("*", one.name)]
        chosen |= {id(one): one for one in _tested(some, tests)}
    return list(chosen.values())


def _with_below(found: list[Element]) -> list[Element]:
    every: dict[int, Element] = {}
    for one in found:
        if id(one) not in every:
            every |= {id(each): each for each in (one, *one.below())}
    return list(every.values())


def _tested(some: list[Element], tests: str) -> list[Element]:
    for number, name, value in _tests(tests):
        some = some[number - 1 : number] if number else [one for one in some if one.attributes.get(name) == value]
    return some


def _tests(tests: str) -> Iterator[tuple[int, str, str]]:
    at = 0
    while at < len(tests):
        test = TEST.match(tests, at)
        if not test or test[1] == "0" or test[2] == "0":
            raise NotUnderstood("Its XPath has a condition that is not resolved here")
        yield int(test[1] or test[2] or 0), test[3] or "", test[4] if test[4] is not None else test[5] or ""
        at = test.end()


def _texts(found: list[Element], deep: bool, tests: str) -> list[Span]:
    numbers = [number for number, _, _ in _tests(tests)]
    if len(numbers) > 1 or 0 in numbers:
        raise NotUnderstood("Its XPath has a condition that is not resolved here")
    chosen = []
    for one in _with_below(found) if deep else found:
        chosen += one.texts[numbers[0] - 1 : numbers[0]] if numbers else one.texts
    return chosen


def by_css(root: Element, selector: str) -> list[Span]:
    """What a CSS selector of simple selectors, descendants and children selects below `root`."""
    _bounded(selector)
    found = [root]
    deep = True
    for part in re.sub(r"\s*>\s*", " > ", selector).split():
        if part == ">":
            deep = False
            continue
        if part.lower() in ("html", "body", ":root"):
            deep = True
            continue
        parents = _with_below(found) if deep else found
        found = [one for parent in parents for one in parent.children if _fits(one, part)]
        deep = True
    return [] if found == [root] else [one.span for one in found]


def _fits(one: Element, part: str) -> bool:
    at = 0
    while at < len(part):
        simple = SIMPLE.match(part, at)
        if not simple:
            raise NotUnderstood("Its CSS selector is of a kind that is not resolved here")
        if not _fits_simple(one, simple):
            return False
        at = simple.end()
    return True


def _fits_simple(one: Element, simple: re.Match[str]) -> bool:
    name, key, css_class, attribute, value, pseudo, nth_child, nth_of_type = simple.groups()
    if name:
        return name in ("*", one.name)
    if key or css_class:
        return one.attributes.get("id") == key if key else css_class in one.attributes.get("class", "").split()
    if attribute:
        return one.attributes.get(attribute) == value
    siblings = one.parent.children if one.parent else [one]
    if "of-type" in pseudo:
        siblings = [each for each in siblings if each.name == one.name]
    wanted = -1 if pseudo.startswith("last") else int(nth_child or nth_of_type or 1) - 1
    return wanted < len(siblings) and siblings[wanted] is one


def _bounded(expression: str) -> None:
    if len(expression) > LONGEST or max(expression.count("/"), len(expression.split())) > MOST_STEPS:
        raise NotUnderstood(f"Its selector has more than {LONGEST:,} characters or {MOST_STEPS} steps")
