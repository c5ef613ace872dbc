"""Coming in by a link, and leaving."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from annotator.groups.loading import load
from annotator.groups.membering import Refused, end, join_by_link, refusal
from annotator.groups.models import Invitation
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.people.models import digest

GONE = 410


@signed_in
@limited("write")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What one would join; a POST joins."""
    links = Invitation.objects.select_related("group", "created_by")
    invitation = get_object_or_404(links, token=digest(token))
    group = invitation.group
    if group.memberships.filter(person=request.user.pk, left=None).exists():
        return redirect(group)
    because = refusal(invitation, request.user)
    if request.method == "POST" and not because:
        try:
            join_by_link(invitation, request.user)
        except Refused as refused:
            because = str(refused)
        else:
            messages.success(request, f"You are in “{group}”.")
            return redirect(group)
    context = {"invitation": invitation, "group": group, "because": because}
    return render(request, "groups/join.html", context, status=GONE if because else 200)


@signed_in
def leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(request, pk)
    membership = group.memberships.get(person=request.user.pk, left=None)
    if request.method != "POST":
        return render(request, "groups/leave.html", {"group": group})
    try:
        end(membership, request.user)
    except Refused as refused:
        return render(request, "groups/leave.html", {"group": group, "because": str(refused)}, status=409)
    messages.success(request, f"You have left “{group}”. Your notes stay there.")
    return redirect("groups")
