"""Restoring an old revision: its words as a new one, after a look at what that does to the notes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator.library.loading import load_revision
from annotator.library.outlook import outlook
from annotator.library.publishing import drafted, publish
from annotator.library.views.revising import TOO_OFTEN
from annotator.limits import over_limit
from annotator.notes.pages import address_of
from annotator.people.guard import signed_in
from texts.models import Conflict, Revision

CHANGED_SINCE = "Somebody has saved another revision since you looked. This is what would happen now."


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
