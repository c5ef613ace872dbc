"""A web annotation as it comes, read for what it means here. Pure: knows the model, and finds no text.

Whatever is not understood is nobody's loss: who stores an annotation keeps beside it what is not said here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.exchange.jsonld import CONTEXT, Json, as_list
from texts.rendering import plain_of

KINDS = ("highlighting", "commenting", "questioning", "editing", "assessing")
SETS = ("Choice", "List", "Composite", "Independents", "http://www.w3.org/ns/oa#Choice")
COLOURS = ("yellow", "green", "blue", "pink")
LONGEST_TAG, MOST_TAGS, DEEPEST = 60, 20, 40
_TAG = re.compile(r"<[^>]*>")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class NotAnAnnotation(ValueError):
    """What is wrong with what came, and the HTTP status that says so."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Read:
    """`kind` is the motivation under which it is stored here, `words` Markdown; `proposed` None if nothing is proposed."""

    kind: str
    words: str
    tags: list[str]
    proposed: str | None
    colour: str
    targets: list[Any]


def load(content: bytes) -> Json:
    """The document, if it is an annotation. Raises NotAnAnnotation."""
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise NotAnAnnotation("This is not JSON in UTF-8.") from error
    if not isinstance(document, dict):
        raise NotAnAnnotation("An annotation is a JSON object.")
    _must_be_storable(document)
    _must_be_an_annotation(document)
    return document


def no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _must_be_storable(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise NotAnAnnotation(f"This is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str) and _NO_TEXT.search(value):
        raise NotAnAnnotation("There is a character in it that is not one of text: U+0000 or half of a pair.")
    if isinstance(value, (dict, list)):
        for one in [*value, *value.values()] if isinstance(value, dict) else value:
            _must_be_storable(one, depth + 1)


def _must_be_an_annotation(document: Json) -> None:
    contexts = as_list(document.get("@context"))
    if not contexts:
        raise NotAnAnnotation(f"@context is missing: {CONTEXT}")
    if CONTEXT not in contexts:
        raise NotAnAnnotation(f"Only the context {CONTEXT} is understood.", 415)
    if "Annotation" not in as_list(document.get("type")):
        raise NotAnAnnotation("Its type is not Annotation.")
    if not as_list(document.get("target")) or not all(map(_is_resource, as_list(document["target"]))):
        raise NotAnAnnotation("An annotation has a target: an address, or an object.")
    if "body" in document and "bodyValue" in document:
        raise NotAnAnnotation("It has a body or a bodyValue, not both.")
    if not isinstance(document.get("bodyValue", ""), str):
        raise NotAnAnnotation("bodyValue is a string.")
    if not all(map(_is_resource, as_list(document.get("body")))):
        raise NotAnAnnotation("A body is an address or an object.")
    for name in ("id", "canonical"):
        if not isinstance(document.get(name, ""), str):
            raise NotAnAnnotation(f"{name} is one address.")
    for name in ("motivation", "via"):
        if not all(isinstance(one, str) for one in as_list(document.get(name))):
            raise NotAnAnnotation(f"{name} is a string, or several in an array.")


def _is_resource(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and bool(value.strip()))


def read(document: Json, known: tuple[Any, ...] = ()) -> Read:
    """What it says. `known` are bodies that are not its author's to say, and are left out."""
    motivations = as_list(document.get("motivation"))
    kind = next((one for one in motivations if one in KINDS), "")
    words: list[str] = []
    tags: list[str] = []
    proposed = None
    for purpose, value in _bodies(document, known):
        if purpose == "tagging" and value not in tags and _is_tag(value) and len(tags) < MOST_TAGS:
            tags.append(value)
        elif purpose == "editing" and kind == "editing" and proposed is None:
            proposed = value
        elif value.strip():
            words.append(value)
    targets = as_list(document["target"])
    if not kind or (kind == "editing" and proposed is None):
        kind = "commenting" if words else "highlighting"
    return Read(kind, "\n\n".join(words), sorted(tags), proposed, _colour(targets), targets)


def _is_tag(value: str) -> bool:
    """As tags are here: short, without commas, in one line."""
    return 0 < len(value) <= LONGEST_TAG and "," not in value and value == " ".join(value.split())


def _bodies(document: Json, known: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    if "bodyValue" in document:
        yield "", document["bodyValue"]
    only = as_list(document.get("motivation"))
    purpose = "tagging" if only == ["tagging"] else ""
    for body in as_list(document.get("body")):
        if body not in known:
            yield from _said(body, purpose)


def _said(body: Any, purpose: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Purpose and words of a body; of a choice the first that says something, of other sets all."""
    if isinstance(body, str):
        yield purpose, _link(body)
    if not isinstance(body, dict) or depth > DEEPEST:
        return
    purpose = next((one for one in as_list(body.get("purpose")) if isinstance(one, str)), purpose)
    if "items" in body and any(one in SETS for one in as_list(body.get("type"))):
        parts = [list(_said(item, purpose, depth + 1)) for item in as_list(body["items"])]
        if "Choice" in as_list(body.get("type")):
            parts = [one for one in parts if one][:1]
        yield from (one for part in parts for one in part)
    elif isinstance(body.get("value"), str):
        yield purpose, _text(body["value"], as_list(body.get("format")))
    elif "source" in body:
        yield from _said(body["source"], purpose, depth + 1)
    elif isinstance(body.get("id"), str):
        yield purpose, _link(body["id"])


def _text(value: str, formats: list[Any]) -> str:
    return plain_of(_TAG.sub(" ", value)).strip() if "text/html" in formats else value


def _link(address: str) -> str:
    return f"<{address}>" if re.match(r"https?://[^\s<>]+$", address) else address


def _colour(targets: list[Any]) -> str:
    worn = [one for target in targets if isinstance(target, dict) for one in as_list(target.get("styleClass"))]
    return next((one for one in worn if one in COLOURS), "")


def source_of(target: Any) -> str:
    """The address a target is about, "" for a set of targets."""
    if isinstance(target, str):
        return target
    source = target.get("source", target.get("id", ""))
    source = source.get("id", "") if isinstance(source, dict) else source
    return source if isinstance(source, str) else ""


def selectors_of(target: Any) -> list[Any]:
    """The selectors of a target, or of the fragment of its address."""
    if isinstance(target, dict):
        states = [state for state in as_list(target.get("state")) if isinstance(state, dict)]
        refined = [one for state in states for one in as_list(state.get("refinedBy"))]
        if found := [one for one in [*as_list(target.get("selector")), *refined] if isinstance(one, dict)]:
            return found
        if as_list(target.get("selector")):
            return [{"type": "at another address"}]
    fragment = source_of(target).partition("#")[2]
    return [{"type": "FragmentSelector", "value": fragment}] if fragment else []
