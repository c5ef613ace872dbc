"""Sources of a quote check: added with the comparison beside them, and taken away again."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.checking.comparing import Shown, shown
from annotator.checking.forms import SHELF_FIELDS, ReferenceForm, SourceOnShelfForm
from annotator.checking.shelf import on_shelf, put
from annotator.checking.views.pages import load_check
from annotator.limits import limited
from annotator.notes.models import Source
from annotator.notes.views.acts import answer, load
from annotator.people.guard import signed_in

LOOKS = {"compare", "shelf"}  # buttons that save nothing
MOST_FOUND = 10  # works of the shelf beside the form; the number of all is said
LONGEST_SEARCH = 200
NAME = re.compile(r"[\w-]{1,100}")


@signed_in
@limited("write")
def add_source(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked again with all that was typed when something is wrong, or when only a look was asked for."""
    note = load(request, pk, permissions.checks_to_work_on)
    prefix = f"source-{pk.hex[-8:]}"
    form = SourceOnShelfForm(request.POST or None, actor=request.user, auto_id=f"{prefix}-%s")
    described = ReferenceForm(_described(request.POST), prefix="new", auto_id=f"{prefix}-%s", initial={"kind": "book"})
    if _looks(request.POST) or not _complete(form, described):
        return _ask(request, pk, form, described)
    assert request.user.is_authenticated
    with transaction.atomic():
        source = form.source(put(described, request.user)[0] if described.is_bound else None)
        source.quote_check, source.added_by = note.quote_check, request.user
        source.save()
    return answer(request, note, "The source is added.")


def _looks(data: Any) -> bool:
    """Whether nothing is to be saved: a look was asked for, or Enter was pressed in the search before a work was named."""
    named = any(data.get(name, "").strip() for name in ("citation", "reference", "pick")) or _described(data)
    searched = "enter" in data and data.get("shelf_q", "").strip() and not named
    return bool(searched or LOOKS & set(data))


def _described(data: Any) -> Any:
    """The fields of a work that is described beside the source; None when nobody has begun to."""
    begun = any(data.get(f"new-{name}", "").strip() for name in SHELF_FIELDS if name != "kind")
    return data if begun else None


def _complete(form: SourceOnShelfForm, described: ReferenceForm) -> bool:
    if form.is_valid() and not described.is_bound:
        form.must_name_a_work()
    return all([form.is_valid(), not described.is_bound or described.is_valid()])


def _ask(request: HttpRequest, pk: uuid.UUID, form: SourceOnShelfForm, described: ReferenceForm) -> HttpResponse:
    wrong = form.is_bound and not _looks(request.POST)
    for one in (form, described) if form.is_bound and not wrong else ():
        one.errors.clear()  # nobody has tried to save it yet
    first = next((name for name in form.errors if name in form.fields), "citation") if wrong else "citation"
    form.fields["excerpt" if "compare" in request.POST else first].widget.attrs["autofocus"] = True
    context = {
        "note": load_check(request, pk),
        "form": form,
        "described": described,
        "asked_again": wrong,
        "back": request.GET.get("back") or request.POST.get("back", ""),
        "shown": _compared(request.POST),
        **_found(request, bool(request.POST.get("shelf_q", "").strip()) or "shelf" in request.POST),
    }
    template = "checking/_adding.html" if request.headers.get("HX-Request") else "checking/adding.html"
    response = render(request, template, context, status=422 if wrong else 200)
    response.headers["Vary"] = "HX-Request"
    return response


@require_POST
@signed_in
@limited("hints")
def look_on_shelf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """While somebody looks for a work: those that have the words. When one is chosen: its line, in the field."""
    note = load(request, pk, permissions.checks_to_work_on)
    form = SourceOnShelfForm(request.POST, actor=request.user, auto_id=f"source-{pk.hex[-8:]}-%s")
    context = {"note": note, "form": form, **_found(request, True)}
    template = "checking/_cited.html" if "chosen" in request.POST else "checking/_found.html"
    return render(request, template, context)


def _found(request: HttpRequest, looked: bool) -> dict[str, Any]:
    """What the shelf has for the words that are looked for, and the work that is chosen."""
    words = request.POST.get("shelf_q", "")[:LONGEST_SEARCH]
    found = on_shelf(request.user, words)
    key = request.POST.get("reference", request.POST.get("pick", ""))
    chosen = on_shelf(request.user).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    return {
        "shelf_words": words,
        "looked": looked,
        "found": found[:MOST_FOUND] if looked and words.strip() else [],
        "found_in_all": found.count() if looked and words.strip() else 0,
        "reference": chosen,
        "by_script": bool(request.headers.get("HX-Request")),
    }


@require_POST
@signed_in
@limited("hints")
def compare_words(request: HttpRequest) -> HttpResponse:
    """The quotation against what is in the field of the source's wording, while it is typed."""
    said = request.POST.get("said", "")  # where the sentence alone goes, to be read out
    context = {"shown": _compared(request.POST), "said": said if NAME.fullmatch(said) else ""}
    return render(request, "checking/_live.html", context)


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
