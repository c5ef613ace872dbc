"""Ticking, dismissing and undoing: one act, one address; the answer is the row as it now is."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from annotator import permissions
from annotator.coverage.forms import DismissForm
from annotator.coverage.listing import rows
from annotator.coverage.models import Decision, Tick
from annotator.coverage.standing import Covering
from annotator.coverage.ticking import look_at, take_back
from annotator.coverage.views.pages import about, covered
from annotator.library.loading import load_readable
from annotator.limits import limited
from annotator.people.guard import signed_in
from texts.models import Text

GONE = "These words or their sentence have changed since this page was shown to you. Load the page again."


def load_to_cover(request: HttpRequest, pk: uuid.UUID) -> Text:
    """A text in which this person may say what was looked at."""
    text = load_readable(request, pk)
    if not Text.objects.filter(permissions.texts_to_cover(request.user), pk=pk).exists():
        raise PermissionDenied
    return text


def _offer(looked_up: Covering, text: Text, request: HttpRequest) -> Any:
    """The offer with the mark that was sent; None if the text has changed there."""
    asked = request.POST.get("mark") or request.GET.get("mark", "")
    return looked_up.offers.filter(text=text, mark=asked).first()


@require_POST
@signed_in
@limited("tick")
def tick(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody has looked at this and says so."""
    text = load_to_cover(request, pk)
    offer = _offer(covered(text, request.user), text, request)
    if offer is None:
        return _gone(request, text)
    look_at(offer, text, request.user)
    return _answer(request, text, offer)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("tick")
def dismiss(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nobody needs to check this, with a reason. Without one, a page asks."""
    text = load_to_cover(request, pk)
    looked_up = covered(text, request.user)
    offer = _offer(looked_up, text, request)
    if offer is None:
        return _gone(request, text)
    form = DismissForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, text, form, looked_up, offer)
    look_at(offer, text, request.user, Decision.DISMISSED, form.cleaned_data["reason"])
    return _answer(request, text, offer)


@require_POST
@signed_in
@limited("tick")
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open again: for who decided it, and for editors."""
    text = load_to_cover(request, pk)
    standing = Tick.objects.standing().filter(text=text, mark=request.POST.get("mark", ""))
    found = standing.first()
    if found and not standing.filter(permissions.ticks_to_undo(request.user)).exists():
        raise PermissionDenied
    take_back(standing, request.user)
    offer = _offer(covered(text, request.user), text, request)
    return _answer(request, text, offer) if offer else _gone(request, text)


def _answer(request: HttpRequest, text: Text, offer: Any) -> HttpResponse:
    """The row, and with it the counts of the page it stands on; or the page."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{_back(request, text)}#offer-{offer.pk}")
    page = _page_of(request, text)
    looked_up = covered(page, request.user)
    row = rows(looked_up.offers.filter(pk=offer.pk), looked_up, request.user)[0]
    context = {**about(page, request), "row": row, "tally": looked_up.tally()}
    return _varied(render(request, "coverage/_answer.html", context))


def _page_of(request: HttpRequest, text: Text) -> Text:
    """A comment's finds stand on its own page and on its article's."""
    return text.parent if text.parent and request.POST.get("on") == str(text.parent_id) else text


def _ask(request: HttpRequest, text: Text, form: DismissForm, looked_up: Covering, offer: Any) -> HttpResponse:
    row = rows([offer], looked_up, request.user)[0]
    template = "coverage/_offer.html" if request.headers.get("HX-Request") else "coverage/dismiss.html"
    context = {**about(text, request), "row": row, "form": form, "back": _back(request, text)}
    return _varied(render(request, template, context, status=422 if form.is_bound else 200))


def _gone(request: HttpRequest, text: Text) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _varied(render(request, "coverage/_gone.html", {"words": GONE}, status=422))
    messages.error(request, GONE)
    return redirect(_back(request, text))


def _back(request: HttpRequest, text: Text) -> str:
    """Where the form was sent from, if that is a page of this site."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if safe else reverse("coverage", args=[text.pk])


def _varied(response: HttpResponse) -> HttpResponse:
    response.headers["Vary"] = "HX-Request"
    return response
