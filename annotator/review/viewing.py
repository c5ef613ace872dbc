"""Reading as a learner: an instructor sees one group as one of its learners does, writes nothing, and it is recorded.

The request's user becomes that learner, with no group but this one, so that every right is asked as theirs;
`permissions` keeps back what is theirs alone. Pages that are not known to be fit for it are not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from annotator import permissions
from annotator.groups.models import Group, Membership
from annotator.review.models import Viewing

KEY = "viewing"  # in the session
SAFE = ("GET", "HEAD")
SHOWN = {
    "annotation", "assignment", "assignment-strip", "assignments", "card", "cards", "coverage-line", "feedback", "group",
    "library", "notes-of-text", "query-hints", "reader", "spans", "status", "work",
}  # fmt: skip
ALWAYS = {"end-viewing", "account_logout"}
OF_THE_VIEWER = ("keys", "shortcuts_on", "marks_in_text")  # how one reads is nobody else's business


class ViewingAs(MiddlewareMixin):
    """Behind the middleware that knows who is signed in."""

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        by_token = request.headers.get("Authorization", "").lower().startswith("bearer ")  # a program, with no session
        key = request.session.get(KEY) if request.COOKIES and not by_token else None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if key is None or name in ALWAYS:
            return None
        viewing = running(request.user, key)
        if viewing is None:
            del request.session[KEY]
            messages.info(
                request, "You are yourself again: that learner, or you, are no longer in the group as before."
            )
            return redirect(request.get_full_path()) if request.method in SAFE else _refused(request, None)
        return _enter(request, viewing, name)


def _enter(request: Any, viewing: Viewing, name: str) -> HttpResponse | None:
    request.viewing = viewing
    if request.method not in SAFE or name not in SHOWN:
        return _refused(request, viewing)
    request.user = as_seen(viewing, request.user)
    return None


def _refused(request: HttpRequest, viewing: Viewing | None) -> HttpResponse:
    """403, in one sentence for scripts and on a page with the way out for people."""
    writes = request.method not in SAFE
    words = (
        "Nothing is written while you read as somebody else."
        if writes
        else "What stands on this page is theirs alone, or is not of this group."
    )
    if request.headers.get("HX-Request"):
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    return render(request, "review/viewing_refused.html", {"words": words, "viewing": viewing}, status=403)


def running(viewer: Any, key: int) -> Viewing | None:
    """As long as `viewer` instructs the group and the other learns in it; it brings the `membership`."""
    found: Any = Viewing.objects.filter(pk=key, viewer=viewer.pk, ended=None).select_related("group", "person").first()
    if found:
        members = Membership.objects.filter(permissions.memberships_to_view_as(viewer), group=found.group)
        found.membership = members.filter(person=found.person_id).first()
    return found if found and found.membership else None


def as_seen(viewing: Any, viewer: Any) -> Any:
    """The learner with this one group, and without what is theirs alone."""
    member, group = viewing.membership, viewing.group
    person = copy(viewing.person)
    person.groups_held = [[str(group.pk), member.role, member.limited, group.archived and group.archived.isoformat()]]
    person.viewed_in = group.pk
    person.email = ""
    for name in OF_THE_VIEWER:
        setattr(person, name, getattr(viewer, name))
    return person


def begin(request: HttpRequest, group: Group, person: Any) -> Viewing:
    """The request's user reads as `person` from now on."""
    viewer: Any = request.user
    made = Viewing.objects.create(group=group, viewer=viewer, person=person)
    request.session[KEY] = made.pk
    return made


def end(request: HttpRequest) -> Viewing | None:
    """The user is themselves again; None if they were."""
    key = request.session.pop(KEY, None)
    found = Viewing.objects.filter(pk=key, viewer=request.user.pk, ended=None).select_related("group").first()
    if found:
        found.ended = timezone.now()
        found.save(update_fields=["ended"])
    return found
