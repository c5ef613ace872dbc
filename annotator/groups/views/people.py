"""Who is in a group: added by name, by list or by link, given another role, removed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.groups.forms import LinkForm, ListForm, PersonForm, RoleForm
from annotator.groups.history import events, history
from annotator.groups.inviting import INVITED, JOINS, WRONG, Line, ask_person, carry_out, open_invitations, read_list
from annotator.groups.loading import load, load_member
from annotator.groups.membering import Refused, change_role, end
from annotator.groups.models import Group, Invitation, Role, Section
from annotator.groups.writing import write_to
from annotator.limits import limited
from annotator.people.guard import signed_in

PAST = 100  # of those who have left; the rest is counted
LATELY = 10  # of the history, on the page of people
EVENTS = 50  # on a page of its own


@require_safe
@signed_in
def people(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(request, pk, permissions.manageable_groups)
    return _page(request, group)


def _page(request: HttpRequest, group: Group, status: int = 200, **more: Any) -> HttpResponse:
    there = Prefetch("sections", Section.objects.filter(removed=None), to_attr="sections_there")
    members = group.memberships.select_related("person", "added_by", "ended_by").prefetch_related(there)
    gone = members.exclude(left=None).order_by("-left")
    context = {
        "group": group,
        "members": members.filter(left=None).order_by("person__display_name", "person__username"),
        "gone": gone[:PAST],
        "gone_count": gone.count(),
        "links": group.invitations.exclude(token=None).select_related("created_by", "group"),
        "invited": open_invitations(group).select_related("person", "created_by"),
        "events": events(group, history(group)[:LATELY]),
        "roles": Role.choices,
        "person_form": PersonForm(),
        "link_form": LinkForm(),
        **more,
    }
    return render(request, "groups/people.html", context, status=status)


@require_safe
@signed_in
def people_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All of it, newest first."""
    group = load(request, pk, permissions.manageable_groups)
    listed = Paginator(history(group), EVENTS).get_page(request.GET.get("page"))
    context = {"group": group, "listed": listed, "events": events(group, listed)}
    return render(request, "groups/history.html", context)


@require_POST
@signed_in
@limited("write")
def add_person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(request, pk, permissions.changeable_groups)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, group, 422, person_form=form)
    who, role = form.cleaned_data["who"], form.cleaned_data["role"]
    if isinstance(who, str):
        _tell(request, group, *carry_out(group, who, role, request.user))
    else:
        messages.success(request, ask_person(group, who, role, request.user))
    return redirect("group-people", pk=group.pk)


@signed_in
@limited("write")
def add_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A list is looked at before anything is done; lines that cannot be taken stay in the field."""
    group = load(request, pk, permissions.changeable_groups)
    form = ListForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(
            request, "groups/add_list.html", {"group": group, "form": form}, status=422 if form.is_bound else 200
        )
    words, role = form.cleaned_data["words"], form.cleaned_data["role"]
    if "save" in request.POST:
        done, addresses = carry_out(group, words, role, request.user)
        _tell(request, group, done, addresses)
        words = "\n".join(line.said for line in done if line.outcome == WRONG)
        if not words:
            return redirect("group-people", pk=group.pk)
        form = ListForm({"words": words, "role": role})
    lines = read_list(group, words)
    context = {"group": group, "form": form, "lines": lines, **_counts(lines)}
    return render(request, "groups/add_list.html", context)


def _counts(lines: list[Line]) -> dict[str, int]:
    return {name: sum(line.outcome == name for line in lines) for name in (JOINS, INVITED, WRONG)}


def _tell(request: HttpRequest, group: Group, lines: list[Line], addresses: list[str]) -> None:
    counts = _counts(lines)
    messages.success(request, f"Added: {counts[JOINS]}. Invited: {counts[INVITED]}.")
    if counts[INVITED] and not group.is_class:
        messages.info(request, "A reading group sends no mail: tell those you invited to look under Groups.")
    if addresses and not write_to(addresses, group, request.user, request.build_absolute_uri(reverse("groups"))):
        messages.error(request, "The mail could not be sent. The invitations stand: tell people to look under Groups.")


@require_POST
@signed_in
def set_role(request: HttpRequest, pk: uuid.UUID, member: int) -> HttpResponse:
    group = load(request, pk, permissions.changeable_groups)
    membership, form = load_member(group, member), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such role.")
        return redirect("group-people", pk=group.pk)
    try:
        change_role(membership, form.cleaned_data["role"], request.user)
        messages.success(request, f"{membership.person} is now {membership.get_role_display().lower()}.")
    except Refused as refused:
        messages.error(request, str(refused))
    resigned = membership.person_id == request.user.pk and membership.role != Role.INSTRUCTOR
    return redirect("group" if resigned else "group-people", pk=group.pk)


@signed_in
def remove(request: HttpRequest, pk: uuid.UUID, member: int) -> HttpResponse:
    """Asked again before it is done."""
    group = load(request, pk, permissions.changeable_groups)
    membership = load_member(group, member)
    if request.method != "POST":
        return render(request, "groups/remove.html", {"group": group, "membership": membership})
    try:
        end(membership, request.user)
        messages.success(request, f"{membership.person} is no longer in the group. Their notes stay.")
    except Refused as refused:
        messages.error(request, str(refused))
    if membership.left and membership.person_id == request.user.pk:
        return redirect("groups")
    return redirect("group-people", pk=group.pk)


@require_POST
@signed_in
@limited("write")
def make_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The link is shown on this answer and never again: what is stored cannot be turned back into it."""
    group = load(request, pk, permissions.changeable_groups)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, group, 422, link_form=form)
    by: Any = request.user
    invitation = Invitation(group=group, created_by=by, **form.terms())
    token = invitation.make_token()
    invitation.save()
    address = request.build_absolute_uri(reverse("join-group", args=[token]))
    return _page(request, group, new_link=address, new_invitation=invitation)


@require_POST
@signed_in
def revoke(request: HttpRequest, pk: uuid.UUID, invitation: int) -> HttpResponse:
    group = load(request, pk, permissions.changeable_groups)
    chosen = get_object_or_404(group.invitations.filter(revoked=None, accepted_by=None), pk=invitation)
    chosen.revoked = timezone.now()
    chosen.save(update_fields=["revoked"])
    messages.success(request, "Nobody joins by it any more.")
    return redirect("group-people", pk=group.pk)
