"""What learners do: hand in, take back, and look at what they wrote. Who teaches looks at anybody's."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.people.models import User
from annotator.review.handing_in import Refused, hand_in, submitted, take_back
from annotator.review.loading import load
from annotator.review.progress import written_by
from annotator.review.work import work_of

KINDS = ("notes", "questions", "replies")


@require_POST
@signed_in
@limited("write")
def hand_in_work(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """At once if all that is asked is there; else it is asked once more."""
    found = load(request, pk, permissions.assignments_to_hand_in)
    written = written_by(found, request.user)
    missing = [part for part in written.against(found) if not part.is_met]
    if (missing or written.nothing) and "sure" not in request.POST:
        return render(request, "review/hand_in.html", {"assignment": found, "missing": missing, "written": written})
    hand_in(found, request.user)
    messages.success(request, "Handed in.")
    return redirect(found)


@require_POST
@signed_in
def take_work_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load(request, pk, permissions.assignments_to_hand_in)
    try:
        take_back(found, request.user)
        messages.success(request, "Taken back. Hand it in again when it is ready.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_safe
@signed_in
def work(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """One's own, or for those who teach anybody's in the group: as handed in, beside as it stands."""
    found = load(request, pk)
    reviewed = found.group.memberships.filter(permissions.reviewable_people(request.user)).values("person")
    someone = get_object_or_404(User.objects.filter(Q(pk__in=reviewed) | Q(pk=request.user.pk)), pk=person)
    submission, rows = submitted(found, someone)
    kind = request.GET.get("kind", "")
    pieces = work_of(found, someone, rows, request.user)
    written = written_by(found, someone, request.user)
    context = {
        "assignment": found,
        "person": someone,
        "submission": submission,
        "stood": rows,
        "due": found.due_of(someone),
        "written": written,
        "parts": written.against(found),
        "kind": kind if kind in KINDS else "",
        "pieces": [piece for piece in pieces if kind not in KINDS or piece.kind == kind],
    }
    return render(request, "review/work.html", context)
