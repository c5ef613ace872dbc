"""Notes and confirmed checks for other programs."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

from annotator.exchange.claimreview import claim_review
from annotator.exchange.confirmed import confirmed, finding, publisher
from annotator.exchange.jsonld import CONTENT_TYPE, dump
from annotator.notes.models import Annotation
from annotator.notes.naming import names_for

READABLE = {"ensure_ascii": False, "indent": 2}


@require_safe
@conditional_page
@vary_on_cookie
def claimreview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A confirmed check as schema.org's ClaimReview. Of any other note there is none, whatever has been judged of it."""
    note = get_object_or_404(confirmed(request.user), pk=pk)
    review = claim_review(finding(note, request), publisher(request))
    return _private(JsonResponse(review, content_type="application/ld+json", json_dumps_params=READABLE))


@require_safe
@conditional_page
@vary_on_cookie
def web_annotation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Any note that one can read, as a W3C Web Annotation."""
    readable = Annotation.objects.readable_by(request.user).select_related(
        "author", "text", "revision", "query", "assignment"
    )
    bulky = (f"revision__{name}" for name in ("source", "html", "plain"))
    note = get_object_or_404(readable.defer(*bulky).prefetch_related("tags"), pk=pk)
    settled = confirmed(request.user).filter(pk=pk).first()
    made = dump(
        note,
        request.build_absolute_uri("/").rstrip("/"),
        names_for(request).of(note, note.author),
        tags=[tag.name for tag in note.tags.all()],
        query=getattr(note, "query", None),
        finding=finding(settled, request) if settled else None,
    )
    response = JsonResponse(made, content_type=CONTENT_TYPE, json_dumps_params=READABLE)
    response.headers["Link"] = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Who asks decides what is in it."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
