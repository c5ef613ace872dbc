"""The page of one quote check: the quotation at its place, the claim, its sources, and what readers found."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Least, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.checking.comparing import against
from annotator.checking.forms import ReopenForm
from annotator.limits import limited
from annotator.notes.forms import CheckForm, VerdictForm
from annotator.notes.models import Annotation, Verdict, Wording
from annotator.notes.pages import with_threads
from annotator.notes.views.acts import load
from annotator.people.guard import signed_in

NEAREST = [Wording.EXACT, Wording.TRIVIAL, Wording.ALTERED, Wording.TRANSLATED, Wording.NOT_FOUND]
AROUND = 160  # code points of the text shown on each side of the quotation


@require_safe
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return page(request, load_check(request, pk))


def load_check(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The quote check `pk` with all that its page shows. Raises Http404 when it is not readable."""
    readable = Annotation.objects.readable_by(request.user).standing().filter(pk=pk, quote_check__isnull=False)
    around = readable.annotate(
        before=Substr("text__latest__plain", Greatest(F("at") + 1 - AROUND, 1), Least(F("at"), AROUND)),
        after=Substr("text__latest__plain", F("until") + 1, AROUND),
    )
    note: Any = get_object_or_404(with_threads(around, request.user))
    _cut_between_words(note)
    for reply in note.replies.all():
        reply.may_change = False  # that is done beside the words
    return note


def _cut_between_words(note: Any) -> None:
    if note.at is not None and note.at > AROUND:
        note.before = f"…{note.before.partition(' ')[2] or note.before}"
    if note.at is not None and len(note.after) == AROUND:
        note.after = f"{note.after.rpartition(' ')[0] or note.after}…"


def page(request: HttpRequest, note: Any, status: int = 200, **forms_: forms.BaseForm) -> HttpResponse:
    """The page with empty forms, or with those that are asked again."""
    check = note.quote_check
    context = {
        "note": note,
        "check": check,
        "mine": own_verdict(note, request.user),
        "may_judge": "verdict" in forms_ or (note.may_check and check.sources.all() and not check.settled),
        "earlier": earlier(check, request.user),
        "reopenings": check.reopenings.select_related("by"),
        "verdict_form": forms_.get("verdict") or verdict_form(note, request.user),
        "claim_form": forms_.get("claim") or claim_form(note),
        "reopen_form": forms_.get("reopening") or ReopenForm(auto_id="reopen-%s"),
    }
    return render(request, "checking/check.html", context, status=status)


def earlier(check: Any, user: permissions.Actor) -> QuerySet[Verdict]:
    """Verdicts of earlier rounds, and one's own that were taken back, as far as `user` may read them."""
    before = Q(round__lt=check.round) | Q(withdrawn__isnull=False)
    readable: QuerySet[Verdict] = check.verdicts.model.objects.filter(
        permissions.readable_verdicts(user), before, quote_check=check
    )
    return readable.select_related("reader")


def own_verdict(note: Any, user: Any) -> Verdict | None:
    """The standing verdict of `user` in this round."""
    given = note.quote_check.verdicts.all()
    return next((verdict for verdict in given if verdict.reader_id == user.pk), None)


def verdict_form(note: Any, user: Any, data: Any = None) -> VerdictForm:
    """It begins with what one has said already, or with what the comparison proposes."""
    mine = own_verdict(note, user)
    proposed = hint(note)
    initial = {name: getattr(mine, name) for name in VerdictForm.base_fields} if mine else proposed
    form = VerdictForm(data, initial=initial, auto_id="verdict-%s")
    if proposed:
        label = str(Wording(proposed["wording"]).label).lower()
        form.fields["wording"].help_text = f"The comparison proposes: {label}. You decide."
    return form


def hint(note: Any) -> dict[str, str]:
    """What the comparisons propose for the form to begin with: where there are several sources, the nearest one."""
    proposed = [held.proposed for source in note.quote_check.sources.all() if (held := against(source, note))]
    nearest = [str(wording) for wording in NEAREST if wording in proposed]
    return {"wording": nearest[0]} if nearest else {}


def claim_form(note: Any, data: Any = None) -> CheckForm:
    claim = {name: getattr(note.quote_check, name) for name in CheckForm.base_fields}
    return CheckForm(data, initial=claim, auto_id="claim-%s")


@signed_in
@limited("write")
def edit_claim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who is quoted, from which work, of when: said by the author of the check, and corrected by them."""
    note = load(request, pk, permissions.checks_to_change)
    form = claim_form(note, request.POST or None)
    if not form.is_valid():
        return page(request, load_check(request, pk), 422 if form.is_bound else 200, claim=form)
    note.quote_check.attribute(request.user, **form.cleaned_data)
    messages.success(request, "Who is said to have written it is changed.")
    return redirect("check", pk)
