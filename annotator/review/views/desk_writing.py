"""Saving at the desk: drafts as they are typed, reviewed and next, undo, and notes one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from annotator import permissions
from annotator.limits import limited
from annotator.notes.models import Annotation
from annotator.people.guard import signed_in
from annotator.people.models import User
from annotator.review import reviewing
from annotator.review.bunching import write_in_passing
from annotator.review.claiming import take_over
from annotator.review.desk import load_desk
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment
from annotator.review.reviewforms import FeedbackForm, ReviewForm, keys_in
from annotator.review.views.desk import go_on, student_address
from annotator.review.views.desk_notes import notes_address


def _load(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> tuple[Any, User]:
    """For writing: the assignment and a learner whom one reviews."""
    assignment = load_desk(request, pk, "may_write_reviews")
    learners = assignment.group.memberships.filter(permissions.reviewable_learners(request.user))
    return assignment, get_object_or_404(User, pk__in=learners.values("person"), pk=person)


def _back(request: HttpRequest, assignment: Assignment, person: uuid.UUID) -> HttpResponse:
    return redirect(student_address(assignment, person, DeskFilter(request.GET).query))


def _answer(request: HttpRequest, back: HttpResponse, act: Callable[[], object], wrong: str = "") -> HttpResponse:
    """What a saved form hears: a word beside it for htmx, the page again without."""
    if not wrong:
        try:
            act()
        except reviewing.Refused as refused:
            wrong = str(refused)
    if request.headers.get("HX-Request"):
        return render(request, "review/_desk_saved.html", {"wrong": wrong}, status=422 if wrong else 200)
    if wrong:
        messages.error(request, wrong)
    return back


@require_POST
@signed_in
@limited("review")
def save(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """The draft as it is."""
    assignment, learner = _load(request, pk, person)
    form = ReviewForm(request.POST, assignment=assignment)
    wrong = "" if form.is_valid() else form.told
    back = _back(request, assignment, person)
    return _answer(request, back, lambda: reviewing.write(assignment, learner, request.user, **form.given), wrong)


@require_POST
@signed_in
@limited("review")
def reviewed(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """The draft is saved and the student reviewed; on to the next."""
    assignment, learner = _load(request, pk, person)
    form = ReviewForm(request.POST, assignment=assignment)
    if not form.is_valid():
        messages.error(request, form.told)
        return _back(request, assignment, person)
    try:
        shown = keys_in(request.POST.getlist("shown"))
        reviewing.finish(assignment, learner, request.user, shown=shown, **form.given)
    except reviewing.Refused as refused:
        messages.error(request, str(refused))
        return _back(request, assignment, person)
    return go_on(request, assignment, DeskFilter(request.GET), after=person)


@require_POST
@signed_in
def unreviewed(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    assignment, learner = _load(request, pk, person)
    back = _back(request, assignment, person)
    return _answer(request, back, lambda: reviewing.reopen(assignment, learner, request.user))


@require_POST
@signed_in
def take(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """From the colleague who has claimed the student."""
    assignment, _ = _load(request, pk, person)
    take_over(assignment.pk, person, request.user.pk)
    return _back(request, assignment, person)


@require_POST
@signed_in
def take_from_learner(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """One released review is a draft again. Like releasing, for instructors."""
    assignment, learner = _load(request, pk, person)
    if not assignment.may_release:
        raise PermissionDenied
    back = _back(request, assignment, person)
    return _answer(request, back, lambda: reviewing.take_from_learner(assignment, learner, request.user))


def _note(request: HttpRequest, pk: uuid.UUID) -> Annotation:
    """One to endorse or to review: in a group that one teaches."""
    readable = Annotation.objects.readable_by(request.user).select_related("assignment", "author")
    note = get_object_or_404(readable, pk=pk)
    if not Annotation.objects.filter(permissions.endorsable_annotations(request.user), pk=pk).exists():
        raise PermissionDenied
    return note


@require_POST
@signed_in
@limited("review")
def review_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = _note(request, pk)
    if note.assignment is None:
        raise PermissionDenied("set for no assignment")
    _load(request, note.assignment.pk, note.author_id)
    form = FeedbackForm(request.POST)
    wrong = "" if form.is_valid() else "This is longer than 20,000 characters."
    write = write_in_passing if "by" in request.GET else reviewing.write_on_note
    return _answer(request, _beside(request, note), lambda: write(note, request.user, **form.cleaned_data), wrong)


def _beside(request: HttpRequest, note: Any) -> HttpResponse:
    """The student's page, or the page of notes that the address names with `by`."""
    if "by" in request.GET:
        return redirect(f"{notes_address(request, note.assignment_id)}#annotation-{note.pk}")
    return _back(request, note.assignment, note.author_id)


@require_POST
@signed_in
def endorse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = _note(request, pk)
    reviewing.endorse(note, request.user)
    return _endorsed(request, note)


@require_POST
@signed_in
def unendorse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = _note(request, pk)
    reviewing.withdraw_endorsement(note)
    return _endorsed(request, note)


def _endorsed(request: HttpRequest, note: Annotation) -> HttpResponse:
    if request.headers.get("HX-Request"):
        fresh = Annotation.objects.select_related("endorsement__by").get(pk=note.pk)
        return render(request, "review/_desk_endorse.html", {"note": fresh})
    return _beside(request, note) if note.assignment else redirect(note)
