"""The page that gives back what was sent without being signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.people.guard import signed_in
from annotator.people.unsent import forget, unsent_of


@require_safe
@signed_in
def unsent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/unsent.html", {"unsent": unsent_of(request)})


@require_POST
@signed_in
def throw_away(request: HttpRequest, key: str) -> HttpResponse:
    forget(request, key)
    messages.success(request, "Thrown away.")
    return redirect("unsent")
