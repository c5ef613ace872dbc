"""Feeds of searches: of who is signed in, and by secret address of who keeps the search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator.finding.asking import Asked, ask
from annotator.finding.atom import LATEST, feed
from annotator.finding.hits import hits
from annotator.finding.narrowing import doubts, narrowed
from annotator.finding.saving import behind
from annotator.finding.searching import matches, newest
from annotator.finding.views.pages import LONGEST
from annotator.limits import limited
from annotator.notes.naming import Names


@require_safe
@limited("find", methods=("GET",), visitors_only=True)
def search_feed(request: HttpRequest) -> HttpResponse:
    """What `?q=` finds, for who asks: a browser that is signed in, or anybody for what anybody reads."""
    return _answer(request, ask(request.GET.get("q", "")[:LONGEST]), request.user)


@require_safe
@limited("find", methods=("GET",))
def saved_feed(request: HttpRequest, token: str) -> HttpResponse:
    search = behind(token)
    if search is None:
        raise Http404("no such feed")
    return _answer(request, ask(search.query), search.owner, search.name)


def _answer(request: HttpRequest, asked: Asked, reader: Any, name: str = "") -> HttpResponse:
    limits = narrowed(asked, reader) if asked and not asked.faults else None
    if limits is None or limits.faults:
        return _refused([*asked.faults, *(limits.faults if limits else ())])
    listed = newest(matches(asked, limits, reader), size=LATEST)
    if not listed.entries and (faults := doubts(limits, reader)):
        return _refused(faults)
    title = f"{name or asked.written} · {settings.SITE_NAME}"
    home = reverse("search", query={"q": asked.written})
    body = feed(hits(listed.entries, asked, Names(reader)), title, home, request)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _refused(faults: list[str]) -> HttpResponse:
    said = " ".join(faults) or "Say what to look for, as ?q=."
    return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
