"""Addresses that lead to others. A program that was to write there does so (308), where 301 lets it read instead.

A note has one address, in the site's container. The containers of texts and groups show the same notes and take new ones for
it; who puts a note's name behind their address, as the protocol lets expect, is led to it. Whether it is there is not told.
"""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from annotator.cors import cross_origin


@csrf_exempt  # nothing is done here
@cross_origin
def with_slash(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """A container without the slash at its end."""
    asked = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(f"{request.path}/{asked}", preserve_request=True)


@csrf_exempt  # nothing is done here
@cross_origin
def from_container(request: HttpRequest, container: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """A note named as a part of a text's or a group's container."""
    return HttpResponsePermanentRedirect(reverse("annotation", args=[pk]), preserve_request=True)
