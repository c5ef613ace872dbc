"""Sources of a quote check: added with the comparison beside them, and taken away again."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.checking.comparing import Shown, shown
from annotator.checking.views.pages import load_check
from annotator.limits import limited
from annotator.notes.forms import SourceForm
from annotator.notes.models import Source
from annotator.notes.views.acts import answer, load
from annotator.people.guard import signed_in


@signed_in
@limited("write")
def add_source(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked again with all that was typed when something is wrong, or when only the comparison was asked for."""
    note = load(request, pk, permissions.checks_to_work_on)
    form = SourceForm(request.POST or None, auto_id=f"source-{pk.hex[-8:]}-%s")
    if "compare" in request.POST or not form.is_valid():
        return _ask(request, pk, form)
    source = form.save(commit=False)
    source.quote_check, source.added_by = note.quote_check, request.user
    source.save()
    return answer(request, note, "The source is added.")


def _ask(request: HttpRequest, pk: uuid.UUID, form: SourceForm) -> HttpResponse:
    only_compared = "compare" in request.POST
    wrong = form.is_bound and not only_compared
    first = next((name for name in form.errors if name in form.fields), "citation") if wrong else "citation"
    form.fields["excerpt" if only_compared else first].widget.attrs["autofocus"] = True
    context = {
        "note": load_check(request, pk),
        "form": form,
        "asked_again": wrong,
        "back": request.GET.get("back") or request.POST.get("back", ""),
        "shown": _compared(request.POST),
    }
    template = "checking/_adding.html" if request.headers.get("HX-Request") else "checking/adding.html"
    response = render(request, template, context, status=422 if wrong else 200)
    response.headers["Vary"] = "HX-Request"
    return response


@require_POST
@signed_in
@limited("hints")
def compare_words(request: HttpRequest) -> HttpResponse:
    """The quotation against what is in the field of the source's wording, while it is typed."""
    return render(request, "checking/_live.html", {"shown": _compared(request.POST)})


def _compared(data: Any) -> Shown | None:
    quoted, excerpt = (data.get(name, "").replace("\r\n", "\n") for name in ("exact", "excerpt"))
    if not quoted.strip() or not excerpt.strip():
        return None
    return shown(quoted, excerpt, (data.get("quoted_language", ""), data.get("excerpt_language", "")))


@require_POST
@signed_in
def remove_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Soft, by who added it, while no verdict leans on it."""
    mine = permissions.removable_sources(request.user)
    source = get_object_or_404(Source.objects.filter(permissions.readable_sources(request.user)), pk=pk)
    if not Source.objects.filter(mine, pk=pk).exists():
        raise PermissionDenied
    source.deleted = timezone.now()
    source.save(update_fields=["deleted"])
    return answer(request, source.quote_check.annotation, "The source is removed.")
