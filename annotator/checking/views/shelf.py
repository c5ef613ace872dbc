"""The pages of the source shelf."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.checking.forms import ReferenceForm
from annotator.checking.shelf import on_shelf, put
from annotator.limits import limited
from annotator.notes.models import Annotation, Reference
from annotator.notes.models.reference import fingerprint
from annotator.people.guard import signed_in

PAGE = 25
LONGEST_SEARCH = 200


@require_safe
@signed_in
def sources(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST_SEARCH]
    listed = Paginator(on_shelf(request.user, words), PAGE).get_page(request.GET.get("page"))
    return render(request, "checking/shelf.html", {"references": listed, "words": words})


@require_safe
@signed_in
def reference(request: HttpRequest, pk: int) -> HttpResponse:
    """One work, and the quotations that are held against it."""
    shown = load_reference(request, pk)
    held = Annotation.objects.readable_by(request.user).filter(
        quote_check__sources__reference=shown, quote_check__sources__deleted=None
    )
    notes = held.distinct().select_related("text__parent", "author").order_by("-created", "-pk")
    context = {
        "reference": shown,
        "notes": Paginator(notes, PAGE).get_page(request.GET.get("page")),
        "may_change": Reference.objects.filter(permissions.changeable_references(request.user), pk=pk).exists(),
        "edits": shown.edits.select_related("editor"),
    }
    return render(request, "checking/reference.html", context)


def load_reference(request: HttpRequest, pk: int) -> Reference:
    return get_object_or_404(Reference.objects.filter(permissions.readable_references(request.user)), pk=pk)


@signed_in
@limited("write")
def add_reference(request: HttpRequest) -> HttpResponse:
    form = ReferenceForm(request.POST or None, initial={"kind": "book"})
    if not form.is_valid():
        return _ask(request, form, None)
    made, new = put(form, request.user)
    messages.success(request, "It is on the shelf." if new else "The shelf had this work already.")
    return redirect(made)


@signed_in
@limited("write")
def edit_reference(request: HttpRequest, pk: int) -> HttpResponse:
    shown = load_reference(request, pk)
    if not Reference.objects.filter(permissions.changeable_references(request.user), pk=pk).exists():
        raise PermissionDenied
    form = ReferenceForm(request.POST or None, instance=load_reference(request, pk))
    if not form.is_valid():
        return _ask(request, form, shown)
    other = _same_work(form, pk)
    if other:
        form.add_error(None, f"The shelf has this work already: {other.line}")
        return _ask(request, form, shown)
    shown.amend(request.user, **form.cleaned_data)
    messages.success(request, "Changed. Checks that lean on it keep the line that they were made with.")
    return redirect(shown)


def _same_work(form: ReferenceForm, pk: int) -> Any:
    mark = fingerprint(form.instance.citation)
    return Reference.objects.filter(fingerprint=mark).exclude(pk=pk).first()


def _ask(request: HttpRequest, form: ReferenceForm, shown: Reference | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "checking/describe.html", {"form": form, "reference": shown}, status=status)
