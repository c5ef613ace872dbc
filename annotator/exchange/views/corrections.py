"""Typo queries that come of a quote check."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotator import permissions
from annotator.exchange.proposing import check_to_correct, proposals, raise_query, raised_from
from annotator.limits import limited
from annotator.notes.models import Annotation
from annotator.people.guard import signed_in


class ChosenForm(forms.Form):
    """Which difference, in which revision it was shown."""

    key = forms.CharField(max_length=80)
    revision = forms.UUIDField()
    client_id = forms.UUIDField()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("write")
def corrections(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What could be corrected after the sources of a judged check; a press raises the query."""
    note = _load(request, pk)
    if request.method == "POST":
        _raise(request, note)
        return redirect("corrections", pk=pk)
    raised = raised_from(note, request.user)
    context = {"note": note, "proposals": proposals(note, request.user), "raised": raised}
    return render(request, "exchange/corrections.html", context)


def _load(request: HttpRequest, pk: uuid.UUID) -> Any:
    note = check_to_correct(pk, request.user)
    if note is None:
        raise Http404
    if not Annotation.objects.filter(permissions.checks_to_correct(request.user), pk=pk).exists():
        raise PermissionDenied
    return note


def _raise(request: HttpRequest, note: Any) -> None:
    form = ChosenForm(request.POST)
    seen = form.is_valid() and form.cleaned_data["revision"] == note.text.latest_id
    chosen = [one for one in proposals(note, request.user) if one.key == form.cleaned_data.get("key")] if seen else []
    if not chosen:
        messages.error(request, "The text or its sources have changed since this page was shown to you. Look again.")
        return
    made = raise_query(chosen[0], request.user, form.cleaned_data["client_id"])
    messages.success(request, f"A typo query is raised: “{made.exact}” → “{chosen[0].proposed or 'nothing'}”.")
