"""The repair queue of an article, and deciding where one note stands."""

from __future__ import annotations

import uuid
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.notes.models import Act, Annotation
from annotator.notes.pages import address_of
from annotator.notes.placing import MOVED_ON, PlaceForm, SeenForm, places_for
from annotator.notes.repairing import decided, repair, waiting
from annotator.notes.views.acts import answer, load
from annotator.people.guard import signed_in
from annotator.people.keys import live_keys
from texts.models import Text
from texts.spans import Span
from texts.worddiff import worddiff

PAGE = 25
DECIDED = 10
DONE = {
    Act.CONFIRMED: "The note stays on the changed words.",
    Act.PLACED: "The note stands on these words now.",
    Act.LEFT: "The note is left without a place.",
    Act.UNDONE: "The decision is taken back.",
}


@require_safe
@signed_in
def repairs(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    article = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk, parent=None)
    notes = Paginator(waiting(article, request.user), PAGE).get_page(request.GET.get("page"))
    _compare(notes)
    made = decided(article, request.user).select_related("annotation", "by", "revision")
    context = {
        "article": article,
        "notes": notes,
        "keys": live_keys(request.user),
        "decided": Paginator(made, DECIDED).get_page(request.GET.get("past")),
    }
    return render(request, "notes/repairs.html", context)


def _compare(notes: Any) -> None:
    """Each note learns how its words differ now, and which note to look at after it: the next, or the one before."""
    previous = None
    for note, following in zip_longest(notes, notes[1:]):
        note.pieces = worddiff(note.exact, note.now or "")
        note.following, previous = following or previous, note


@signed_in
@limited("write")
def repair_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm, leave or take back at once; or a form in which other words are chosen, by quoting or by selecting them."""
    note = load(request, pk, permissions.repairable_annotations)
    act = request.POST.get("act", "")
    if act == Act.CONFIRMED:
        return _confirm(request, note)
    if act in (Act.LEFT, Act.UNDONE):
        return _decide(request, note, Act(act))
    form = PlaceForm(request.POST or None, text=note.text, initial={"words": note.exact})
    if form.is_valid():
        return _decide(request, note, Act.PLACED, form.cleaned_data["span"])
    return _ask(request, pk, form)


def _ask(request: HttpRequest, pk: uuid.UUID, form: PlaceForm) -> HttpResponse:
    """The note as it stands, the places where its words may stand, and the form."""
    note: Any = get_object_or_404(Annotation.objects.standing().select_related("text__latest"), pk=pk)
    places, more = places_for(note)
    now = Span(note.at, note.until).of(note.text.latest.plain) if note.at is not None else ""
    context = {
        "note": note,
        "form": form,
        "pieces": worddiff(note.exact, now),
        "places": [(span, quote) for span, quote in places if span.start != note.at],
        "more": more,
        "reading": address_of(note.text, repair=str(note.pk)),
    }
    return render(request, "notes/repair.html", context, status=422 if form.is_bound else 200)


def _confirm(request: HttpRequest, note: Annotation) -> HttpResponse:
    seen = SeenForm(request.POST, text=note.text)
    if seen.is_valid():
        return _decide(request, note, Act.CONFIRMED, seen.cleaned_data["span"])
    return _refused(request, note, MOVED_ON)


def _decide(request: HttpRequest, note: Annotation, act: Act, span: Span | None = None) -> HttpResponse:
    try:
        repair(note, act, request.user, span)
    except ValueError as refusal:
        return _refused(request, note, str(refusal))
    if request.POST.get("back") != "queue":
        return answer(request, note, DONE[act])
    messages.success(request, DONE[act])
    return redirect(_queue(request, note))


def _refused(request: HttpRequest, note: Annotation, why: str) -> HttpResponse:
    messages.error(request, why)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("repair", args=[note.pk])})
    return redirect("repair", pk=note.pk)


def _queue(request: HttpRequest, note: Annotation) -> str:
    """Back to the same page of the queue, at the note that comes next."""
    page = urlencode({"page": request.POST.get("page") or "1"})
    try:
        place = f"#repair-{uuid.UUID(request.POST.get('next', ''))}"
    except ValueError:
        place = ""
    return f"{reverse('repairs', args=[note.text.parent_id or note.text_id])}?{page}{place}"
