"""Files with notes from elsewhere, read into drafts. Knows no note of this site and asks for no right. Pure."""

from __future__ import annotations

import json
from typing import Any

from annotator.exchange.arriving import hypothesis, tables, webannotation
from annotator.exchange.arriving.draft import Arrived, Carried, Creator, Draft, Source, Unreadable
from annotator.exchange.parsing import no_number
from texts.rendering import normal

__all__ = ["LARGEST", "Arrived", "Carried", "Creator", "Draft", "Source", "Unreadable", "read"]

LARGEST = 32_000_000  # bytes
DEEPEST = 100  # objects and lists in each other


def read(data: bytes) -> Arrived:
    """JSON of Hypothesis or of the W3C, else our table. Raises Unreadable, with a sentence for people."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("This is no text in UTF-8. Export the notes again as JSON or CSV.") from error
    if "\x00" in words:
        raise Unreadable("This is no file of notes: it holds bytes that no text has.")
    return _json(words) if words.lstrip()[:1] in ("{", "[") else tables.read(words)


def _storable(value: Any, depth: int = 0) -> Any:
    """Without what no database and no page holds: NUL, and halves of characters. Raises Unreadable for what is nested too deep."""
    if depth > DEEPEST:
        raise Unreadable(f"Something in this file is nested more than {DEEPEST} levels deep.")
    if isinstance(value, str):
        return normal(value)
    if isinstance(value, list):
        return [_storable(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {normal(name): _storable(one, depth + 1) for name, one in value.items()}
    return value


def _json(words: str) -> Arrived:
    try:
        data = _storable(json.loads(words, parse_constant=no_number))
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("The file begins like JSON and is not whole. Export the notes again.") from error
    if (rows := hypothesis.rows_of(data)) is not None:
        return hypothesis.read(rows, data)
    if (items := webannotation.items_of(data)) is not None:
        return webannotation.read(data, items)
    raise Unreadable(
        "There are no notes in this JSON that are known here: neither an export of Hypothesis nor Web Annotations."
    )
