"""How an assignment goes: a table of its learners, what was written when, and the lists behind the numbers."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.people.guard import signed_in
from annotator.review.activity import chart
from annotator.review.loading import load
from annotator.review.overview import FIRST, Line, active_days, in_order, lines
from annotator.review.overview_lists import SHOWN, items
from annotator.review.progress import NOTES

PAGE = 50
COLUMNS = [
    ("name", "Learner"),
    ("notes", "Notes"),
    ("questions", "Questions"),
    ("replies", "Replies"),
    ("words", "Words"),
    ("days", "Days active"),
    ("late", "Written late"),
    ("handed", "Handed in"),
]
POINTS = ("points", "Points")


@require_safe
@signed_in
def overview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    assignment = load(request, pk, permissions.reviewable_assignments)
    every = lines(assignment, request.user)
    ordered, sort = in_order(every, request.GET.get("sort", ""))
    listed = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    texts = set(assignment.to_read.values_list("text", flat=True))
    shows_points = assignment.points is not None or any(line.points is not None for line in every)
    context = {
        "assignment": assignment,
        "listed": listed,
        "shows_points": shows_points,
        "rows": [(line, _cells(assignment, line, texts)) for line in listed],
        "columns": [_column(*one, sort) for one in [*COLUMNS, *([POINTS] if shows_points else [])]],
        "sort": sort,
        "by_default": sort == FIRST,
        "idle": sum(line.nothing for line in every),
        "handed": sum(bool(line.handed_in) for line in every),
        "chart": chart(active_days(every)),
    }
    return render(request, "review/overview.html", context)


def _column(name: str, label: str, sort: str) -> dict[str, str]:
    """With where its heading leads: names from the first, numbers from the most; a second time the other way."""
    begins = name if name == "name" else f"-{name}"
    other = name if sort == f"-{name}" else f"-{name}"
    is_chosen = sort.removeprefix("-") == name
    ordered = ("descending" if sort.startswith("-") else "ascending") if is_chosen else ""
    return {"label": label, "sort": other if is_chosen else begins, "ordered": ordered}


def _cells(assignment: Any, line: Line, texts: set[Any]) -> list[tuple[str, int, str]]:
    """Label, number, and the address of the list that has as many rows."""
    numbers = [(name, label, getattr(line, name)) for name, label in COLUMNS[1:-1]]
    return [(label, count, _behind(assignment, line, name, texts)) for name, label, count in numbers]


def _behind(assignment: Any, line: Line, name: str, texts: set[Any]) -> str:
    """The reader's own list, where one text has all of them; the list of what they wrote for the rest."""
    kinds = {"notes": [str(value) for value in NOTES], "questions": ["questioning"]}.get(name)
    if kinds and len(line.articles) == 1 and line.articles <= texts:
        query = {"assignment": str(assignment.pk), "by": str(line.person.pk), "motivation": kinds}
        return reverse("notes-of-text", args=[*line.articles], query=query)
    return reverse("overview-person", args=[assignment.pk, line.person.pk], query={"show": name})


@require_safe
@signed_in
def person(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """What one learner wrote, or what is behind one of the numbers: `?show=` notes, questions, replies, words, days, late."""
    assignment = load(request, pk, permissions.reviewable_assignments)
    learners = assignment.group.memberships.filter(permissions.reviewable_learners(request.user))
    member = get_object_or_404(learners.select_related("person"), person=person)
    show = request.GET.get("show", "")
    label, wanted = SHOWN.get(show, SHOWN[""])
    found = [item for item in items(assignment, request.user, member.person) if wanted(item)]
    context = {
        "assignment": assignment,
        "person": member.person,
        "show": show,
        "label": label,
        "choices": [(name, label) for name, (label, _) in SHOWN.items()],
        "words": sum(item.words for item in found),
        "days": len({item.day for item in found}),
        "items": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "review/overview_person.html", context)
