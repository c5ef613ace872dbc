"""The desk: whoever is next, one student's page, and the list of all."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotator.people import keys
from annotator.people.guard import signed_in
from annotator.review.claiming import LASTS, claim, let_go
from annotator.review.desk import load_desk, notes_of, review_of, rubric, words_of
from annotator.review.deskcounts import counts
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment
from annotator.review.queue import Student, next_for, students
from annotator.review.releasing import undoable
from annotator.review.sampling import sampled
from annotator.review.since import answers_since, mark_changes

FRESH = LASTS - timedelta(minutes=1)  # a claim with more time than this need not be renewed


def student_address(assignment: Assignment, person: uuid.UUID, query: str = "", done: Any = None) -> str:
    """One student at the desk, under the filter `query`; `done` is whose review can be undone there."""
    parts = [part for part in (query, f"done={done}" if done else "") if part]
    address = reverse("desk-student", args=[assignment.pk, person])
    return f"{address}?{'&'.join(parts)}" if parts else address


@require_safe
@signed_in
def desk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whoever is next for me; the list, if nobody is."""
    assignment = load_desk(request, pk, "may_write_reviews")
    return go_on(request, assignment, DeskFilter(request.GET))


def go_on(request: HttpRequest, assignment: Assignment, chosen: DeskFilter, after: Any = None) -> HttpResponse:
    """To the next student, claimed; to the list when there is none. `after` was reviewed just now."""
    found = next_for(assignment, request.user, chosen, after)
    if found:
        return redirect(student_address(assignment, found.pk, chosen.query, after))
    parts = [part for part in (chosen.query, "end=1", f"done={after}" if after else "") if part]
    return redirect(f"{reverse('desk-students', args=[assignment.pk])}?{'&'.join(parts)}")


@require_safe
@signed_in
def desk_student(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    assignment = load_desk(request, pk)
    return render(request, "review/desk.html", student_context(request, assignment, person))


def student_context(request: HttpRequest, assignment: Any, person: uuid.UUID, **more: Any) -> dict[str, Any]:
    """All that the page of one student shows, in at most ten queries with the session's and the bar's; two more once reviewed."""
    chosen = DeskFilter(request.GET)
    queue = students(assignment, request.user, chosen)
    student = _student(assignment, request.user, queue, person)
    review = review_of(assignment, person)
    may_write = assignment.may_write_reviews and not student.claimed and not review.release_id
    if may_write and not _held_long_enough(student):
        may_write = claim(assignment.pk, person, request.user.pk)
        let_go(assignment.pk, request.user.pk, but=person)
    found: list[Any] = list(notes_of(assignment, person, review, chosen))
    answers = answers_since(review, request.user)
    mark_changes(review, [*found, *answers])
    there = [note for note in found if not note.deleted]
    notes = there if "all" in request.GET or chosen.is_about_notes else sampled(assignment, there)
    return {
        "assignment": assignment,
        "student": student,
        "review": review,
        "rubric": rubric(assignment, review),
        "notes": notes,
        "sample_of": len(there) if assignment.sample and not chosen.is_about_notes else 0,
        "removed": [note for note in found if note.deleted],
        "answers": answers,
        "reads": words_of(notes),
        "may_write": may_write,
        "filter": chosen,
        "done": _done(queue, request.GET.get("done", "")),
        "keys_json": json.dumps(keys.live_keys(request.user, keys.DESK)),
        "key_table": keys.table(request.user, keys.DESK),
        **_place(assignment, queue, student, chosen),
        **more,
    }


def _held_long_enough(student: Student) -> bool:
    return bool(student.mine_until and student.mine_until > timezone.now() + FRESH)


def _student(assignment: Assignment, reviewer: Any, queue: Sequence[Student], person: uuid.UUID) -> Student:
    """Also one whom the filter leaves out. Raises Http404 for who is no learner of the group."""
    everyone = students(assignment, reviewer, DeskFilter({})) if person not in {one.pk for one in queue} else queue
    found = next((one for one in everyone if one.pk == person), None)
    if found is None:
        raise Http404("no learner of this group")
    return found


def _done(queue: Sequence[Student], key: str) -> Student | None:
    """Who was reviewed just before, as long as it can be undone."""
    return next((one for one in queue if str(one.pk) == key and one.is_reviewed and not one.released), None)


def _place(assignment: Assignment, queue: Sequence[Student], student: Student, chosen: DeskFilter) -> dict[str, Any]:
    """How far the class is, and who stands before and behind in the filtered list."""
    keys_of = [one.pk for one in queue]
    at = keys_of.index(student.pk) if student.pk in keys_of else None
    before = queue[at - 1] if at else None
    behind = queue[at + 1] if at is not None and at + 1 < len(queue) else None
    return {
        "reviewed": sum(one.is_reviewed for one in queue),
        "total": len(queue),
        "place": None if at is None else at + 1,
        "previous": before and student_address(assignment, before.pk, chosen.query),
        "next": behind and student_address(assignment, behind.pk, chosen.query),
    }


@require_safe
@signed_in
def desk_students(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody whom the filter leaves, with what can be done for all of them."""
    assignment = load_desk(request, pk)
    chosen = DeskFilter(request.GET)
    queue = students(assignment, request.user, chosen)
    context = {
        "assignment": assignment,
        "filter": chosen.with_counts(counts(assignment, request.user)),
        "keys_json": json.dumps(keys.live_keys(request.user, keys.DESK)),
        "rows": [(one, student_address(assignment, one.pk, chosen.query)) for one in queue],
        "reviewed": sum(one.is_reviewed for one in queue),
        "total": len(queue),
        "open": sum(not one.state and not one.claimed for one in queue),
        "ended": "end" in request.GET,
        "done": _done(queue, request.GET.get("done", "")),
        "undoable": undoable(assignment) if assignment.may_release else None,
    }
    return render(request, "review/desk_students.html", context)
