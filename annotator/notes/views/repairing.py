"""The repair queue of an article, and deciding where one note stands."""

from __future__ import annotations

import uuid

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
from annotator.notes.placing import PlaceForm
from annotator.notes.repairing import decided, repair, waiting
from annotator.notes.views.acts import load
from annotator.people.guard import signed_in
from texts.models import Text
from texts.spans import Span
from texts.worddiff import worddiff

PAGE = 25
DECIDED = 10
DONE = {
    Act.CONFIRMED: "The note stays on the changed words.",
    Act.PLACED: "The note stands on these words now.",
    Act.LEFT: "The note is left without a place.",
}


@require_safe
@signed_in
def repairs(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    article = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk, parent=None)
    notes = Paginator(waiting(article, request.user), PAGE).get_page(request.GET.get("page"))
    for note in notes:
        note.pieces = worddiff(note.exact, note.now or "")  # type: ignore[attr-defined]
    made = decided(article, request.user).select_related("annotation", "by", "revision")
    context = {
        "article": article,
        "notes": notes,
        "decided": Paginator(made, DECIDED).get_page(request.GET.get("past")),
    }
    return render(request, "notes/repairs.html", context)


@signed_in
@limited("write")
def repair_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm or leave at once; or a form in which other words are chosen, by quoting or by selecting them."""
    note = load(request, pk, permissions.repairable_annotations)
    act = request.POST.get("act", "")
    if act in (Act.CONFIRMED, Act.LEFT):
        return _decide(request, note, Act(act))
    form = PlaceForm(request.POST or None, text=note.text, initial={"words": note.exact})
    if form.is_valid():
        return _decide(request, note, Act.PLACED, form.cleaned_data["span"])
    standing = get_object_or_404(Annotation.objects.standing().select_related("text"), pk=pk)
    return render(request, "notes/repair.html", {"note": standing, "form": form}, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, note: Annotation, act: Act, span: Span | None = None) -> HttpResponse:
    try:
        repair(note, act, request.user, span)
    except ValueError as refusal:
        messages.error(request, str(refusal))
        return redirect("repair", pk=note.pk)
    messages.success(request, DONE[act])
    if request.POST.get("back") == "queue":
        article = note.text.parent_id or note.text_id
        page = urlencode({"page": request.POST.get("page") or "1"})
        return redirect(f"{reverse('repairs', args=[article])}?{page}")
    return redirect(note)
