"""Acts on many students: full credit for a filtered list, release, and the undoing of both."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review import releasing, reviewing
from annotator.review.desk import load_desk
from annotator.review.deskfilter import DeskFilter
from annotator.review.queue import students


@signed_in
@limited("write")
def full_credit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked first, with the number; then done for all whom the filter leaves and nobody has begun."""
    assignment = load_desk(request, pk, "may_write_reviews")
    chosen = DeskFilter(request.GET)
    queue = students(assignment, request.user, chosen)
    free = [one for one in queue if not one.state and not one.claimed]
    context = {"assignment": assignment, "filter": chosen, "free": free, "left": len(queue) - len(free)}
    if request.method != "POST":
        return render(request, "review/desk_full_credit.html", context)
    try:
        batch, done, left = reviewing.give_full_credit(assignment, [one.pk for one in queue], request.user)
    except IntegrityError:  # a colleague began one of them at this moment
        messages.error(request, "A colleague began one of these students just now, and nothing was done. Try again.")
        return redirect(request.get_full_path())
    return render(request, "review/desk_full_credit.html", {**context, "batch": batch, "count": done, "left": left})


@require_POST
@signed_in
def undo_full_credit(request: HttpRequest, pk: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    assignment = load_desk(request, pk, "may_write_reviews")
    count = reviewing.undo_full_credit(assignment, batch, request.user)
    messages.success(request, f"Undone for {count} student{'' if count == 1 else 's'}.")
    return redirect("desk-students", assignment.pk)


@signed_in
@limited("write")
def release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked first, with the numbers."""
    assignment = load_desk(request, pk, "may_release")
    if request.method == "POST":
        try:
            made = releasing.release(assignment, request.user)
        except reviewing.Refused as refused:
            messages.error(request, str(refused))
        else:
            count = made.reviews.count()
            messages.success(request, f"Released to {count} learner{'' if count == 1 else 's'}.")
        return redirect(reverse("release-reviews", args=[pk]))
    context = {
        "assignment": assignment,
        "numbers": releasing.numbers(assignment),
        "undoable": releasing.undoable(assignment),
        "releases": assignment.releases.select_related("by"),
    }
    return render(request, "review/desk_release.html", context)


@require_POST
@signed_in
def undo_release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    assignment = load_desk(request, pk, "may_release")
    try:
        releasing.undo(assignment)
        messages.success(request, "Undone: learners see nothing of it any more.")
    except reviewing.Refused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("release-reviews", args=[pk]))
