"""What came with notes and no note here holds: kept beside them, and given back when they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.exchange.beside import agents_of, beyond_note
from annotator.exchange.exports.collection import asking
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.models import Arrival, ReplyArrival
from annotator.exchange.outgoing import FIELDS, REPLY, Writer
from annotator.notes.models import Annotation, Reply

NEVER_GIVEN = ("id", "annotator")  # ours to say


def arrivals(job: Import, items: Sequence[Item], keep_keys: Mapping[int, Any]) -> list[Arrival]:
    """Of notes just made, with all that belongs to them; `keep_keys` has the numbers of those whose address is what it was."""
    site = str(job.holds.get("site", ""))
    written = [item for item in items if item.draft.get("document")]
    ours = [item for item in items if not item.draft.get("document")]
    kept = ((item.annotation, *_own(item, item.number in keep_keys, site)) for item in ours)
    found = [*_of_documents(job, written, site), *(Arrival(annotation=note, given=a, held=b) for note, a, b in kept)]
    return [one for one in found if one.given]


def reply_arrivals(job: Import, items: Sequence[Item], keep_keys: Mapping[int, Any]) -> list[ReplyArrival]:
    """So of replies."""
    site = str(job.holds.get("site", ""))
    written = [item for item in items if item.draft.get("document")]
    writer = Writer(asking(job.by, site))
    read = list(Reply.objects.filter(pk__in=[item.reply_id for item in written]).values_list(*REPLY, "pk"))
    said = writer.replies([row[:-1] for row in read], with_arrivals=False)
    made = dict(zip((row[-1] for row in read), said, strict=True))
    found = [(item.reply, *_beyond(item, made[item.reply_id], writer.base)) for item in written]
    ours = [item for item in items if not item.draft.get("document")]
    found += [(item.reply, *_own(item, item.number in keep_keys, site)) for item in ours]
    return [ReplyArrival(reply=reply, given=given, held=held) for reply, given, held in found if given]


def _of_documents(job: Import, items: Sequence[Item], site: str) -> Iterator[Arrival]:
    """Of other programs: what their documents say beyond ours. Who wrote a note is its author here."""
    writer = Writer(asking(job.by, site))
    rows = Annotation.objects.filter(pk__in=[item.annotation_id for item in items]).values_list(*FIELDS, "pk")
    read = list(rows) if items else []
    made = dict(zip((row[-1] for row in read), writer.notes(read, with_arrivals=False), strict=True))
    for item in items:
        given, held = _beyond(item, made[item.annotation_id], writer.base)
        yield Arrival(annotation=item.annotation, given=given, held=held)


def _beyond(item: Item, made: Json, base: str) -> tuple[Json, Json]:
    document = {**item.draft["document"], "creator": as_list(item.draft["document"].get("creator"))[1:]}
    given, held = beyond_note(document, made, base)
    via = [*as_list(given.get("via")), *([] if document.get("id") else [item.draft_id])]
    given["via"] = via[0] if len(via) == 1 else via
    return given, held


def _own(item: Item, keeps_key: bool, site: str) -> tuple[Json, Json]:
    """As our own export says it, or as little as other forms do. One that has a new key says by which address it came."""
    draft = item.came
    held: Json = {}
    came = draft.own.get("came")
    given: Json = dict(draft.more)
    if draft.ours and isinstance(came, dict) and isinstance(came.get("given"), dict):
        given = {name: value for name, value in came["given"].items() if name not in NEVER_GIVEN}
        held = came["held"] if isinstance(came.get("held"), dict) else {}
        given = {name: as_list(value) if name in ("target", "creator") else value for name, value in given.items()}
        if "creator" in given:
            given["creator"] = agents_of(given, site)
    if draft.ours and not keeps_key and draft.id not in as_list(given.get("via")):
        known = [*as_list(given.get("via")), draft.id]
        given["via"] = known if known[1:] else known[0]
    return given, held
