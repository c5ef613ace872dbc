"""Saved phrases: a page to keep them, and a list to take one from while writing."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from annotator import permissions
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review.desk import load_desk
from annotator.review.models import Phrase
from annotator.review.reviewforms import PhraseForm


@signed_in
@vary_on_headers("HX-Request")
@limited("write")
def phrases(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One's own and those shared in the group; a POST saves one more."""
    assignment = load_desk(request, pk, "may_look" if request.method == "GET" else "may_write_reviews")
    form = PhraseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        own = {"group": assignment.group, "owner": request.user, "words": form.cleaned_data["words"]}
        Phrase.objects.update_or_create(**own, defaults={"shared": form.cleaned_data["shared"]})
        return redirect("phrases", assignment.pk)
    listed = Phrase.objects.filter(permissions.readable_phrases(request.user), group=assignment.group)
    context = {"assignment": assignment, "phrases": listed.select_related("owner"), "form": form}
    template = "review/_desk_phrases.html" if request.headers.get("HX-Request") else "review/desk_phrases.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remove_phrase(request: HttpRequest, pk: uuid.UUID, phrase: int) -> HttpResponse:
    """By its owner."""
    assignment = load_desk(request, pk, "may_write_reviews")
    readable = Phrase.objects.filter(permissions.readable_phrases(request.user), group=assignment.group)
    found = get_object_or_404(readable, pk=phrase)
    if not Phrase.objects.filter(permissions.removable_phrases(request.user), pk=phrase).exists():
        raise PermissionDenied
    found.delete()
    return redirect("phrases", assignment.pk)
