"""What an instructor says about a group: its name, the texts it reads, and that it is over."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.groups.forms import GroupForm, TextForm
from annotator.groups.loading import load
from annotator.groups.models import GroupText
from annotator.limits import limited
from annotator.people.guard import signed_in

PAGE = 25


@signed_in
@limited("write")
def settings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(
        request, pk, permissions.manageable_groups if request.method == "GET" else permissions.changeable_groups
    )
    name = str(group)  # validating puts what was typed on the instance
    form = GroupForm(request.POST or None, instance=group)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "Changed.")
        return redirect(group)
    context = {"group": group, "name": name, "form": form}
    return render(request, "groups/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def archive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(request, pk, permissions.manageable_groups)
    group.archived = group.archived or timezone.now()
    group.save(update_fields=["archived"])
    messages.success(request, "Archived: it can be read as before, and nobody writes in it.")
    return redirect(group)


@require_POST
@signed_in
def unarchive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load(request, pk, permissions.manageable_groups)
    group.archived = None
    group.save(update_fields=["archived"])
    messages.success(request, "Open again.")
    return redirect(group)


@signed_in
@limited("write")
def texts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which texts are shown, and those that can be: found by title."""
    group = load(request, pk, permissions.changeable_groups)
    form = TextForm(request.POST or None, user=request.user, group=group)
    if form.is_bound and form.is_valid():
        last = group.shown.aggregate(last=Max("place"))["last"] or 0
        by = {"place": last + 1, "added_by": request.user}
        shown, _ = GroupText.objects.get_or_create(group=group, text=form.cleaned_data["text"], defaults=by)
        messages.success(request, f"The group reads “{shown.text}”.")
        return redirect("group-texts", pk=group.pk)
    offered = form.fields["text"].queryset.order_by("-created", "-id")  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:200]
    for word in words.split():
        offered = offered.filter(title__icontains=word)
    context = {
        "group": group,
        "shown": group.shown.select_related("text").order_by("place", "pk"),
        "offered": Paginator(offered, PAGE).get_page(request.GET.get("page")),
        "words": words,
    }
    return render(request, "groups/texts.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remove_text(request: HttpRequest, pk: uuid.UUID, text: uuid.UUID) -> HttpResponse:
    group = load(request, pk, permissions.changeable_groups)
    shown = get_object_or_404(group.shown.select_related("text"), text=text)
    shown.delete()
    messages.success(request, f"The group no longer reads “{shown.text}”. Its notes on it are kept.")
    return redirect("group-texts", pk=group.pk)
