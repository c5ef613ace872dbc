"""Notes as an AnnotationCollection with its one page, https://www.w3.org/TR/annotation-model/#annotation-collection.

Each note is followed by its replies, which are annotations of it. `annotator` holds what the standard has no word for: of
the collection its texts, each with a digest of its words, by which another site knows whether it has the very same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from annotator import permissions
from annotator.among import Keys
from annotator.exchange.dublincore import TEXTS
from annotator.exchange.exports import carried, own
from annotator.exchange.exports.feedback import reviews
from annotator.exchange.jsonld import CONTEXT, Json, agent
from annotator.exchange.outgoing import AT_ONCE, FIELDS, FOREIGN, REPLY, Writer, moment
from annotator.exchange.versions import digests_of
from annotator.notes.models import Reply
from texts.models import Text

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pieces(
    notes: Any, user: permissions.Actor, title: str, site: str, *, texts: Any = None, foreign: Any = None
) -> Iterator[str]:
    """`site` is its address without a slash at the end; `texts` go with it, with all their revisions, and `foreign`
    annotations come after the notes."""
    head: Json = {"@context": [CONTEXT, own.CONTEXT], "type": "AnnotationCollection", "label": title}
    head["total"] = notes.count() + _replies(Q(annotation__in=notes.order_by().values("pk")), user).count()
    head["total"] += 0 if foreign is None else foreign.count()
    yield f'{encode(head)[:-1]},"annotator":{{"texts":['
    yield from _parted(_texts(notes, site))
    yield '],"reviews":['
    yield from _parted(reviews(notes, user, own.Own(Writer(asking(user, site)), user).agent))
    yield "]},"
    if texts is not None:
        yield f'"{TEXTS}":'
        yield from carried.pieces(texts, Writer(asking(user, site)))
        yield ","
    yield '"first":{"type":"AnnotationPage","startIndex":0,"items":['
    yield from _parted(chain(_items(notes, user, site), () if foreign is None else _foreign(foreign, user, site)))
    yield "]}}\n"


def _parted(documents: Iterator[Json]) -> Iterator[str]:
    for number, document in enumerate(documents):
        yield f",\n{encode(document)}" if number else f"\n{encode(document)}"


def _texts(notes: Any, site: str) -> Iterator[Json]:
    """Each with digests of the words of all its revisions, the oldest first."""
    named = Text.objects.filter(pk__in=notes.order_by().values("text")).order_by("pk")
    columns = ("pk", "title", "parent__title", "place", "source_url")
    for key, title, parent, place, address in named.values_list(*columns).iterator(chunk_size=100):
        digests = digests_of(key)
        made = {"id": f"{site}/texts/{key}/", "title": parent or title, "digest": digests[-1], "revisions": digests}
        yield {**made, **({"place": place} if place is not None else {}), **({"url": address} if address else {})}


def _items(notes: Any, user: permissions.Actor, site: str) -> Iterator[Json]:
    writer = Writer(asking(user, site))
    beside = own.Own(writer, user)
    standing = notes.standing().order_by("created", "pk")
    rows = standing.values_list(*FIELDS, *own.FIELDS).iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield from _page(some, writer, beside, user)


def _foreign(foreign: Any, user: permissions.Actor, site: str) -> Iterator[Json]:
    """As they came, and who reads them."""
    writer = Writer(asking(user, site))
    rows = (
        foreign.order_by("created", "pk")
        .values_list(*FOREIGN, "visibility", "group__name")
        .iterator(chunk_size=AT_ONCE)
    )
    while some := list(islice(rows, AT_ONCE)):
        for row, document in zip(some, writer.foreign([row[:-2] for row in some]), strict=True):
            own = {"foreign": True, "visibility": row[-2], "created": moment(row[2]), "modified": moment(row[3])}
            own |= {"by": agent(writer.by(None, *row[4:7]), writer.base), **({"group": row[-1]} if row[-1] else {})}
            own |= {"annotator": document["annotator"]} if "annotator" in document else {}
            yield {**document, "annotator": {**own, "ours": sorted(set(document) - set(row[1]))}}


def _page(rows: Sequence[Any], writer: Writer, beside: own.Own, user: permissions.Actor) -> Iterator[Json]:
    answers = _answers([row[0] for row in rows], writer, beside, user)
    for row, document, said in zip(rows, writer.notes(rows), beside.of(rows), strict=True):
        del document["@context"]
        document["annotator"] = said
        yield document
        yield from answers.get(row[0], ())


def _answers(keys: list[Any], writer: Writer, beside: own.Own, user: permissions.Actor) -> dict[Any, list[Json]]:
    rows = list(_replies(Q(annotation__among=Keys(keys)), user).order_by("created", "pk").values_list(*REPLY))
    found = defaultdict(list)
    for row, document, said in zip(rows, writer.replies(rows), beside.of_replies(rows), strict=True):
        del document["@context"]
        document["annotator"] = said
        found[row[1]].append(document)
    return found


def _replies(about: Q, user: permissions.Actor) -> Any:
    """Of readable notes."""
    with permissions.among_readable():
        return Reply.objects.readable_by(user).filter(about)


def asking(user: permissions.Actor, site: str) -> Any:
    """As much of a request as documents need: who asks, and at which address."""
    scheme, _, host = (site or "https://localhost").partition("://")
    return SimpleNamespace(
        user=user,
        scheme=scheme,
        get_host=lambda: host,
        build_absolute_uri=lambda path="/": f"{scheme}://{host}{path}",
    )
