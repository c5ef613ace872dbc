"""Changing and deleting what is here, by programs: the whole new state is sent, and history keeps the old one."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest

from annotator import permissions
from annotator.exchange import parsing
from annotator.exchange.answering import encoded
from annotator.exchange.beside import keep_beside, keep_beside_reply
from annotator.exchange.bodies import of_readers
from annotator.exchange.containers import Container
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.models import Arrival, Foreign, ReplyArrival
from annotator.exchange.negotiating import etag, matches
from annotator.exchange.outgoing import FIELDS, FOREIGN, REPLY, Writer
from annotator.exchange.sets import singles
from annotator.exchange.storing import (
    Coming,
    audience_of,
    fields,
    foreign_audience,
    kept_whole,
    refused,
)  # fmt: skip
from annotator.notes.audience import audience_value, changes_for
from annotator.notes.forms import ReplyForm, WordingForm
from annotator.notes.models import Annotation, Reply
from annotator.problems import Problem

SAME_TARGET = "The target of an annotation never changes. Delete this one and make another."
NOWHERE = Container("", "", tuple)


def condition(request: HttpRequest) -> str:
    """What the client has seen. Raises Problem if it does not say."""
    header = request.headers.get("If-Match", "")
    if not header and not settings.NEED_IF_MATCH:
        return "*"
    if not header:
        raise Problem(428, "Send If-Match with the ETag of what you have read, so that nobody's change is lost.")
    return header


@transaction.atomic
def replace(request: HttpRequest, pk: uuid.UUID, document: Json) -> None:
    """Let the annotation be what `document` says. Raises Problem where it cannot be, Http404 if none is readable."""
    thing, current = _held(request, pk)
    _same_identity(document, current)
    if isinstance(thing, Foreign):
        coming = Coming(request, document, NOWHERE, thing.client_id)
        whole = kept_whole(document, coming.base, current)
        audience = foreign_audience(coming) if "audience" in document or "audience" in thing.document else {}
        thing.amend(whole, **audience)
    elif isinstance(thing, Reply):
        _same_target(document, current)
        form = ReplyForm({"body": parsing.read(document).words})
        if not form.is_valid():
            raise refused(form)
        thing.amend(request.user, form.cleaned_data["body"])
        came = ReplyArrival.objects.filter(reply=thing).first()
        keep_beside_reply(request, thing, document, came.given if came else {})
    else:
        _amend(request, thing, document, current)


@transaction.atomic
def remove(request: HttpRequest, pk: uuid.UUID) -> None:
    """Soft, as on the pages: who wrote it can bring it back there."""
    thing, _ = _held(request, pk)
    thing.remove()


def _held(request: HttpRequest, pk: uuid.UUID) -> tuple[Any, Json]:
    """The row, locked, and its document, which is what the client has seen."""
    user, writer = request.user, Writer(request)
    kinds: tuple[tuple[Any, Any, Any, Any, Any], ...] = (
        (Annotation, permissions.readable_annotations, permissions.changeable_annotations, FIELDS, writer.notes),
        (Foreign, permissions.readable_foreign, permissions.changeable_foreign, FOREIGN, writer.foreign),
        (Reply, permissions.readable_replies, permissions.changeable_replies, REPLY, writer.replies),
    )
    for model, readable, changeable, names, written in kinds:
        rows = model.objects.filter(readable(user), pk=pk)
        if not rows.exists():
            continue
        if not rows.filter(changeable(user)).exists():
            raise Problem(403, "You can read this, but it is not yours to change.")
        seen = condition(request)
        thing = model.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
        current: Json = written([rows.values_list(*names).get()])[0]
        if not matches(seen, etag(encoded(current, ordered=True))):
            raise Problem(412, "This has changed since you read it. Read it again, and change what it is now.")
        return thing, current
    raise Http404("no such annotation")


def _same_identity(document: Json, current: Json) -> None:
    if document.get("id", current["id"]) != current["id"]:
        raise Problem(409, "The id in the document is not the address it was sent to.")
    for name in ("canonical", "via"):
        if name in current and name in document and as_list(document[name]) != as_list(current[name]):
            raise Problem(409, f"{name} never changes once it is set: it is {current[name]}.")


def _same_target(document: Json, current: Json) -> None:
    """The same, or as much of it as says the same."""
    before, after = as_list(current["target"]), as_list(document["target"])
    if before == after:
        return
    old, new = singles(before)[0], singles(after)[0]
    same = len(after) in (1, len(before)) and _same_source(parsing.source_of(old), parsing.source_of(new))
    known = as_list(old.get("selector")) if isinstance(old, dict) else []
    asked = as_list(new.get("selector")) if isinstance(new, dict) else []
    if not same or any(one not in known for one in asked):
        raise Problem(409, SAME_TARGET)


def _same_source(old: str, new: str) -> bool:
    return old.partition("#")[0] == new.partition("#")[0]


def _amend(request: HttpRequest, note: Annotation, document: Json, current: Json) -> None:
    _same_target(document, current)
    said = parsing.read(document, of_readers(current))
    query = getattr(note, "query", None)
    if query and said.proposed not in (None, query.proposed):
        raise Problem(409, "What a typo query proposes never changes. Delete this one and propose something else.")
    motivations = as_list(document.get("motivation"))
    if motivations and motivations != as_list(current["motivation"]) and said.kind != note.motivation:
        raise Problem(409, f"The motivation of an annotation never changes: it is {note.motivation}.")
    arrived = Arrival.objects.filter(annotation=note).first()
    before = arrived.given if arrived else {}
    form = WordingForm(
        _wording(request, note, document, said), audiences=changes_for(note, request.user), motivation=note.motivation
    )
    if not form.is_valid():
        raise refused(form)
    note.amend(request.user, **form.cleaned_data)
    keep_beside(request, note, document, before)


def _wording(request: HttpRequest, note: Annotation, document: Json, said: Any) -> dict[str, Any]:
    base = f"{request.scheme}://{request.get_host()}"
    audience = audience_of(document, base, request.user)
    kept = audience_value(note) if note.visibility != "public" else "public"
    data = fields(said, said.words)
    return {**data, "colour": said.colour or note.colour, "visibility": audience or kept}
