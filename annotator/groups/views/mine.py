"""One's own groups, making one, and what one is invited to."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from annotator.groups.forms import NewGroupForm
from annotator.groups.inviting import invitations_for
from annotator.groups.making import make_group
from annotator.groups.membering import Refused, accept
from annotator.groups.models import Group, Membership
from annotator.limits import limited
from annotator.people.guard import signed_in


@require_safe
@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """Those one is in, those that are archived, and invitations."""
    people = Count("memberships", filter=Q(memberships__left=None), distinct=True)
    mine = Group.objects.readable_by(request.user).annotate(people=people, shown_texts=Count("shown", distinct=True))
    roles = dict(Membership.objects.filter(person=request.user.pk, left=None).values_list("group", "role"))
    listed = [(group, roles[group.pk]) for group in mine.order_by("name", "created")]
    context = {
        "listed": [pair for pair in listed if not pair[0].archived],
        "archived": [pair for pair in listed if pair[0].archived],
        "invitations": invitations_for(request.user).select_related("group", "created_by"),
    }
    return render(request, "groups/list.html", context)


@signed_in
@limited("write")
def new_group(request: HttpRequest) -> HttpResponse:
    form = NewGroupForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(request, "groups/new.html", {"form": form}, status=422 if form.is_bound else 200)
    group = make_group(request.user, **form.cleaned_data)
    messages.success(request, f"“{group}” is made. Show it a text, and let people in.")
    return redirect(group)


@require_POST
@signed_in
def accept_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(request.user).select_related("group", "created_by"), pk=pk)
    try:
        accept(invitation, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("groups")
    messages.success(request, f"You are in “{invitation.group}”.")
    return redirect(invitation.group)


@require_POST
@signed_in
def decline_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(request.user).select_related("group"), pk=pk)
    invitation.revoked = timezone.now()
    invitation.save(update_fields=["revoked"])
    messages.success(request, f"Declined: “{invitation.group}”.")
    return redirect("groups")
