"""All that the site keeps of one person, as one JSON object written piece by piece: constant memory, however much it is.

Its shape: `format` "annotator-account", `version` 3, `made` (a moment), `left_out` (what is not here, and why), and then one
list for each name of SECTIONS, of objects whose fields are named as SECTIONS says. Keys are UUIDs or numbers; moments are
ISO 8601 with a zone; `start` and `end` are code points in the plain text of the revision `revision_id`. `before` is what an
edit changed, field by field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone

from annotator.account.sections import LEFT_OUT, SECTIONS

CHUNK = 500  # rows at a time


def account(person: Any) -> Iterator[bytes]:
    """Everything of `person`, for that person alone: also what they deleted, and what stands on texts now closed to them."""
    head = {"format": "annotator-account", "version": 3, "made": timezone.now(), "left_out": LEFT_OUT}
    yield _json(head)[:-1]
    for name, section in SECTIONS.items():
        yield b",\n" + _json(name) + b": ["
        yield from _rows(section.rows(person), section.fields.split())
        yield b"]"
    yield b"}\n"


def _rows(rows: QuerySet[Any], fields: list[str]) -> Iterator[bytes]:
    comma = b"\n"
    for row in rows.order_by("pk").values(*fields).iterator(chunk_size=CHUNK):
        yield comma + _json({name.replace("__", "_"): value for name, value in row.items()})
        comma = b",\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
