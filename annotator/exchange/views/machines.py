"""Confirmed checks for other programs."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

from annotator.exchange.claimreview import claim_review
from annotator.exchange.confirmed import confirmed, finding, publisher

READABLE = {"ensure_ascii": False, "indent": 2}


@require_safe
@conditional_page
@vary_on_cookie
def claimreview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A confirmed check as schema.org's ClaimReview. Of any other note there is none, whatever has been judged of it."""
    note = get_object_or_404(confirmed(request.user), pk=pk)
    review = claim_review(finding(note, request), publisher(request))
    return _private(JsonResponse(review, content_type="application/ld+json", json_dumps_params=READABLE))


def _private(response: HttpResponse) -> HttpResponse:
    """Who asks decides what is in it."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
