"""Accepting typo queries into the text and taking corrections back: from a card, and many at once from the desk."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.library.comparing import compared
from annotator.library.loading import load as load_text
from annotator.library.outlook import outlook
from annotator.library.publishing import drafted
from annotator.limits import limited
from annotator.notes.correcting import Conflict, accept_all, keep_all
from annotator.notes.desk import DeskFilter, Foreseen, count_replies, decided, foreseen, places
from annotator.notes.forms import StetForm
from annotator.notes.models import Annotation, QueryState
from annotator.notes.undoing import take_back
from annotator.notes.views.acts import load
from annotator.people.guard import signed_in
from annotator.people.keys import live_keys
from texts.models import Revision, Text

PAGE = 25
MOST = 100  # corrections at once: each is proved by rendering the whole text


@require_safe
@signed_in
def queries(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The queries desk of an article and its comments."""
    article = load_text(request, pk)
    if article.parent_id:
        return redirect("queries", pk=article.parent_id)
    chosen = DeskFilter(request.GET)
    chosen.full_clean()
    open_now = places(article, request.user, chosen) if chosen.shows(QueryState.OPEN) else []
    listed = Paginator(open_now, PAGE).get_page(request.GET.get("page"))
    count_replies(listed)
    context = {
        "article": article,
        "filter": chosen,
        "places": listed,
        "rows": sum(len(place.rows) for place in open_now),
        "asked": sum(len(row.notes) for place in open_now for row in place.rows),
        "decided": Paginator(decided(article, request.user, chosen), PAGE).get_page(request.GET.get("past")),
        "keys": live_keys(request.user),
    }
    return render(request, "notes/queries.html", context)


@require_POST
@signed_in
@limited("write")
def accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One query and all others like it, at once: the card and the row show what it will be."""
    note = load(request, pk, permissions.queries_to_decide)
    try:
        revision = accept_all([note.pk], request.user)[0]
    except Conflict as conflict:
        return _conflict(request, note.text.article, conflict)
    words = f"{note.query} is in the text, revision {revision.number}."
    messages.success(request, words, extra_tags=str(note.pk))
    return _back(request, note)


@require_POST
@signed_in
@limited("write")
def take_correction_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.queries_to_decide)
    try:
        revision = take_back(note, request.user)
    except Conflict as conflict:
        return _conflict(request, note.text.article, conflict)
    messages.success(request, f"Taken back, in revision {revision.number}: the query is open again.")
    return _back(request, note)


@require_POST
@signed_in
@limited("write")
def accept_queries(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those ticked: first what the texts will be; then one revision of each text."""
    article = load_text(request, pk)
    chosen = _ticked(request, article)
    if not chosen:
        return _nothing(request, article)
    if "save" not in request.POST:
        return _preview(request, article, chosen, 200)
    try:
        revisions = accept_all(chosen[:MOST], request.user)
    except Conflict:
        return _preview(request, article, chosen, 409)
    messages.success(request, f"Accepted: {_listed(revisions)}. Each can be taken back below.")
    return redirect("queries", pk=article.pk)


@require_POST
@signed_in
@limited("write")
def stet_queries(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those ticked stay as they stand, all for one reason."""
    article = load_text(request, pk)
    chosen = _ticked(request, article)
    if not chosen:
        return _nothing(request, article)
    form = StetForm(request.POST if "save" in request.POST else None)
    notes = Annotation.objects.filter(pk__in=chosen).select_related("query", "text__parent").order_by("text", "pk")
    if not form.is_valid():
        context = {"article": article, "form": form, "notes": notes, "back": _desk(request, article)}
        return render(request, "notes/queries_stet.html", context, status=422 if form.is_bound else 200)
    kept, late = keep_all(notes, request.user, form.cleaned_data["reason"])
    if kept:
        messages.success(request, f"Kept as the words stand: {kept} quer{'y' if kept == 1 else 'ies'}.")
    if late:
        messages.error(request, f"Decided by somebody else meanwhile, and left so: {late}.")
    return redirect(_desk(request, article))


def _ticked(request: HttpRequest, article: Text) -> list[uuid.UUID]:
    """The queries that are meant, as far as they are this article's and this person's to decide."""
    asked = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("q")
    keys = [key for value in asked if (key := _key(value))]
    mine = Annotation.objects.filter(permissions.queries_to_decide(request.user), pk__in=keys)
    return list((mine.filter(text=article) | mine.filter(text__parent=article)).values_list("pk", flat=True))


def _key(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _nothing(request: HttpRequest, article: Text) -> HttpResponse:
    messages.error(request, "Tick at least one query first.")
    return redirect(_desk(request, article))


def _preview(request: HttpRequest, article: Text, chosen: Sequence[uuid.UUID], status: int) -> HttpResponse:
    """What each text will be and what happens to its notes; what cannot be accepted, and why."""
    views = foreseen(chosen[:MOST], request.user)
    context = {
        "article": article,
        "texts": [(view, *_shown(view, request.user)) for view in views if view.edited],
        "refused": [pair for view in views for pair in view.refused],
        "count": sum(len(view.rows) for view in views),
        "left_off": max(0, len(chosen) - MOST),
        "most": MOST,
        "tried": status == 409,
        "back": _desk(request, article),
    }
    return render(request, "notes/queries_accept.html", context, status=status)


def _shown(view: Foreseen, editor: Any) -> tuple[Any, Any]:
    """The text compared with what it will be, and what becomes of the notes."""
    assert view.edited and view.text.latest
    draft = drafted(view.text, view.edited.source, editor)
    assert draft  # the words were proved by rendering
    draft.edits = [[span.start, span.end, words] for span, words in sorted(view.edited.edits)]
    return compared(view.text.latest, draft), outlook(draft, editor)


def _conflict(request: HttpRequest, article: Text, conflict: Conflict) -> HttpResponse:
    context = {"article": article, "refused": conflict.refused, "back": _desk(request, article)}
    return render(request, "notes/queries_conflict.html", context, status=409)


def _desk(request: HttpRequest, article: Text) -> str:
    """The desk as it was left, or the text where somebody came from its reader."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, None) else reverse("queries", args=[article.pk])


def _back(request: HttpRequest, note: Annotation) -> HttpResponse:
    """A whole page with the new words, the desk or the reader."""
    there = _desk(request, note.text.article) if "back" in request.POST else note.get_absolute_url()
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": there})
    return HttpResponseRedirect(there, status=303)


def _listed(revisions: Sequence[Revision]) -> str:
    names = [f"revision {one.number} of {_name(one.text)}" for one in revisions]
    return ", ".join(names)


def _name(text: Text) -> str:
    return f"comment {text.place}" if text.parent_id else "the article"
