"""Searches that somebody keeps: saved, removed, and given a feed's address."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.finding.forms import SaveForm
from annotator.finding.models import SavedSearch
from annotator.finding.saving import Full, make_link, revoke_link, save
from annotator.limits import limited
from annotator.people.guard import signed_in


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    """Those of others are nobody's business."""
    return get_object_or_404(SavedSearch, pk=pk, owner=request.user.pk)


@require_safe
@signed_in
def saved_searches(request: HttpRequest) -> HttpResponse:
    searches = SavedSearch.objects.filter(owner=request.user.pk)
    return render(request, "finding/saved.html", {"searches": searches})


@require_POST
@signed_in
@limited("write")
def save_search(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(reverse("search", query={"q": request.POST.get("q", "")[:500]}))
    try:
        kept = save(request.user, form.cleaned_data["name"], form.cleaned_data["q"])
    except Full as error:
        messages.error(request, str(error))
        return redirect("saved-searches")
    messages.success(request, f"Kept as “{kept}”.")
    return redirect(kept)


@require_POST
@signed_in
def remove_search(request: HttpRequest, pk: int) -> HttpResponse:
    search = _mine(request, pk)
    search.delete()
    messages.success(request, f"“{search}” is removed. What it found is where it was.")
    return redirect("saved-searches")


@require_POST
@signed_in
@limited("write")
def make_feed_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The address is shown on this one page, and never again."""
    search = _mine(request, pk)
    address = request.build_absolute_uri(reverse("saved-feed", args=[make_link(search)]))
    searches = SavedSearch.objects.filter(owner=request.user.pk)
    response = render(request, "finding/saved.html", {"searches": searches, "made": search, "address": address})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def revoke_feed_link(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_link(_mine(request, pk))
    messages.success(request, "Its feed can no longer be read by the address you had.")
    return redirect("saved-searches")
