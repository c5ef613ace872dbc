"""What came with notes and no note here holds: kept beside them, and given back when they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.exchange.beside import agents_of, beyond_note
from annotator.exchange.exports.collection import asking
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.models import Arrival
from annotator.exchange.outgoing import FIELDS, Writer
from annotator.notes.models import Annotation

NEVER_GIVEN = ("id", "annotator")  # ours to say


def arrivals(job: Import, items: Sequence[Item], keep_keys: Mapping[int, Any]) -> list[Arrival]:
    """Of notes just made, with all that belongs to them; `keep_keys` has the numbers of those whose address is what it was."""
    site = str(job.holds.get("site", ""))
    written = [item for item in items if item.draft.get("document")]
    found = [*_of_documents(job, written, site), *(_ours(item, item.number in keep_keys, site) for item in items)]
    return [one for one in found if one and one.given]


def _of_documents(job: Import, items: Sequence[Item], site: str) -> Iterator[Arrival]:
    """Of other programs: what their documents say beyond ours. Who wrote a note is its author here."""
    writer = Writer(asking(job.by, site))
    rows = Annotation.objects.filter(pk__in=[item.annotation_id for item in items]).values_list(*FIELDS, "pk")
    read = list(rows) if items else []
    made = dict(zip((row[-1] for row in read), writer.notes(read, with_arrivals=False), strict=True))
    for item in items:
        document = {**item.draft["document"], "creator": as_list(item.draft["document"].get("creator"))[1:]}
        given, held = beyond_note(document, made[item.annotation_id], writer.base)
        via = [*as_list(given.get("via")), *([] if document.get("id") else [item.draft_id])]
        given["via"] = via[0] if len(via) == 1 else via
        yield Arrival(annotation=item.annotation, given=given, held=held)


def _ours(item: Item, keeps_key: bool, site: str) -> Arrival | None:
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
    return None if draft.document else Arrival(annotation=item.annotation, given=given, held=held)
