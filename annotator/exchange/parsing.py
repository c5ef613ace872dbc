"""A web annotation as it comes, read for what it means here. Pure: knows the model, and finds no text.

Whatever is not understood is nobody's loss: who stores an annotation keeps beside it what is not said here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.exchange.bodies import names, parts
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.sets import singles
from annotator.exchange.valid import NotAnAnnotation, must_be_an_annotation, must_be_storable

KINDS = ("highlighting", "commenting", "questioning", "editing", "assessing")
COLOURS = ("yellow", "green", "blue", "pink")
MANY = ("body", "motivation", "via", "rights", "audience", "creator")
LONGEST_TAG, MOST_TAGS = 60, 20


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
    must_be_storable(document)
    said = {name: value for name, value in document.items() if not _says_nothing(name, value)}
    must_be_an_annotation(said)
    return said


def _says_nothing(name: str, value: Any) -> bool:
    """JSON-LD takes null for what is not there; an empty id is that of what the request makes."""
    return value is None or (value == "" and name in ("id", "canonical")) or (value == [] and name in MANY)


def no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def read(document: Json, known: Sequence[Any] = ()) -> Read:
    """What it says. `known` are bodies that are not its author's to say, and are left out."""
    kind = next((one for one in names(document.get("motivation")) if one in KINDS), "")
    words: list[str] = []
    tags: list[str] = []
    proposed = None
    for purpose, value, _ in parts(document, known):
        if purpose == "tagging" and value not in tags and _is_tag(value) and len(tags) < MOST_TAGS:
            tags.append(value)
        elif purpose == "editing" and kind == "editing" and proposed is None:
            proposed = value
        elif value.strip():
            words.append(value)
    targets = singles(document["target"])
    if not kind or (kind == "editing" and proposed is None):
        kind = "commenting" if words else "highlighting"
    return Read(kind, "\n\n".join(words), sorted(tags), proposed, _colour(targets), targets)


def _is_tag(value: str) -> bool:
    """As tags are here: short, without commas, in one line."""
    return 0 < len(value) <= LONGEST_TAG and "," not in value and value == " ".join(value.split())


def _colour(targets: list[Any]) -> str:
    worn = [one for target in targets if isinstance(target, dict) for one in as_list(target.get("styleClass"))]
    return next((one for one in worn if one in COLOURS), "")


def source_of(target: Any) -> str:
    """The address a single target is about, "" if it says none."""
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
