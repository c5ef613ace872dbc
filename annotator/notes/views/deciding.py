"""Deciding typo queries one at a time, from their cards."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.limits import limited
from annotator.notes.correcting import Conflict, decide_alike
from annotator.notes.forms import DuplicateForm, StetForm
from annotator.notes.models import Annotation, Query, QueryState
from annotator.notes.views.acts import answer, ask_again, load
from annotator.people.guard import signed_in


@signed_in
@limited("write")
def stet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Kept as it stands, with a reason for the person who asked."""
    note = _undecided(request, pk)
    form = StetForm(request.POST or None)
    if not form.is_valid():
        return ask_again(request, note, form, "stet", 422 if form.is_bound else 200)
    _decide_alike(note, QueryState.STET, request.user, form.cleaned_data["reason"])
    return answer(request, note, "Kept as it stands.")


def _undecided(request: HttpRequest, pk: uuid.UUID) -> Annotation:
    """What is in the text already is taken back first, words and all."""
    note = load(request, pk, permissions.queries_to_decide)
    if note.query.state == QueryState.ACCEPTED:
        raise PermissionDenied
    return note


@signed_in
@limited("write")
def duplicate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = _undecided(request, pk)
    form = DuplicateForm(request.POST or None, query=note.query, actor=request.user)
    if not form.is_valid():
        return ask_again(request, note, form, "duplicate", 422 if form.is_bound else 200)
    data = form.cleaned_data
    _decide_alike(note, QueryState.DUPLICATE, request.user, data["reason"], duplicate_of=data["of"])
    return answer(request, note, "Marked as a duplicate.")


def _decide_alike(note: Annotation, state: str, by: Any, reason: str, **of: Any) -> None:
    """An accepted query is in the text: it must be taken back first. What somebody else has just decided stands."""
    try:
        decide_alike(note, state, by, reason, **of)
    except Conflict as conflict:
        raise PermissionDenied(str(conflict)) from conflict


@require_POST
@signed_in
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.queries_to_withdraw)
    if not Query.objects.filter(pk=pk, state=QueryState.OPEN).decide(QueryState.WITHDRAWN, request.user):
        raise PermissionDenied
    return answer(request, note, "Withdrawn.")


@require_POST
@signed_in
def reopen_query(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Editors take back any decision, authors their own withdrawal. Of what is in the text, the words are taken back."""
    query = get_object_or_404(
        Query.objects.filter(permissions.readable_annotations(request.user, "annotation__")), pk=pk
    )
    withdrawn = query.state == QueryState.WITHDRAWN
    right = permissions.queries_to_withdraw if withdrawn else permissions.queries_to_decide
    note = load(request, pk, right)
    if query.state == QueryState.ACCEPTED:
        raise PermissionDenied
    query.decide(QueryState.OPEN, request.user)
    return answer(request, note, "Open again.")
