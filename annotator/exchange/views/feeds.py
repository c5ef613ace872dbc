"""Feeds of confirmed checks, open to every site: they hold only what anybody may read."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from annotator import permissions
from annotator.exchange import feed
from annotator.exchange.confirmed import publisher
from texts.models import Text


@require_safe
@gzip_page
@conditional_page
def checks_feed(request: HttpRequest) -> HttpResponse:
    """All of the site."""
    site = publisher(request)
    return _answer(request, Q(), f"Quotations checked on {site.name}", reverse("library"))


@require_safe
@gzip_page
@conditional_page
def text_checks_feed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those on a text and its comments. A text that not everybody may read has no feed, whoever asks."""
    open_to_all = Text.objects.filter(permissions.readable_texts(AnonymousUser())).select_related("parent")
    text = get_object_or_404(open_to_all, pk=pk)
    name = str(text) if text.parent is None else f"{text} on “{text.parent}”"
    on = Q(text=text.pk) | Q(text__parent=text.pk)
    return _answer(request, on, f"Quotations checked in “{name}”", text.get_absolute_url())


def _answer(request: HttpRequest, on: Q, title: str, home: str) -> HttpResponse:
    try:
        shown = feed.page(on, request.GET.get("after", ""))
    except ValueError as error:
        raise Http404("no such place in the feed") from error
    made = feed.dump(shown, request, title, home, publisher(request))
    response = JsonResponse(made, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, no-cache"
    if shown.changed:
        response.headers["Last-Modified"] = http_date(shown.changed.timestamp())
    return response
