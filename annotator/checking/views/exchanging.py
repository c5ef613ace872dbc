"""Works in and out of the shelf as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from annotator.checking.forms import ImportForm
from annotator.checking.shelf import EXTENSIONS, offered, on_shelf, store
from annotator.checking.views.shelf import load_reference
from annotator.limits import limited
from annotator.notes.models import Reference
from annotator.people.guard import signed_in
from texts.citations import write


@signed_in
@limited("import")
def import_sources(request: HttpRequest) -> HttpResponse:
    """A look at what a file holds; then the ticked works are put on the shelf."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "checking/import.html", {"form": form}, status=422 if form.is_bound else 200)
    works, problems = offered(form.cleaned_data["words"], form.cleaned_data["form"] or None)
    ticked = set(request.POST.getlist("take"))
    if "store" in request.POST and ticked:
        new = store([work for work in works if str(work.number) in ticked], request.user)
        messages.success(request, f"{new} work{'' if new == 1 else 's'} put on the shelf.")
        return redirect("sources")
    context = {
        "form": form,
        "works": works,
        "problems": problems,
        "takeable": sum(not work.trouble and not work.known for work in works),
        "none_ticked": "store" in request.POST,
    }
    return render(request, "checking/import.html", context)


@require_safe
@signed_in
def export_sources(request: HttpRequest) -> HttpResponse:
    """All works that the search of the shelf finds."""
    return _file(request, on_shelf(request.user, request.GET.get("q", "")), "sources")


@require_safe
@signed_in
def export_reference(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, [load_reference(request, pk)], f"source-{pk}")


def _file(request: HttpRequest, references: Iterable[Reference], name: str) -> HttpResponse:
    form = next((form for form in EXTENSIONS if form == request.GET.get("form", "bibtex")), None)
    if form is None:
        raise Http404("BibTeX, RIS or CSL-JSON")
    extension, content_type = EXTENSIONS[form]
    words = write([reference.citation for reference in references], form)
    response = HttpResponse(words, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
