"""Reading a group as one of its learners: whom, since when, and the way out."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.groups.loading import load
from annotator.groups.models import Membership
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review.models import Assignment
from annotator.review.viewing import begin, end

RECORD = 100  # viewings on the page; the rest is counted


@require_safe
@signed_in
def view_as(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The learners there are, and who viewed as whom before."""
    group = load(request, pk, permissions.manageable_groups)
    members = group.memberships.filter(permissions.memberships_to_view_as(request.user)).select_related("person")
    record = group.viewings.select_related("viewer", "person")
    context = {
        "group": group,
        "members": members.order_by("person__display_name", "person__username"),
        "record": record[:RECORD],
        "count": record.count(),
        "most": RECORD,
    }
    return render(request, "review/view_as.html", context)


@require_POST
@signed_in
@limited("write")
def begin_viewing(request: HttpRequest, pk: uuid.UUID, member: int) -> HttpResponse:
    """To the assignment that the form names, or to the group."""
    group = load(request, pk, permissions.manageable_groups)
    members = Membership.objects.filter(permissions.memberships_to_view_as(request.user), group=group)
    begin(request, group, get_object_or_404(members.select_related("person"), pk=member).person)
    asked = request.POST.get("assignment", "")
    set_here = group.assignments.values_list("pk", flat=True)
    named = next((key for key in set_here if str(key) == asked), None)
    return redirect(Assignment(pk=named) if named else group)


@require_POST
@signed_in
def end_viewing(request: HttpRequest) -> HttpResponse:
    ended = end(request)
    return redirect("view-as", ended.group.pk) if ended else redirect("groups")
