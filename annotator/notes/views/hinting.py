"""What helps somebody who raises a typo query: near spellings, and where else the same words stand."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.notes.elsewhere import LONGEST, MOST_PLACES, elsewhere, near
from annotator.people.guard import signed_in
from texts.changes import ChangeMap
from texts.models import Revision, Text
from texts.spans import Span


class HintForm(forms.Form):
    """The words, and where they were selected."""

    exact = forms.CharField(max_length=LONGEST, strip=False)
    revision = forms.UUIDField()
    start = forms.IntegerField(min_value=0, max_value=2**31 - 1)


@require_safe
@signed_in
@limited("hints", methods=("GET",))
def query_hints(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A fragment for the composer; empty where there is nothing to offer, or the words are too many."""
    readable = Text.objects.filter(permissions.annotatable_texts(request.user)).select_related("latest", "parent")
    text = get_object_or_404(readable, pk=pk)
    form = HintForm(request.GET)
    if not form.is_valid():
        return HttpResponse("")
    words, start = form.cleaned_data["exact"], form.cleaned_data["start"]
    own = _now(text, form.cleaned_data["revision"], Span(start, start + len(words)))
    spellings, looked_in = near(text.article, words, request.user)
    found = elsewhere(text.article, words, request.user, (text.pk, own))
    context = {
        "spellings": spellings,
        "looked_in": looked_in,
        "places": found[:MOST_PLACES],
        "count": len(found),
        "most": MOST_PLACES,
    }
    return render(request, "notes/_hints.html", context)


def _now(text: Text, seen: uuid.UUID, span: Span) -> Span | None:
    """Where the selected words stand in the latest revision, if the page was older."""
    if seen == text.latest_id or not text.latest:
        return span
    revision = Revision.objects.filter(text=text, pk=seen).first()
    if revision is None or not span.within(revision.plain):
        return None
    return ChangeMap.between(revision.plain, text.latest.plain).place(span).span
