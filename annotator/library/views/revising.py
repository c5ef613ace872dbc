"""Editing the words of a text: a look at what happens to the notes, then saving. Nothing typed is lost on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator.library.loading import load, load_revision
from annotator.library.outlook import outlook
from annotator.library.publishing import drafted, publish
from annotator.library.revising import RevisionForm
from annotator.limits import over_limit
from annotator.notes.pages import address_of
from annotator.people.guard import signed_in
from texts.models import Conflict, Revision

TOO_OFTEN = "You have asked for this very often. What you wrote is still here; try again in a few minutes."
CHANGED_SINCE = "Somebody has saved another revision since you looked. This is what would happen now."


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
    if "save" not in request.POST:
        return edit_page(request, form, look=outlook(data["draft"], form.editor))
    try:
        revision = publish(form.text, data["words"], author=form.editor, message=data["message"], base=data["base"])
    except Conflict:
        return edit_page(request, form, 409, trouble="Somebody else has saved a revision meanwhile.")
    messages.success(request, f"Saved as {revision}.")
    return redirect(address_of(form.text))


def edit_page(request: HttpRequest, form: RevisionForm, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "library/edit.html", {"form": form, "text": form.text, **context}, status=status)


@signed_in
def restore(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """An old revision's words as a new revision, once somebody has seen what that does to the notes."""
    old = load_revision(request, pk, number)
    if request.method != "POST":
        return _restore_page(request, old)
    if over_limit(request, "import"):
        return _restore_page(request, old, 429, TOO_OFTEN)
    if request.POST.get("base") != str(old.text.latest_id):
        return _restore_page(request, old, 409, CHANGED_SINCE)
    assert old.text.latest
    if old.source == old.text.latest.source:
        return _restore_page(request, old)
    message = f"Restored {old}"
    try:
        made = publish(old.text, old.source, author=request.user, message=message, base=old.text.latest)
    except Conflict:
        return _restore_page(request, load_revision(request, pk, number), 409, CHANGED_SINCE)
    messages.success(request, f"{message} as {made}.")
    return redirect(address_of(old.text))


def _restore_page(request: HttpRequest, old: Revision, status: int = 200, trouble: str = "") -> HttpResponse:
    latest: Any = old.text.latest
    draft = drafted(old.text, old.source, request.user) if old.source != latest.source else None
    context = {
        "revision": old,
        "text": old.text,
        "trouble": trouble,
        "same": old.source == latest.source,
        "look": outlook(draft, request.user) if draft else None,
    }
    return render(request, "library/restore.html", context, status=status)
