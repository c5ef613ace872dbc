"""What a document says beyond the note that is made of it: kept beside the note, and given back with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from annotator.exchange import jsonld
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.models import Arrival, ReplyArrival
from annotator.exchange.outgoing import FIELDS, REPLY, Writer, row_of
from annotator.notes.models import Annotation, CheckState, Motivation, Reply

SERVERS = ("@context", "id", "type", "creator", "target")  # said by us, or kept in a way of their own
OWN = ("body", "bodyValue", "motivation", "modified", "stylesheet", "rights", "audience")  # what a note says itself


def via_of(document: Json, base: str, before: Json) -> Any:
    """The addresses it came by: those it had, those it says, and its own there."""
    known = [*as_list(before.get("via")), *as_list(document.get("via"))]
    name = document.get("id", "")
    if name and not name.startswith(base + "/"):
        known.append(name)
    several = list(dict.fromkeys(known))
    return several[0] if len(several) == 1 else several


def agents_of(document: Json, base: str) -> list[Any]:
    """Who is said to have made it; nobody is let to speak as somebody of this site."""
    agents = [one for one in as_list(document.get("creator")) if isinstance(one, (str, dict))]
    return [one for one in agents if not str(one if isinstance(one, str) else one.get("id", "")).startswith(base + "/")]


def keep_beside(request: HttpRequest, note: Annotation, document: Json, before: Json) -> None:
    """Store of `document` what the changed note does not say; nothing if it says all. `before` is what was kept."""
    writer = Writer(request)
    row = Annotation.objects.filter(pk=note.pk).values_list(*FIELDS).get()
    made = writer.notes([row], with_arrivals=False)[0]
    given, held = beyond(document, made, writer.base, before)
    given |= _targets(as_list(before.get("target")), made)
    if given:
        Arrival.objects.update_or_create(annotation=note, defaults={"given": given, "held": held})
    elif before:
        Arrival.objects.filter(annotation=note).delete()


def keep_beside_reply(request: HttpRequest, reply: Reply, document: Json, before: Json) -> None:
    """So of a reply that was made or changed."""
    writer = Writer(request)
    row = Reply.objects.filter(pk=reply.pk).values_list(*REPLY).get()
    made = writer.replies([row], with_arrivals=False)[0]
    given, held = beyond(document, made, writer.base, before)
    given |= _targets(as_list(before.get("target", document["target"])), made)
    if given:
        ReplyArrival.objects.update_or_create(reply=reply, defaults={"given": given, "held": held})
    elif before:
        ReplyArrival.objects.filter(reply=reply).delete()


def arrive(
    request: HttpRequest, document: Json, note: Annotation, proposed: str | None, has_tags: bool
) -> tuple[Json, list[Arrival]]:
    """The document of a note just made, with what it does not say itself, to be stored: nothing is read again."""
    writer = Writer(request)
    state = CheckState.OPEN if note.motivation == Motivation.ASSESSING else None
    row = row_of(note, proposed, state, has_tags)
    made = writer.notes([row], with_arrivals=False)[0]
    given, held = beyond(document, made, writer.base, {})
    given |= _targets(as_list(document["target"]), made)
    if not given:
        return made, []
    whole = writer.notes([(*row[:18], given, held, *row[20:])])[0]
    return whole, [Arrival(annotation=note, given=given, held=held)]


def _targets(targets: list[Any], made: Json) -> Json:
    """Those that were sent, if they say more than the note's own."""
    more = targets and (targets[1:] or jsonld.in_place(made["target"], targets[0]) != made["target"])
    return {"target": targets} if more else {}


def beyond_note(document: Json, made: Json, base: str) -> tuple[Json, Json]:
    """What of a document is not in `made`, its targets included, and how `made` says what it says otherwise."""
    given, held = beyond(document, made, base, {})
    return given | _targets(as_list(document["target"]), made), held


def beyond(document: Json, made: Json, base: str, before: Json) -> tuple[Json, Json]:
    """What of a document is not in `made`, and how `made` says what it says otherwise. `before` is what was kept."""
    given, held = {}, {}
    for name, value in document.items():
        if name not in SERVERS and value != made.get(jsonld.says(name)):
            given[name] = value
            if name in OWN:
                held[name] = made.get(jsonld.says(name))
    for name in ("@context", "type"):
        if as_list(document[name]) != as_list(made[name]):
            given[name] = document[name]
    if via := via_of(document, base, before):
        given["via"] = via
    if "canonical" in before:
        given["canonical"] = before["canonical"]
    if others := [one for one in agents_of(document, base) if one != made["creator"]]:
        given["creator"] = others
    return given, held
