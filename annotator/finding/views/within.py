"""Searching in one text and in the notes on it, beside the words: a fragment of the reader. The search page has all of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.finding.asking_often import RANKED
from annotator.finding.hits import hits
from annotator.finding.narrowing import doubts
from annotator.finding.passages import in_reading_order
from annotator.finding.searching import best, newest_of
from annotator.finding.views.pages import understood
from annotator.limits import limited
from annotator.notes.naming import names_for
from texts.models import Text

NOTES = 10  # shown beside the words


@require_safe
@limited("find", methods=("GET",), visitors_only=True)
def search_within(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What `?q=` finds in an article, its comments and the notes on them; nothing where nothing is asked for."""
    readable = Text.objects.filter(permissions.readable_texts(request.user), parent=None)
    article = get_object_or_404(readable, pk=pk)
    words = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"article": article, "words": words, "ranked": RANKED}
    if words:
        context |= _found(request, article)
    return render(request, "finding/_within.html", context)


def _found(request: HttpRequest, article: Text) -> dict[str, Any]:
    asked, limits = understood(request, article.pk)
    faults = [*asked.faults, *(limits.faults if limits else ())]
    if limits is None or faults:
        return {"faults": faults}
    looked = best if asked.terms else newest_of
    listed = looked(asked, limits, request.user, size=NOTES)
    notes = hits(listed.entries, asked, names_for(request))
    paragraphs = in_reading_order(asked, limits, request.user)
    nothing = not notes and not paragraphs.listed
    return {
        "asked": asked,
        "paragraphs": paragraphs,
        "notes": notes,
        "listed": listed,
        "faults": doubts(limits, request.user) if nothing else [],
    }
