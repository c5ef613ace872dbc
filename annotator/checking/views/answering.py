"""Where an act on a quote check leads back to: its page, its card, or the reader."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from annotator.notes.models import Annotation
from annotator.notes.views.acts import answer


def done(request: HttpRequest, note: Annotation, words: str) -> HttpResponse:
    """`words` say what happened, wherever the next page is; none where it has been said."""
    if request.POST.get("back") == "check" and not request.headers.get("HX-Request"):
        if words:
            messages.success(request, words)
        return redirect("check", note.pk)
    return answer(request, note, words)


def from_page(request: HttpRequest) -> bool:
    """Whether the form stood on the page of the check."""
    return request.POST.get("back") == "check"
