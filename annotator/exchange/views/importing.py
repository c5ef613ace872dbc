"""Notes brought in: a file, choices, a look at what would become of each, and then storing, step by step."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.exchange import arriving
from annotator.exchange.arriving.texts import MOST_REVISIONS, MOST_TEXTS
from annotator.exchange.importing import working
from annotator.exchange.importing.background import carry_on
from annotator.exchange.importing.choosing import ChoicesForm, may_import
from annotator.exchange.importing.feedback import Feedback
from annotator.exchange.importing.looking import tally
from annotator.exchange.importing.models import TAKEN, Brought, Fate, Import, Stage
from annotator.exchange.importing.taking import take_in
from annotator.exchange.importing.undoing import foretold
from annotator.limits import limited
from annotator.people.guard import signed_in

PAGE = 50
EARLIER = 20  # of one's imports shown on the first page


class FileForm(forms.Form):
    file = forms.FileField(
        label="File of notes",
        help_text=f"JSON or CSV, at most {arriving.LARGEST // 1_000_000} MB, with at most {MOST_TEXTS:,} texts "
        f"and {MOST_REVISIONS:,} revisions of them.",
        error_messages={"required": "Choose a file first.", "empty": "This file is empty. Export the notes again."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > arriving.LARGEST:
            self.add_error(
                "file", f"It is larger than {arriving.LARGEST // 1_000_000} MB. Export fewer notes at a time."
            )
        elif file:
            try:
                data["arrived"] = arriving.read(file.read())
            except arriving.Unreadable as refusal:
                self.add_error("file", str(refusal))
        return data


@signed_in
@limited("import")
def import_notes(request: HttpRequest) -> HttpResponse:
    """Where a file is given. Nothing but the file is stored."""
    if not may_import(request.user):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        site = request.build_absolute_uri("/").rstrip("/")
        job = take_in(form.cleaned_data["arrived"], request.user, form.cleaned_data["file"].name, site)
        return redirect("import-of-notes", pk=job.pk)
    earlier = Import.objects.filter(by=request.user.pk)[:EARLIER]
    status = 422 if form.is_bound else 200
    return render(request, "exchange/import.html", {"form": form, "earlier": earlier}, status=status)


def _own(request: HttpRequest, pk: uuid.UUID) -> Import:
    """One's own, as long as one may import."""
    job = get_object_or_404(Import.objects.select_related("by"), pk=pk, by=request.user.pk)
    if not may_import(request.user):
        raise PermissionDenied
    return job


@require_safe
@signed_in
def import_of_notes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Its page at every stage: choices, progress, the look, what became of it."""
    job = _own(request, pk)
    if job.stage == Stage.ASKED or (job.stage == Stage.LOOKED and "choose" in request.GET):
        return _asked(request, job, ChoicesForm(None, job=job))
    return render(request, "exchange/importing.html", _context(request, job))


def _asked(request: HttpRequest, job: Import, form: ChoicesForm, status: int = 200) -> HttpResponse:
    return render(request, "exchange/choices.html", {"job": job, "form": form}, status=status)


def _context(request: HttpRequest, job: Import) -> dict[str, Any]:
    counts = tally(job)
    asked = request.GET.get("fate", "")
    cut = job.items.exclude(fate__in=[Fate.LEFT, Fate.WAITING]).exclude(cut=[])
    items = (
        cut if asked == "cut" else job.items.filter(fate=asked) if asked in Fate.values and asked else job.items.all()
    )
    listed = items.select_related("text__parent", "annotation", "reply__annotation").order_by("number")
    return {
        "job": job,
        "counts": counts,
        "asked": asked,
        "cut": cut.count(),
        "feedback": Feedback(job).foreseen(),
        "texts": job.items.filter(fate=Fate.MADE).count(),
        "revisions": Brought.objects.filter(item__of=job, item__fate=Fate.MADE).count(),
        "stays": any(fate == Fate.STAYS for fate, _, _ in counts),
        "takes": sum(count for fate, _, count in counts if fate in TAKEN),
        "items": Paginator(listed, PAGE).get_page(request.GET.get("page")),
    }


@require_POST
@signed_in
@limited("write")
def choose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    job = _own(request, pk)
    form = ChoicesForm(request.POST, job=job)
    if not form.is_valid():
        return _asked(request, job, form, 422)
    working.choose(job.pk, form.answers)
    carry_on.enqueue(str(job.pk))
    return redirect("import-of-notes", pk=job.pk)


@require_POST
@signed_in
@limited("review")
def import_step(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far it has come. Where no background work is at it, this works on for a moment itself."""
    job = _own(request, pk)
    if not job.is_tended:
        job = working.step(job.pk)
    if not request.headers.get("HX-Request"):
        return redirect("import-of-notes", pk=job.pk)
    if not job.is_working:
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "exchange/_progress.html", {"job": job})


@require_POST
@signed_in
@limited("write")
def store_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    job = _own(request, pk)
    working.begin_storing(job.pk)
    carry_on.enqueue(str(job.pk))
    return redirect("import-of-notes", pk=job.pk)


@signed_in
@limited("write")
def take_back_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Says what would go and what would stay, and does it when that is confirmed."""
    job = _own(request, pk)
    if request.method == "POST":
        working.begin_taking_back(job.pk)
        carry_on.enqueue(str(job.pk))
        return redirect("import-of-notes", pk=job.pk)
    if job.stage not in (Stage.DONE, Stage.LOOKED):
        return redirect("import-of-notes", pk=job.pk)
    goes, stays = foretold(job)
    return render(request, "exchange/take_back.html", {"job": job, "goes": goes, "stays": stays})


@require_POST
@signed_in
@limited("write")
def discard_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    job = _own(request, pk)
    if working.discard(job.pk):
        messages.success(request, f"“{job}” is forgotten; nothing of it was stored.")
    else:
        messages.error(request, "Some of this file is stored already. Take the import back first.")
    return redirect("import-notes")
