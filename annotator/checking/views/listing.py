"""The list of all quote checks of a text, and of those that quote it."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.checking.listing import STATES, checks_of, counted, listed
from annotator.checking.quoted import quoting
from texts.models import Text

PAGE = 50


@require_safe
def checks(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Of an article with its comments; a comment leads to the list of its article."""
    text = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk)
    if text.parent_id:
        return redirect("checks", text.parent_id)
    key = request.GET.get("state", "")
    if key and key not in STATES:
        raise Http404("no such state")
    every = checks_of(request.user, text)
    context = {
        "article": text,
        "counts": counted(every),
        "key": key,
        "quoted": quoting(request.user, text).count(),
        "notes": Paginator(listed(every, key), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "checking/checks.html", context)


@require_safe
def quoted_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Of an article with its comments; a comment leads to the page of its article."""
    text = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk)
    if text.parent_id:
        return redirect("quoted-in", text.parent_id)
    sources = Paginator(quoting(request.user, text), PAGE).get_page(request.GET.get("page"))
    return render(request, "checking/quoted.html", {"article": text, "sources": sources})
