"""What a document must be to be an annotation that is taken here. Pure.

What the model leaves open is; what it rules out would else be given out again as if this site said it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from annotator.exchange.jsonld import CONTEXT, Json
from annotator.exchange.sets import as_list, singles

DEEPEST = 40
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
ABSOLUTE = r'^[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>"{}|\\^`]+$'  # an address with its scheme (RFC 3987)
_IRI = re.compile(ABSOLUTE)


class NotAnAnnotation(ValueError):
    """What is wrong with what came, and the HTTP status that says so."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


def must_be_storable(value: Any, depth: int = 0) -> None:
    """Raises NotAnAnnotation."""
    if depth > DEEPEST:
        raise NotAnAnnotation(f"This is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str) and _NO_TEXT.search(value):
        raise NotAnAnnotation("There is a character in it that is not one of text: U+0000 or half of a pair.")
    if isinstance(value, (dict, list)):
        for one in [*value, *value.values()] if isinstance(value, dict) else value:
            must_be_storable(one, depth + 1)


def must_be_an_annotation(document: Json) -> None:
    """Raises NotAnAnnotation."""
    contexts = as_list(document.get("@context"))
    if not contexts:
        raise NotAnAnnotation(f"@context is missing: {CONTEXT}")
    if CONTEXT not in contexts:
        raise NotAnAnnotation(f"Only the context {CONTEXT} is understood.", 415)
    types = as_list(document.get("type"))
    if "Annotation" not in types or not all(isinstance(one, str) for one in types):
        raise NotAnAnnotation("Its type is not Annotation, or not Annotation and others.")
    _must_have_resources(document)
    _must_be_known_by_addresses(document)
    _must_have_moments(document)
    if not all(isinstance(one, str) for one in as_list(document.get("motivation"))):
        raise NotAnAnnotation("motivation is a string, or several in an array.")


def _must_have_resources(document: Json) -> None:
    targets = singles(document.get("target"))
    if not targets or not all(map(_is_resource, targets)):
        raise NotAnAnnotation("An annotation has a target: an address, or an object.")
    if "body" in document and "bodyValue" in document:
        raise NotAnAnnotation("It has a body or a bodyValue, not both.")
    if not isinstance(document.get("bodyValue", ""), str):
        raise NotAnAnnotation("bodyValue is a string.")
    if not all(map(_is_resource, as_list(document.get("body")))):
        raise NotAnAnnotation("A body is an address or an object.")


def _is_resource(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and bool(value.strip()))


def _must_be_known_by_addresses(document: Json) -> None:
    for name in ("id", "canonical"):
        if name in document and not _is_iri(document[name]):
            raise NotAnAnnotation(f"{name} is one address, with its scheme.")
    for name in ("via", "rights"):
        if not all(map(_is_iri, as_list(document.get(name)))):
            raise NotAnAnnotation(f"{name} is an address with its scheme, or several in an array.")


def _is_iri(value: Any) -> bool:
    return isinstance(value, str) and bool(_IRI.fullmatch(value))


def _must_have_moments(document: Json) -> None:
    for name in ("created", "modified", "generated"):
        if name in document and not _is_moment(document[name]):
            raise NotAnAnnotation(f"{name} is one moment, as in 2026-01-31T12:00:00Z.")


def _is_moment(value: Any) -> bool:
    try:
        return (
            isinstance(value, str) and "T" in value.upper() and datetime.fromisoformat(value.upper()).tzinfo is not None
        )
    except ValueError:
        return False
