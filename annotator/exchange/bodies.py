"""What the bodies of a web annotation say, whichever way it comes: over the protocol, or in a file. Pure.

https://www.w3.org/TR/annotation-model/#bodies-and-targets; words become Markdown, whatever they were written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import nh3

from annotator.exchange.sets import DEEPEST, as_list, is_set
from texts.rendering import TAGS, plain_of
from texts.source import as_markdown

Json = dict[str, Any]
MOST_TAGS = 2_000
_TAG = re.compile(r"<[^<>]*>")
READERS = ("assessing", "linking", "describing")  # purposes of the bodies that tell what readers of a check have found


class Part(NamedTuple):
    """`purpose` as the model names it, "" if none is said; `left` is how many others there were to choose from."""

    purpose: str
    words: str
    left: int = 0


def names(value: Any) -> list[str]:
    """Names of the vocabulary, bare, however they are written: `tagging`, `oa:tagging` or as an address."""
    return [one.rpartition("#")[2].removeprefix("oa:") for one in as_list(value) if isinstance(one, str)]


def parts(document: Json, known: Any = ()) -> Iterator[Part]:
    """In order. `known` are bodies to leave out."""
    if isinstance(document.get("bodyValue"), str):
        yield Part("", document["bodyValue"])
    purpose = "tagging" if names(document.get("motivation")) == ["tagging"] else ""
    for body in as_list(document.get("body")):
        if body not in known:
            yield from _said(body, purpose)


def of_readers(document: Json) -> list[Json]:
    """The bodies that tell what readers have found: nobody says that in the name of others."""
    bodies = [one for one in as_list(document.get("body")) if isinstance(one, dict)]
    told = [one for one in bodies if set(names(one.get("purpose"))) & set(READERS)]
    return told if any("assessing" in names(one.get("purpose")) for one in told) else []


def _said(body: Any, purpose: str, depth: int = 0) -> Iterator[Part]:
    """Of a choice the first that says something, of other sets all."""
    if isinstance(body, str):
        yield Part(purpose, _link(body))
    if not isinstance(body, dict) or depth > DEEPEST:
        return
    purpose = next(iter(names(body.get("purpose"))), purpose)
    if is_set(body):
        yield from _of_set(body, purpose, depth)
    elif isinstance(body.get("value"), str):
        yield Part(purpose, _text(body["value"], as_list(body.get("format"))))
    elif "source" in body:
        yield from _said(body["source"], purpose, depth + 1)
    elif isinstance(body.get("id"), str):
        yield Part(purpose, _link(body["id"]))


def _of_set(body: Json, purpose: str, depth: int) -> Iterator[Part]:
    said = [list(_said(item, purpose, depth + 1)) for item in as_list(body["items"])]
    saying = [one for one in said if one]
    if "Choice" not in names(body.get("type")) or not saying:
        yield from (part for one in said for part in one)
        return
    first, *rest = saying[0]
    yield first._replace(left=first.left + len(said) - 1)
    yield from rest


def _text(value: str, formats: list[Any]) -> str:
    """HTML as Markdown; with more tags than a note has words, its words alone: deep nesting takes time."""
    if "text/html" not in formats:
        return value
    if value.count("<") > MOST_TAGS:
        return plain_of(_TAG.sub(" ", value)).strip()
    return as_markdown(nh3.clean(value, tags=TAGS)).strip()


def _link(address: str) -> str:
    return f"<{address}>" if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>]+$", address) else address
