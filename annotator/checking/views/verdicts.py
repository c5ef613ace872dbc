"""What readers find: given, withdrawn while nobody has answered it, opened again when it was settled."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.checking.forms import ReopenForm
from annotator.checking.judging import judge, reopen
from annotator.checking.views.pages import load_check, page, verdict_form
from annotator.limits import limited
from annotator.notes.forms import VerdictForm
from annotator.notes.models import Check, CheckState
from annotator.notes.models.check import Refusal
from annotator.notes.views.acts import answer, ask_again, load
from annotator.people.guard import signed_in

SAID = {
    CheckState.PROPOSED: "Your verdict is kept. It is shown to others when a second reader has given theirs.",
    CheckState.CONFIRMED: "Both readers agree: the check is confirmed.",
    CheckState.DISPUTED: "The first reader found something else: the check is disputed. Talk it over in the thread.",
}


@signed_in
@limited("write")
def verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.checks_to_work_on)
    if request.method != "POST" and not request.headers.get("HX-Request"):
        return redirect(reverse("check", args=[pk]) + "#judging")  # where the comparison is beside the form
    form = verdict_form(load_check(request, pk), request.user, request.POST or None)
    if form.is_valid() and _given(note.quote_check, form, request.user):
        return answer(request, note, SAID[CheckState(note.quote_check.state)])
    status = 422 if form.is_bound else 200
    if request.POST.get("back") == "check":
        return page(request, load_check(request, pk), status, verdict=form)
    return ask_again(request, note, form, "verdict", status)


def _given(check: Check, form: VerdictForm, reader: Any) -> bool:
    chosen = form.save(commit=False)
    chosen.reader = reader
    try:
        judge(check, chosen)
    except Refusal as refusal:
        form.add_error(None, forms.ValidationError(str(refusal)))
        return False
    return True


@require_POST
@signed_in
def withdraw_verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.checks_to_work_on)
    return _try(request, note, lambda: note.quote_check.withdraw(request.user), "Your verdict is withdrawn.")


@require_POST
@signed_in
def claim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What somebody else has just taken is a sentence, not a refusal: nothing was wrong with asking."""
    note = load(request, pk, permissions.checks_to_work_on)
    said = "It is yours until you give a verdict or leave it to others."
    return _try(request, note, lambda: note.quote_check.claim(request.user), said)


@require_POST
@signed_in
def release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.checks_to_release)
    return _try(request, note, note.quote_check.release, "It is free for others again.")


def _try(request: HttpRequest, note: Any, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        said = ""
        if not request.headers.get("HX-Request"):  # the card that comes back shows how things stand
            messages.error(request, str(refusal))
    return answer(request, note, said)


@signed_in
@limited("write")
def reopen_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.checks_to_reopen)
    form = ReopenForm(request.POST or None, auto_id="reopen-%s")
    if not form.is_valid():
        return page(request, load_check(request, pk), 422 if form.is_bound else 200, reopening=form)
    return _try(
        request,
        note,
        lambda: reopen(note.quote_check, request.user, form.cleaned_data["reason"]),
        "Open again: a new round of two readers.",
    )
