"""Annotations as resources: people get the reader at the words, programs JSON-LD."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from annotator import permissions
from annotator.cors import cross_origin
from annotator.exchange.answering import (
    NOTE_LINKS,
    answer,
    asks_as_people_do,
    kept_apart,
    not_allowed,
    not_modified,
    options,
    sent,
    wanted,
    within_limits,
)
from annotator.exchange.changing import remove, replace
from annotator.exchange.jsonld import Json
from annotator.exchange.models import Foreign
from annotator.exchange.negotiating import LD_JSON
from annotator.exchange.outgoing import FIELDS, FOREIGN, REPLY, Writer
from annotator.notes.models import Annotation, Reply
from annotator.notes.views import reading
from annotator.people.bearer import api
from annotator.prepared import Prepared
from annotator.problems import Problem

GONE = "This annotation has been deleted."
ALLOW = "GET, HEAD, OPTIONS, PUT, DELETE"


@csrf_exempt  # `api` asks for what is needed
def annotation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The permanent link of an annotation: for people the reader at its words, for programs what it is."""
    return for_people(request, pk) if asks_as_people_do(request) else for_programs(request, pk)


def for_people(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A reply is shown in its thread."""
    answered = Reply.objects.readable_by(request.user).filter(pk=pk).values_list("annotation", flat=True).first()
    try:
        return kept_apart(reading.annotation(request, answered or pk))
    except Http404:
        if not was_here(request.user, pk):
            raise
        return kept_apart(render(request, "410.html", status=410))


@cross_origin
@api
def for_programs(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "OPTIONS":
        return options(ALLOW, NOTE_LINKS)
    if request.method not in ("GET", "HEAD", "PUT", "DELETE"):
        raise not_allowed(ALLOW)
    if request.method in ("PUT", "DELETE"):
        within_limits(request)
        if was_here(request.user, pk):
            raise Problem(410, GONE)
    if request.method == "DELETE":
        remove(request, pk)
        return HttpResponse(status=204)
    chosen = wanted(request)
    if request.method == "PUT":
        replace(request, pk, sent(request))
        response = answer(found(request, pk), chosen)
    else:
        response = resource(request, pk, chosen)
    response.headers["Allow"], response.headers["Link"] = ALLOW, NOTE_LINKS
    return response


@cross_origin
@api
def web_annotation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same as JSON-LD, whatever is asked for: an address to follow from a page."""
    if request.method not in ("GET", "HEAD"):
        raise not_allowed("GET, HEAD")
    response = resource(request, pk, LD_JSON)
    response.headers["Allow"], response.headers["Link"] = "GET, HEAD", NOTE_LINKS
    return response


def resource(request: HttpRequest, pk: uuid.UUID, chosen: str) -> HttpResponse:
    response = answer(found(request, pk), chosen)
    return not_modified(request, response.headers["ETag"]) or response


def found(request: HttpRequest, pk: uuid.UUID) -> Json:
    """The annotation that has this key. Raises Problem for one that is gone, Http404 for none that is readable."""
    writer, user = Writer(request), request.user
    if row := _note.first(user, pk):
        return writer.notes([row])[0]
    if row := _row(Foreign.objects.readable_by(user), pk, FOREIGN):
        return writer.foreign([row])[0]
    if row := _row(Reply.objects.readable_by(user), pk, REPLY):
        return writer.replies([row])[0]
    if was_here(user, pk):
        raise Problem(410, GONE)
    raise Http404("no such annotation")


@Prepared
def _note(user: permissions.Actor, pk: uuid.UUID) -> Any:
    return Annotation.objects.readable_by(user).filter(pk=pk).order_by().values_list(*FIELDS)


def _row(readable: Any, pk: uuid.UUID, fields: tuple[Any, ...]) -> Any:
    return readable.filter(pk=pk).values_list(*fields).first()


def was_here(user: permissions.Actor, pk: uuid.UUID) -> bool:
    """Whether this is deleted, and `user` could read it otherwise."""
    note = Annotation.objects.filter(permissions.gone_annotations(user), pk=pk)
    foreign = Foreign.objects.filter(permissions.gone_foreign(user), pk=pk)
    reply = Reply.objects.filter(permissions.gone_replies(user), pk=pk)
    return note.exists() or foreign.exists() or reply.exists()
