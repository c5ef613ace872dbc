"""The page of a group: what it reads, who is in it, what happened lately, and its notes."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.groups.loading import load
from annotator.groups.models import Seat
from annotator.notes.grouping import activity, counts_by_article, happenings, lately, notes_in, people_by_role
from annotator.notes.naming import names_for
from annotator.people.guard import signed_in
from texts.models import Text

PAGE = 25


@require_safe
@signed_in
def group_activity(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All that happened in the group, as far as one can read it."""
    chosen = load(request, pk)
    listed = Paginator(activity(chosen, request.user), PAGE).get_page(request.GET.get("page"))
    context = {"group": chosen, "listed": listed, "happenings": happenings(chosen, listed, names_for(request))}
    return render(request, "groups/activity.html", context)


@require_safe
@signed_in
def group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    chosen = load(request, pk)
    counts = counts_by_article(chosen, request.user)
    shown = Text.objects.filter(permissions.readable_texts(request.user), shown_to__group=chosen)
    texts = [(text, counts.get(text.pk)) for text in shown.order_by("shown_to__place", "shown_to__pk")]
    notes = notes_in(chosen, request.user).select_related("author", "text__parent", "query", "group", "assignment")
    listed = Paginator(notes.order_by("-created", "-id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "group": chosen,
        "texts": texts,
        "roles": people_by_role(chosen),
        "lately": lately(chosen, names_for(request)) if listed.number == 1 else [],
        "notes": listed,
        "own_section": Seat.objects.filter(
            division__of_group=True, division__group=chosen, person=request.user.pk, until=None
        )
        .values_list("section__name", flat=True)
        .first(),
    }
    return render(request, "groups/group.html", context)
