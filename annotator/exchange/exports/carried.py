"""Texts with all their revisions, in a collection of notes: Dublin Core where it has a word, `annotator` for the rest.

The revision that a note names as `state.cached` has that address as its id here. One revision is in memory at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, UUIDField
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.exchange.exports.kept import Row
from annotator.exchange.jsonld import Json, agent, moment
from annotator.exchange.outgoing import Writer
from annotator.exchange.versions import digests
from texts.models import Revision, Text

BY = ("pk", "display_name", "username")
SAID = {  # columns of a text that Dublin Core has words for
    "title": "dcterms:title",
    "byline": "dc:creator",
    "publisher": "dc:publisher",
    "published": "dc:date",
    "source_url": "dc:source",
    "rights": "dc:rights",
    "language": "language",
    "direction": "textDirection",
}
OWN = ("kind", "place", "readers")
TEXT = ("pk", "parent", "created", *SAID, *OWN, *(f"added_by__{name}" for name in BY))
REVISION = ("pk", "number", "created", "message", "source", "html", "edits", *(f"author__{name}" for name in BY))
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def texts_with(notes: Any, user: permissions.Actor, texts: Any = None) -> Any:
    """`texts`, or those that notes are on; and the articles that they are comments on, as `user` may take them away."""
    meant: Any = Text.objects.filter(pk__in=notes.order_by().values("text")) if texts is None else texts
    keys: Any = meant.order_by().values("pk")
    both = Q(pk__in=keys) | Q(pk__in=Text.objects.filter(pk__in=keys, parent__isnull=False).values("parent"))
    return Text.objects.filter(both, permissions.texts_to_take_away(user), latest__isnull=False)


def pieces(texts: Any, writer: Writer) -> Iterator[str]:
    """An array of them, an article before its comments."""
    order = (Coalesce("parent", "pk", output_field=UUIDField()), F("place").asc(nulls_first=True))
    yield "["
    for number, row in enumerate(texts.order_by(*order).values_list(*TEXT).iterator(chunk_size=100)):
        yield f'{"," if number else ""}\n{encode(_text(row, writer))[:-1]},"dcterms:hasVersion":['
        yield from _revisions(row[0], writer)
        yield "]}"
    yield "]"


def _text(row: Row, writer: Writer) -> Json:
    said = dict(zip(TEXT, row, strict=True))
    made: Json = {"id": f"{writer.base}/texts/{said['pk']}/", "type": "Text", "created": moment(said["created"])}
    made |= {name: said[column] for column, name in SAID.items() if said[column]}
    if said["parent"]:
        made["dcterms:isPartOf"] = {"id": f"{writer.base}/texts/{said['parent']}/"}
    own = {name: said[name] for name in OWN if said[name] is not None}
    return {**made, "annotator": {**own, **({"added_by": _agent(row[-3:], writer)} if row[-3] else {})}}


def _revisions(text: Any, writer: Writer) -> Iterator[str]:
    rows = Revision.objects.filter(text=text).order_by("number").values_list(*REVISION)
    for number, row in enumerate(rows.iterator(chunk_size=1)):
        yield f"{',' if number else ''}\n{encode(_revision(text, row, writer))}"


def _revision(text: Any, row: Row, writer: Writer) -> Json:
    said = dict(zip(REVISION, row, strict=True))
    address = f"{writer.base}/texts/{text}/revisions"
    made: Json = {"id": f"{address}/{said['number']}/", "type": "Text", "created": moment(said["created"])}
    if row[-3]:
        made["creator"] = _agent(row[-3:], writer)
    if said["message"]:
        made["dc:description"] = said["message"]
    if said["number"] > 1:
        made["dcterms:replaces"] = {"id": f"{address}/{said['number'] - 1}/"}
    own: Json = {"number": said["number"], "key": str(said["pk"]), "html": said["html"]}
    own |= {
        "digest": digests([said["pk"]])[said["pk"]],
        **({"edits": said["edits"]} if said["edits"] is not None else {}),
    }
    return {**made, "format": "text/markdown", "value": said["source"], "annotator": own}


def _agent(by: Row, writer: Writer) -> Json:
    return agent(writer.by(None, str(by[0]), by[1], by[2]), writer.base)
