"""What had happened to notes and replies where they come from: earlier wordings, decisions, places, endorsements.

Only what our own exports say. Who did it is asked of `by`, which gives the person here that is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from annotator.exchange.importing.moments import dated, moment
from annotator.exchange.jsonld import Json, as_list
from annotator.notes.models import Act, Annotation, Decision, Edit, Query, QueryState, Repair, Reply
from annotator.review.models import Endorsement

WORDS = ("body", "colour", "visibility", "group", "assignment", "speaker", "work", "dated")
By = Callable[[Any, Any], Any]


def parts(own: Json, name: str) -> Iterator[Json]:
    """What stands there, as far as it has the shape that exports give it."""
    return (one for one in as_list(own.get(name)) if isinstance(one, dict))


def edits(of: Annotation | Reply, own: Json, by: By) -> Iterator[Edit]:
    named = {"annotation": of} if isinstance(of, Annotation) else {"reply": of}
    for said in parts(own, "edits"):
        if before := _before(said.get("before")):
            edit = Edit(**named, before=before, editor=by(said.get("by"), of.author))
            yield dated(edit, said, of.created)


def _before(said: Any) -> Json:
    before = said if isinstance(said, dict) else {}
    words = {name: before[name] for name in WORDS if isinstance(before.get(name, 0), (str, type(None)))}
    tags = before.get("tags")
    return {**words, **({"tags": [str(tag) for tag in tags]} if isinstance(tags, list) else {})}


def decisions(query: Query, own: Json, by: By) -> Iterator[Decision]:
    for said in parts(own, "decisions"):
        if said.get("state") in QueryState.values:
            made = Decision(query=query, state=said["state"], reason=str(said.get("reason") or ""))
            made.by = by(said.get("by"), query.annotation.author)
            yield dated(made, said, query.annotation.created)


def repairs(note: Annotation, own: Json, revisions: dict[int, Any], by: By) -> Iterator[Repair]:
    """Of revisions that are here as they were there."""
    for said in parts(own, "repairs"):
        place = (said.get("start"), said.get("end"))
        if said.get("act") in Act.values and said.get("revision") in revisions and _fits(said["act"], *place):
            made = Repair(annotation=note, revision_id=revisions[said["revision"]], act=said["act"])
            made.start, made.end = place
            made.by = by(said.get("by"), note.author)
            yield dated(made, said, note.created)


def _fits(act: str, start: Any, end: Any) -> bool:
    if act in (Act.LEFT, Act.UNDONE):
        return start is None and end is None
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end


def endorsements(pairs: Sequence[tuple[Annotation, Json]], by: By, now: datetime) -> Iterator[Endorsement]:
    for note, own in pairs:
        for said in parts(own, "endorsed"):
            if note.group_id:
                yield Endorsement(
                    annotation=note, by=by(said.get("by"), None) or note.author, at=moment(said, "at", now)
                )
