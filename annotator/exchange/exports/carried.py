"""Texts with all their revisions, in a collection of notes: Dublin Core where it has a word, `annotator` for the rest.

The revision that a note names as `state.cached` has that address as its id here. A few revisions are in memory at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain, groupby
from typing import Any

from django.db.models import F, Q, UUIDField
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.exchange.dublincore import COLUMNS, MESSAGE, PART_OF, REPLACES, VERSIONS
from annotator.exchange.exports.kept import Row
from annotator.exchange.jsonld import Json, agent, moment
from annotator.exchange.outgoing import Writer
from texts.models import Revision, Text

BY = ("pk", "display_name", "username")
OWN = ("kind", "place", "readers")
TEXT = ("pk", "parent", "created", *COLUMNS, *OWN, *(f"added_by__{name}" for name in BY))
REVISION = (
    "pk",
    "number",
    "created",
    "message",
    "source",
    "html",
    "plain",
    "edits",
    *(f"author__{name}" for name in BY),
)
AT_ONCE = 10  # revisions, each of which may be large
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def texts_with(notes: Any, user: permissions.Actor, texts: Any = None) -> Any:
    """`texts`, or those that notes are on; and the articles that they are comments on, as `user` may take them away."""
    meant: Any = Text.objects.filter(pk__in=notes.order_by().values("text")) if texts is None else texts
    keys: Any = meant.order_by().values("pk")
    both = Q(pk__in=keys) | Q(pk__in=Text.objects.filter(pk__in=keys, parent__isnull=False).values("parent"))
    return Text.objects.filter(both, permissions.texts_to_take_away(user), latest__isnull=False)


def pieces(texts: Any, writer: Writer) -> Iterator[str]:
    """An array of them, an article before its comments; one query for all."""
    order = (
        Coalesce("text__parent", "text", output_field=UUIDField()),
        F("text__place").asc(nulls_first=True),
        "number",
    )
    rows = Revision.objects.filter(text__in=texts.order_by().values("pk")).order_by(*order)
    columns = (*(f"text__{name}" for name in TEXT), *REVISION)
    yield "["
    every = rows.values_list(*columns).iterator(chunk_size=AT_ONCE)
    for number, (_, revisions) in enumerate(groupby(every, key=lambda row: row[0])):
        yield from _text(number, revisions, writer)
    yield "]"


def _text(number: int, rows: Iterator[Row], writer: Writer) -> Iterator[str]:
    first = next(rows)
    yield f'{"," if number else ""}\n{encode(_head(first[: len(TEXT)], writer))[:-1]},"{VERSIONS}":['
    for at, row in enumerate(chain([first], rows)):
        yield f"{',' if at else ''}\n{encode(_revision(row[0], row[len(TEXT) :], writer))}"
    yield "]}"


def _head(row: Row, writer: Writer) -> Json:
    said = dict(zip(TEXT, row, strict=True))
    made: Json = {"id": f"{writer.base}/texts/{said['pk']}/", "type": "Text", "created": moment(said["created"])}
    made |= {name: said[column] for column, name in COLUMNS.items() if said[column]}
    if said["parent"]:
        made[PART_OF] = {"id": f"{writer.base}/texts/{said['parent']}/"}
    own = {name: said[name] for name in OWN if said[name] is not None}
    return {**made, "annotator": {**own, **({"added_by": _agent(row[-3:], writer)} if row[-3] else {})}}


def _revision(text: Any, row: Row, writer: Writer) -> Json:
    said = dict(zip(REVISION, row, strict=True))
    address = f"{writer.base}/texts/{text}/revisions"
    made: Json = {"id": f"{address}/{said['number']}/", "type": "Text", "created": moment(said["created"])}
    if row[-3]:
        made["creator"] = _agent(row[-3:], writer)
    if said["message"]:
        made[MESSAGE] = said["message"]
    if said["number"] > 1:
        made[REPLACES] = {"id": f"{address}/{said['number'] - 1}/"}
    own: Json = {"number": said["number"], "key": str(said["pk"]), "html": said["html"]}
    own["digest"] = sha256(said["plain"].encode()).hexdigest()
    if said["edits"] is not None:
        own["edits"] = said["edits"]
    return {**made, "format": "text/markdown", "value": said["source"], "annotator": own}


def _agent(by: Row, writer: Writer) -> Json:
    return agent(writer.by(None, str(by[0]), by[1], by[2]), writer.base)
