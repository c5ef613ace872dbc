"""What a text was: its history, any old revision with the notes as they stood on it, two revisions compared."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from annotator.library.comparing import compared
from annotator.library.history import history
from annotator.library.loading import load_readable, load_readable_revision
from annotator.library.rereading import as_it_stood, notes_on, read_only
from annotator.notes.models import State
from annotator.notes.pages import with_threads
from annotator.notes.painting import spans
from annotator.notes.views.reading import handles_asked
from annotator.people.guard import signed_in
from annotator.people.keys import live_keys
from texts.models import Revision, Text

CARDS = 30  # on a page without JavaScript; with it, cards come as they are wanted


@require_safe
@signed_in
def text_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    text = load_readable(request, pk)
    revisions = history(text, request.GET.get("page"))
    return render(request, "library/history.html", {"text": text, "revisions": revisions})


@require_safe
@signed_in
def revision(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Any revision to read, with the notes as they stood on it; marked as old where it is."""
    shown = load_readable_revision(request, pk, number)
    notes: Any = with_threads(notes_on(shown, request.user).in_reading_order(), request.user)
    listed = Paginator(notes, CARDS).get_page(request.GET.get("page"))
    cards = read_only(listed.object_list)
    context = {
        "revision": shown,
        "newest": shown.text.latest,
        "text": as_it_stood(shown),
        "article": shown.text.article,
        "listed": listed,
        "cards": [note for note in cards if note.at is not None],
        "loose": [note for note in cards if note.at is None],
        "orphans": notes_on(shown, request.user).filter(stands=State.ORPHAN).count(),
        "keys_json": json.dumps(live_keys(request.user)),
    }
    return render(request, "library/revision.html", context)


@require_safe
@signed_in
@gzip_page
def revision_spans(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The columns of docs/spans.md for one revision of one text."""
    shown = load_readable_revision(request, pk, number)
    columns = spans([as_it_stood(shown)], notes_on(shown, request.user), request.user)
    response = HttpResponse(json.dumps(columns, separators=(",", ":")), content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@signed_in
def revision_cards(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Cards by handle, as `cards` gives them, where they stood in this revision."""
    shown = load_readable_revision(request, pk, number)
    wanted = notes_on(shown, request.user).filter(handles_asked(request.GET.get("n", ""))).in_reading_order()
    return render(request, "notes/_cards.html", {"cards": read_only(with_threads(wanted, request.user))})


@require_safe
@signed_in
def compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Two revisions, the older first whatever the order asked for; by itself the latest with the one before."""
    text = load_readable(request, pk)
    latest = text.latest.number if text.latest else 1
    newer = _number(request, "to", latest)
    older, newer = sorted((_number(request, "from", max(1, newer - 1)), newer))
    old, new = _two(text, older, newer)
    context = {
        "text": text,
        "old": old,
        "new": new,
        "latest": latest,
        "side": request.GET.get("as") == "side",
        "comparison": compared(old, new),
    }
    return render(request, "library/compare.html", context)


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    asked = request.GET.get(name) or str(otherwise)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404("revisions are asked for by number")
    return int(asked)


def _two(text: Text, older: int, newer: int) -> tuple[Revision, Revision]:
    found = text.revisions.filter(number__in=(older, newer)).select_related("author").defer("html")
    by_number = {revision.number: revision for revision in found}
    if not {older, newer} <= by_number.keys():
        raise Http404("there is no such revision")
    return by_number[older], by_number[newer]
