"""Signing off a text, and withdrawing that."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotator import permissions
from annotator.coverage.forms import SignOffForm
from annotator.coverage.listing import rows
from annotator.coverage.models import SignOff
from annotator.coverage.signing import sign_off
from annotator.coverage.standing import Covering, Stands, Tally, covering
from annotator.coverage.surveying import survey, unsearched
from annotator.library.loading import load_readable
from annotator.limits import limited
from annotator.people.guard import signed_in
from texts.models import Text

FIRST = 10  # open places shown beside the form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("write")
def sign_off_text(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is open is said first; if anything is, the editor says that they know."""
    text = _load(request, pk)
    looked_up = _alone(request, text)
    tally = looked_up.tally()
    data = request.POST if request.method == "POST" else None
    form = SignOffForm(data, revision=text.latest_id, still_open=tally.open)
    if not form.is_valid():
        return _ask(request, text, form, looked_up, tally)
    sign_off(text, request.user, form.cleaned_data["note"], tally)
    messages.success(request, f"Signed off at revision {text.latest.number if text.latest else 1}.")
    return redirect("coverage", pk=text.pk)


@require_POST
@signed_in
def withdraw_sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    readable = permissions.readable_texts(request.user, "text__")
    one = get_object_or_404(SignOff.objects.standing().filter(readable), pk=pk)
    _load(request, one.text_id)
    one.withdraw(request.user)
    messages.success(request, "The sign-off is withdrawn.")
    return redirect("coverage", pk=one.text_id)


def _load(request: HttpRequest, pk: uuid.UUID) -> Text:
    text = load_readable(request, pk)
    if not Text.objects.filter(permissions.texts_to_sign_off(request.user), pk=pk).exists():
        raise PermissionDenied
    return text


def _alone(request: HttpRequest, text: Text) -> Covering:
    """Of a text without its comments: each is signed off by itself."""
    alone = Text.objects.filter(pk=text.pk)
    survey(unsearched(alone).select_related("latest"))
    return covering(alone, request.user)


def _ask(request: HttpRequest, text: Text, form: SignOffForm, looked_up: Covering, tally: Tally) -> HttpResponse:
    still_open = rows(looked_up.offers.filter(stands=Stands.OPEN)[:FIRST], looked_up, request.user)
    context = {"text": text, "article": text.article, "form": form, "tally": tally, "rows": still_open}
    if form.is_bound and form.non_field_errors():  # what they saw is old: the form shows what is so now
        context["form"] = fresh = SignOffForm(revision=text.latest_id, still_open=tally.open)
        context["outdated"] = form.non_field_errors()
        fresh.initial["note"] = form.data.get("note", "")
    return render(request, "coverage/sign_off.html", context, status=422 if form.is_bound else 200)
