"""The pages of a text's life: the list, import with a look before anything is stored, details."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.library.converting import take_in
from annotator.library.counting import MOST, count
from annotator.library.forms import DetailsForm, WordsForm, suggested_direction
from annotator.library.listing import LibraryForm
from annotator.library.loading import load
from annotator.library.models import State, Upload
from annotator.library.publishing import add_text
from annotator.limits import limited
from annotator.notes.pages import address_of
from annotator.people.guard import signed_in
from texts.importing import Draft
from texts.rendering import render as render_text

PAGE = 25
SHOWN = 30_000  # characters of an article in the preview, and so many comments; the rest is a button away
SHOWN_COMMENTS = 20
UPLOADS = 10  # of one's own on their way, newest first; the rest go within a day


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    form = LibraryForm(request.GET)
    texts: Any = Paginator(form.texts(request.user), PAGE).get_page(request.GET.get("page"))
    count(texts.object_list, request.user)
    many = form.by_notes and any(text.notes > MOST for text in texts)
    return render(request, "library/list.html", {"form": form, "texts": texts, "counted_to": MOST if many else 0})


@signed_in
@limited("import")
def import_text(request: HttpRequest) -> HttpResponse:
    if not permissions.may_edit_texts(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _import_page(request, WordsForm(), DetailsForm())
    form = WordsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form, DetailsForm(request.POST), 422)
    if form.cleaned_data["document"]:
        return redirect(take_in(form.cleaned_data["document"], request.user))  # type: ignore[arg-type]
    return _look_or_store(request, form)


def _import_page(request: HttpRequest, form: WordsForm, details: DetailsForm, status: int = 200) -> HttpResponse:
    uploads = Upload.objects.filter(permissions.own_uploads(request.user)).exclude(state=State.STORED)
    context = {"form": form, "details": details, "uploads": uploads.defer("data", "drafted")[:UPLOADS]}
    return render(request, "library/import.html", context, status=status)


def _look_or_store(request: HttpRequest, form: WordsForm) -> HttpResponse:
    draft = form.cleaned_data["draft"]
    storing = "store" in request.POST
    details = DetailsForm(request.POST if storing else _suggested(request, draft, form.cleaned_data["words"]))
    if storing and details.is_valid():
        text = add_text(draft, request.user, **details.cleaned_data)
        messages.success(request, f"“{text}” is in the library.")
        return redirect("reader", pk=text.pk)
    everything = "everything" in request.POST
    context = {"form": form, "details": details, "draft": draft, "look": look_at(draft, everything)}
    return render(request, "library/preview.html", context, status=422 if storing else 200)


def _suggested(request: HttpRequest, draft: Draft, words: str) -> Any:
    """What was typed, and for what was left empty what the words themselves suggest."""
    data = request.POST.copy()
    suggestions = {"title": draft.title, "byline": draft.byline, "language": "en", "readers": "everyone"}
    for name, value in suggestions.items():
        data[name] = data.get(name) or value
    if not data.get("direction"):
        data["direction"] = suggested_direction(words)
    return data


@dataclass(frozen=True)
class Look:
    """A draft as it will be, or its beginning."""

    html: str
    comments: list[tuple[int, str]]
    cut: bool
    characters: int  # code points of what is read; of a long beginning, of its Markdown
    words: int


def look_at(draft: Draft, everything: bool) -> Look:
    whole = len(draft.source) <= SHOWN and len(draft.comments) <= SHOWN_COMMENTS
    source = (
        draft.source if whole or everything else draft.source[: draft.source.find("\n\n", SHOWN) + 1] or draft.source
    )
    rendered = render_text(source, "look")
    words = rendered.plain if source == draft.source else draft.source
    comments = draft.comments if whole or everything else draft.comments[:SHOWN_COMMENTS]
    return Look(
        html=rendered.html,
        comments=[(comment.number, render_text(comment.source, f"look-{comment.number}").html) for comment in comments],
        cut=not whole and not everything,
        characters=len(words),
        words=len(words.split()),
    )


@signed_in
def details(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    text = load(request, pk)
    name = str(text)  # validating puts what was typed on the instance
    form = DetailsForm(request.POST or None, instance=text)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "The details are changed.")
        return redirect(address_of(text))
    context = {"form": form, "text": text, "name": name}
    return render(request, "library/details.html", context, status=422 if form.is_bound else 200)
