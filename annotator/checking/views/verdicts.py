"""What readers find, and who is at work on a check."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from annotator import permissions
from annotator.checking.views.answering import done, from_page
from annotator.checking.views.pages import load_check, page
from annotator.limits import limited
from annotator.notes.forms import VerdictForm
from annotator.notes.models import Check
from annotator.notes.models.check import GivenAlready, NoSource
from annotator.notes.views.acts import ask_again, load
from annotator.people.guard import signed_in

KEPT = "Your verdict is kept. It is shown to others when a second reader has given theirs."


@signed_in
@limited("write")
def verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.checks_to_work_on)
    form = VerdictForm(request.POST or None, auto_id="verdict-%s")
    if form.is_valid() and _given(note.quote_check, form, request.user):
        return done(request, note, KEPT)
    status = 422 if form.is_bound else 200
    if from_page(request):
        return page(request, load_check(request, pk), status, verdict=form)
    return ask_again(request, note, form, "verdict", status)


def _given(check: Check, form: VerdictForm, reader: Any) -> bool:
    chosen = form.save(commit=False)
    chosen.reader = reader
    try:
        check.give(chosen)
    except (NoSource, GivenAlready) as refusal:
        form.add_error(None, forms.ValidationError(str(refusal)))
        return False
    return True
