"""A class copied for the next year: first looked at, then made."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator import permissions
from annotator.groups.loading import load
from annotator.groups.models import Group
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review.copying import copy_group, plan

YEAR = 364  # 52 weeks: the same days of the week
DATES = [("move", "Move all dates by so many days"), ("clear", "Leave all dates out")]


class CopyForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, label="Name of the copy")
    dates = forms.ChoiceField(choices=DATES, label="Dates of assignments", widget=forms.RadioSelect)
    days = forms.IntegerField(
        required=False,
        min_value=-3660,
        max_value=3660,
        label="Days",
        help_text="364 keeps the days of the week. A negative number moves dates back.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("dates") == "move" and data.get("days") is None and "days" not in self.errors:
            self.add_error("days", "Say by how many days the dates move.")
        return data

    @property
    def moved_by(self) -> int | None:
        days: int | None = self.cleaned_data["days"]
        return days if self.cleaned_data["dates"] == "move" else None


@signed_in
@limited("write")
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Looking is a POST too, so that what was typed stays in the form; nothing is made before “Make the copy”."""
    group = load(request, pk, permissions.manageable_groups)
    if group.is_class and not permissions.may_make_classes(request.user):
        raise PermissionDenied
    form = CopyForm(request.POST or _begin(group))
    is_sent = request.method == "POST"
    if form.is_valid() and is_sent and "look" not in request.POST:
        data = form.cleaned_data
        made = copy_group(group, request.user, data["name"], form.moved_by, data["key"])
        messages.success(request, f"Copied: nobody but you is in “{made}” yet.")
        return redirect(made)
    planned = plan(group, request.user, form.moved_by) if form.is_valid() else None
    context = {"group": group, "form": form, "plan": planned}
    return render(request, "review/copy_group.html", context, status=422 if form.errors else 200)


def _begin(group: Group) -> dict[str, Any]:
    name = f"{group.name[:110]} (copy)"
    return {"key": str(uuid.uuid4()), "name": name, "dates": "move", "days": YEAR}
