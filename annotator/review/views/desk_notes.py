"""The desk by passage and by kind: the notes of a whole class beneath each other, and writing on many of them."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.notes.models import Annotation
from annotator.people import keys
from annotator.people.guard import signed_in
from annotator.review.bunching import Written, take_back, write_on_all
from annotator.review.desk import load_desk
from annotator.review.deskfilter import DeskFilter
from annotator.review.desknotes import MODES, kinds_of, light_rows, page_of, sections, shown, texts_of
from annotator.review.models import Assignment
from annotator.review.queue import learners_of
from annotator.review.reviewforms import FeedbackForm, keys_in
from annotator.review.reviewing import notes_under_review

UNDO = "desk_written"  # in the session: what this reviewer wrote on many notes last
MEANT = {
    "desk_next_student": "Further page",
    "desk_previous_student": "Page before",
    "desk_reviewed": "Read, and to the next note",
    "desk_words": "Go to the sentence of the note",
    "desk_filter": "Filter the notes",
}
NO_USE = {f"desk_level_{number}" for number in range(1, 6)}


def mode_of(request: HttpRequest) -> str:
    return request.GET.get("by", "") if request.GET.get("by") in MODES else "passage"


def notes_address(request: HttpRequest, assignment_key: uuid.UUID) -> str:
    """The page of notes that this address speaks of: mode, filter and number."""
    kept = QueryDict(mutable=True)
    kept["by"] = mode_of(request)
    kept.update(DeskFilter(request.GET).asked)
    if request.GET.get("page", "").isdecimal():
        kept["page"] = request.GET["page"]
    return f"{reverse('desk-notes', args=[assignment_key])}?{kept.urlencode()}"


@require_safe
@signed_in
def desk_notes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    assignment = load_desk(request, pk)
    chosen, mode = DeskFilter(request.GET), mode_of(request)
    every = light_rows(assignment, request.user, chosen.but("motivation"))
    rows = [row for row in every if chosen.chosen("motivation") in ("", row.motivation)]
    texts = texts_of(rows)
    page = page_of(sections(mode, rows, texts), request.GET.get("page"))
    context = {
        "assignment": assignment,
        "mode": mode,
        "filter": chosen,
        "kinds": kinds_of(every),
        "all": len(every),
        "writers": len({row.author for row in rows}),
        "page": page,
        "sections": shown(assignment, request.user, page, texts),
        "here_query": notes_address(request, pk).partition("?")[2],
        "undo": request.session.get(UNDO, {}).get("assignment") == str(pk),
        "keys_json": json.dumps(keys.live_keys(request.user, keys.DESK)),
        "key_table": _key_table(request.user),
    }
    return render(request, "review/desk_notes.html", context)


def _key_table(user: Any) -> list[dict[str, str]]:
    rows = keys.table(user, keys.DESK)
    return [{**row, "label": MEANT.get(row["act"], row["label"])} for row in rows if row["act"] not in NO_USE]


@require_POST
@signed_in
@limited("review")
def write_on_notes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same words on each note that has none, and each is read. It can be taken back."""
    assignment = load_desk(request, pk, "may_write_reviews")
    form = FeedbackForm(request.POST)
    back = redirect(notes_address(request, pk))
    if not form.is_valid():
        messages.error(request, "This is longer than 20,000 characters.")
        return back
    done = write_on_all(assignment, _asked(request, assignment), request.user, form.cleaned_data["feedback"].strip())
    request.session[UNDO] = {"assignment": str(pk), **asdict(done)}
    _say(request, done)
    return back


def _asked(request: HttpRequest, assignment: Assignment) -> Any:
    """The notes that the form names, as far as they are under review and readable."""
    keys_asked = keys_in(request.POST.getlist("note"))
    learners = learners_of(assignment, request.user).values("person")
    readable = Annotation.objects.filter(permissions.readable_annotations(request.user), pk__in=keys_asked)
    return readable.filter(notes_under_review(assignment), author__in=learners).select_related("author")


def _say(request: HttpRequest, done: Written) -> None:
    what = "Feedback is on" if done.feedback else "Read:"
    messages.success(request, f"{what} {done.count} note{'' if done.count == 1 else 's'}.")
    if done.left:
        messages.warning(request, f"{len(done.left)} left as they were. {' '.join(done.left[:3])}")


@require_POST
@signed_in
@limited("review")
def undo_notes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What one wrote on many notes last."""
    assignment = load_desk(request, pk, "may_write_reviews")
    held = request.session.get(UNDO, {})
    if held.pop("assignment", "") == str(pk):
        del request.session[UNDO]
        count = take_back(assignment, request.user, Written(**held))
        messages.success(request, f"{count} note{' is' if count == 1 else 's are'} as before.")
    return redirect(notes_address(request, pk))
