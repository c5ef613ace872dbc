"""What instructors do with an assignment: set it, change it, show the notes, give more time, put it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.groups.loading import load as load_group
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review import rubrics
from annotator.review.forms import AssignmentForm, ExtensionForm
from annotator.review.loading import load
from annotator.review.models import Assignment, Extension
from annotator.review.setting import set_work
from annotator.review.views.assignments import with_extension_form


@signed_in
@limited("write")
def new_assignment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    group = load_group(request, pk, permissions.changeable_groups)
    made = Assignment(group=group, created_by_id=str(request.user.pk))
    return _form(request, made, [rubrics.Row()], "Set an assignment")


@signed_in
@limited("write")
def edit_assignment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load(request, pk, permissions.changeable_assignments)
    return _form(request, found, rubrics.rows_of(found), f"Change “{found}”")


def _form(request: HttpRequest, about: Any, rows: list[rubrics.Row], title: str) -> HttpResponse:
    """Rows of the rubric are added and taken out by buttons of the same form: nothing is stored then."""
    posted = request.POST if request.method == "POST" else None
    form = AssignmentForm(posted, group=about.group, instance=about)
    status = 200
    if posted is not None:
        rows = rubrics.typed(posted)
        wanting = "add" in posted or "drop" in posted
        if not wanting and _taken(form, rows):
            set_work(form.instance, form.order, rows, form.sections(request.user))
            messages.success(request, "Saved.")
            return redirect(form.instance)
        status = 200 if wanting else 422
        if wanting:
            form.errors.clear()
    context = {"form": form, "rows": rows, "group": about.group, "title": title, "texts": form.offered()}
    context["assignment"] = None if about._state.adding else about
    return render(request, "review/edit.html", context, status=status)


def _taken(form: AssignmentForm, rows: list[rubrics.Row]) -> bool:
    wrong = rubrics.check(rows)
    if not form.instance._state.adding:
        wrong += rubrics.in_use(form.instance, rows)
    for words in wrong:
        form.add_error(None, words)
    return form.is_valid() and not any(row.errors for row in rows)


@require_POST
@signed_in
def archive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _stamp(request, pk, "archived", timezone.now(), "Put away: nobody writes for it or hands in any more.")


@require_POST
@signed_in
def unarchive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _stamp(request, pk, "archived", None, "Open again.")


@require_POST
@signed_in
def reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _stamp(request, pk, "revealed", timezone.now(), "Learners see each other’s notes now.")


@require_POST
@signed_in
def hide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _stamp(request, pk, "revealed", None, "Taken back: the rule of the assignment holds again.")


def _stamp(request: HttpRequest, pk: uuid.UUID, field: str, value: Any, words: str) -> HttpResponse:
    found = load(request, pk, permissions.changeable_assignments)
    Assignment.objects.filter(pk=found.pk).update(**{field: value})
    messages.success(request, words)
    return redirect(found)


@require_POST
@signed_in
@limited("write")
def extend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load(request, pk, permissions.changeable_assignments)
    form = ExtensionForm(request.POST, group=found.group)
    if not form.is_valid():
        return with_extension_form(request, found, form)
    person, due = form.cleaned_data["person"], form.cleaned_data["due"]
    Extension.objects.update_or_create(
        assignment=found, person=person, defaults={"due": due, "given_by_id": str(request.user.pk)}
    )
    messages.success(request, f"{person} has until {date_format(timezone.localtime(due), 'j F Y, H:i')}.")
    return redirect(found)


@require_POST
@signed_in
def end_extension(request: HttpRequest, pk: uuid.UUID, extension: int) -> HttpResponse:
    found = load(request, pk, permissions.changeable_assignments)
    given = get_object_or_404(found.extensions.select_related("person"), pk=extension)
    given.delete()
    messages.success(request, f"{given.person} has the time of the others again.")
    return redirect(found)
