"""A document on its way: its progress, what went wrong, or a look at what was made of it before it is stored."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.library.converting import read_again
from annotator.library.forms import DetailsForm
from annotator.library.loading import load
from annotator.library.models import State, Upload
from annotator.library.publishing import add_text
from annotator.library.revising import NewVersionForm
from annotator.library.uploadforms import (
    COMMENTS,
    PARTS,
    WHOLE,
    CommentsForm,
    PartsForm,
    WholeForm,
    article_of,
    suggested,
    ways,
)
from annotator.library.views.library import look_at
from annotator.limits import limited
from annotator.people.guard import signed_in
from texts.importing import NAMES, Draft, Part
from texts.models import Text
from texts.rendering import normal

FORMS: dict[str, Any] = {WHOLE: WholeForm, PARTS: PartsForm, COMMENTS: CommentsForm}
LOOKED_INTO = 1_500  # characters of each part that are shown


def load_upload(request: HttpRequest, pk: uuid.UUID, lock: bool = False) -> Upload:
    own = Upload.objects.filter(permissions.own_uploads(request.user))
    return get_object_or_404(own.select_for_update() if lock else own.defer("data"), pk=pk)


@signed_in
@limited("import")
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load_upload(request, pk)
    if found.state == State.STORED and found.text:
        return redirect(found.text)
    if found.state == State.FAILED:
        return render(request, "library/upload_failed.html", _about(found))
    if found.is_open:
        return render(request, "library/upload_progress.html", _about(found))
    if found.text_id:
        return _new_version(request, found)
    return _look_or_store(request, found)


@require_safe
@signed_in
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked for again and again while a document is read; then the page that shows what came of it."""
    found = load_upload(request, pk)
    if found.is_open:
        return render(request, "library/_upload_progress.html", _about(found))
    return HttpResponse(headers={"HX-Redirect": found.get_absolute_url()})


@require_POST
@signed_in
@limited("import")
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load_upload(request, pk)
    read_again(found)
    return redirect(found)


@require_POST
@signed_in
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load_upload(request, pk)
    found.delete()
    messages.success(request, f"“{found}” was thrown away. Nothing of it is stored.")
    return redirect("import")


def _about(found: Upload) -> dict[str, Any]:
    kind: Any = found.kind
    return {"upload": found, "kind": NAMES[kind]}


def _new_version(request: HttpRequest, found: Upload) -> HttpResponse:
    """The words go on to where new versions are looked at and stored."""
    assert found.text_id
    text = load(request, found.text_id)
    draft = found.draft
    form = NewVersionForm(text=text, initial={"words": draft.whole, "base": found.base_id, "form": "markdown"})
    return render(request, "library/upload_version.html", {**_about(found), "text": text, "form": form, "draft": draft})


def _look_or_store(request: HttpRequest, found: Upload) -> HttpResponse:
    drafted, typed = found.draft, request.POST
    offered = dict(ways(drafted))
    asked = str(typed.get("turn") or typed.get("way") or WHOLE)
    way = asked if asked in offered else WHOLE
    made = FORMS[way]
    had = typed.get("way") == way or (made is not PartsForm and "words" in typed)
    form = made(typed if had else None, drafted=drafted)
    storing = "store" in typed
    details = DetailsForm(typed if storing else suggested(drafted, typed))
    if made is PartsForm:
        del details.fields["title"]  # each part has its own
    if storing and details.is_valid() and form.is_valid():
        return _store(request, found, form, details)
    return _look_page(request, found, form, details, way, storing)


def _look_page(
    request: HttpRequest, found: Upload, form: WholeForm | PartsForm, details: DetailsForm, way: str, storing: bool
) -> HttpResponse:
    drafted = found.draft
    words = str(request.POST.get("words", drafted.whole))
    draft = article_of(normal(words)) if way == COMMENTS else Draft(words)
    context = {
        **_about(found),
        "draft": drafted,
        "form": form,
        "details": details,
        "way": way,
        "ways": ways(drafted),
        "comments": len(draft.comments),
        "words": words,
        "words_changed": words.replace("\r\n", "\n") != drafted.whole,
        "look": look_at(draft, "everything" in request.POST),
    }
    if isinstance(form, PartsForm):
        context["rows"] = [(keep, title, part, look_at(_beginning(part), True)) for keep, title, part in form.rows()]
    return render(request, "library/upload_look.html", context, status=422 if storing else 200)


def _beginning(part: Part) -> Draft:
    """Whole passages, so that no mark is left open."""
    end = part.source.find("\n\n", LOOKED_INTO)
    return Draft(part.source[:end] if end > 0 else part.source)


@transaction.atomic
def _store(request: HttpRequest, found: Upload, form: WholeForm | PartsForm, details: DetailsForm) -> HttpResponse:
    locked = load_upload(request, found.pk, lock=True)
    if locked.state != State.READY:
        return redirect(locked)
    about = {name: value for name, value in details.cleaned_data.items() if name != "title"}
    drafts = form.drafts(details.cleaned_data.get("title", ""))
    texts = [add_text(draft, request.user, title=title, **about) for title, draft in reversed(drafts)]
    locked.stored_as(texts[-1])
    messages.success(request, _said(texts))
    return redirect("library") if len(texts) > 1 else redirect("reader", pk=texts[0].pk)


def _said(texts: list[Text]) -> str:
    """The first part was stored last, so that it stands first among the newest."""
    if len(texts) == 1:
        return f"“{texts[0]}” is in the library."
    return f"{len(texts)} texts are in the library, from “{texts[-1]}” to “{texts[0]}”."
