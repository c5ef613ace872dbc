"""Editing the words of a text: a look at what happens to the notes, then saving. Nothing typed is lost on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from annotator.library.loading import load
from annotator.library.merging import DecidingForm, MergeForm, Merging
from annotator.library.outlook import outlook
from annotator.library.publishing import publish
from annotator.library.revising import RevisionForm
from annotator.limits import over_limit
from annotator.notes.pages import address_of
from annotator.people.guard import signed_in
from texts.models import Conflict

TOO_OFTEN = "You have asked for this very often. What you wrote is still here; try again in a few minutes."


@signed_in
def edit_words(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    text = load(request, pk)
    who: Any = request.user
    if request.method != "POST":
        return edit_page(request, RevisionForm(text=text, editor=who))
    if over_limit(request, "import"):
        typed = RevisionForm(text=text, editor=who, initial=request.POST.dict())
        return edit_page(request, typed, 429, trouble=TOO_OFTEN)
    form = RevisionForm(request.POST, text=text, editor=who)
    return look_or_save(request, form) if form.is_valid() else edit_page(request, form, 422)


def look_or_save(request: HttpRequest, form: RevisionForm) -> HttpResponse:
    data = form.cleaned_data
    if form.is_stale:
        return put_together(request, form)
    if "save" not in request.POST:
        return edit_page(request, form, look=outlook(data["draft"], form.editor))
    try:
        revision = publish(form.text, data["words"], author=form.editor, message=data["message"], base=data["base"])
    except Conflict:
        form.text.refresh_from_db()
        return put_together(request, form)
    messages.success(request, f"Saved as {revision}.")
    return redirect(address_of(form.text))


def put_together(request: HttpRequest, form: RevisionForm) -> HttpResponse:
    """Somebody else was first: nothing is stored, and nothing of either is lost."""
    merging = Merging.of(form)
    if merging.conflicts:
        return merge_page(request, form, merging, DecidingForm(conflicts=merging.conflicts), 409)
    return merged_page(request, form, merging, [], 409)


@require_POST
@signed_in
def merge_words(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was decided where both had changed the same words. If a third has saved meanwhile, it goes round once more."""
    text = load(request, pk)
    who: Any = request.user
    form = MergeForm(request.POST, text=text, editor=who)
    if not form.is_valid():
        return edit_page(request, form, 422)
    merging = Merging(form.cleaned_data["base"], form.cleaned_data["theirs"], form.cleaned_data["words"])
    deciding = DecidingForm(request.POST, conflicts=merging.conflicts)
    if over_limit(request, "import"):
        return merge_page(request, form, merging, deciding, 429, TOO_OFTEN)
    if not deciding.is_valid():
        return merge_page(request, form, merging, deciding, 422)
    return merged_page(request, form, merging, deciding.decided())


def merged_page(
    request: HttpRequest, form: RevisionForm, merging: Merging, decided: list[str], status: int = 200
) -> HttpResponse:
    """The merged words in the editor, on the revision they were merged with, and what they do to the notes."""
    merged = {"words": merging.words(decided), "message": form.cleaned_data["message"], "base": merging.theirs.pk}
    fresh = RevisionForm(merged, text=form.text, editor=form.editor)
    if not fresh.is_valid():
        return edit_page(request, fresh, 422, merging=merging)
    if fresh.is_stale:
        return put_together(request, fresh)
    look = outlook(fresh.cleaned_data["draft"], form.editor)
    return edit_page(request, fresh, status, merging=merging, look=look)


def merge_page(
    request: HttpRequest, form: RevisionForm, merging: Merging, deciding: DecidingForm, status: int, trouble: str = ""
) -> HttpResponse:
    context = {"form": form, "text": form.text, "merging": merging, "deciding": deciding, "trouble": trouble}
    return render(request, "library/merge.html", context, status=status)


def edit_page(request: HttpRequest, form: RevisionForm, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "library/edit.html", {"form": form, "text": form.text, **context}, status=status)
