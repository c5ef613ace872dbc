"""The text of an assignment with what it drew beside it: notes and questions, sentence by sentence."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.notes.models import Annotation, Motivation
from annotator.people.guard import signed_in
from annotator.review.heat import Sentence, heat
from annotator.review.loading import load
from annotator.review.progress import NOTES
from texts.models import Text
from texts.sentences import paragraphs
from texts.spans import Span

PAGE = 30  # paragraphs
COUNTED = [*NOTES, Motivation.QUESTIONING]


@require_safe
@signed_in
def overview_heat(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    assignment = load(request, pk, permissions.reviewable_assignments)
    choices = _choices(assignment, request.user)
    text = _chosen(choices, request.GET.get("text", ""))
    context: dict[str, Any] = {"assignment": assignment, "choices": choices, "text": text}
    if text:
        noted = _noted(assignment, request.user).filter(text=text)
        context |= _page(assignment, text, noted, request.GET.get("page"))
    return render(request, "review/overview_heat.html", context)


def _noted(assignment: Any, user: permissions.Actor) -> QuerySet[Annotation]:
    """Notes and questions for the assignment that `user` can read, where they stand now."""
    readable = Annotation.objects.readable_by(user).filter(assignment=assignment, motivation__in=COUNTED)
    return readable.standing().order_by()


def _choices(assignment: Any, user: permissions.Actor) -> list[Any]:
    """The articles set, in their order, each with those comments on it that drew anything.

    Each has `drew`, how many, and `elsewhere`, how many of them stand on no words.
    """
    by_text = _noted(assignment, user).values("text")
    counted = by_text.annotate(drew=Count("pk"), elsewhere=Count("pk", filter=Q(at=None)))
    drew = {row["text"]: row for row in counted}
    place = assignment.to_read.filter(text=Coalesce(OuterRef("parent"), OuterRef("pk"))).values("place")
    texts = Text.objects.filter(permissions.readable_texts(user), Q(parent=None) | Q(pk__in=drew))
    texts = texts.annotate(set_as=Subquery(place)).filter(set_as__isnull=False).select_related("parent")
    found: list[Any] = list(texts.order_by("set_as", Coalesce("parent", "pk"), F("place").asc(nulls_first=True)))
    for text in found:
        row = drew.get(text.pk, {"drew": 0, "elsewhere": 0})
        text.drew, text.elsewhere = row["drew"], row["elsewhere"]
    return found


def _chosen(choices: list[Any], asked: str) -> Any:
    """The one asked for, or the first. Raises Http404 for one that is not among them."""
    if not asked:
        return choices[0] if choices else None
    found = next((text for text in choices if str(text.pk) == asked), None)
    if not found:
        raise Http404("no such text in this assignment")
    return found


def _page(assignment: Any, text: Any, noted: Any, number: str | None) -> dict[str, Any]:
    plain = text.latest.plain if text.latest else ""
    listed = Paginator(paragraphs(plain), PAGE).get_page(number)
    shown: list[Span] = list(listed)
    marks: list[tuple[int, int, bool]] = []
    if shown:
        here = noted.filter(at__lt=shown[-1].end, until__gt=shown[0].start)
        kinds = here.values_list("at", "until", "motivation")
        marks = [(start, end, kind == Motivation.QUESTIONING) for start, end, kind in kinds]
    found = heat(plain, shown, listed.start_index(), marks)
    return {
        "listed": listed,
        "paragraphs": [(one, [_row(assignment, text, sentence) for sentence in one.sentences]) for one in found],
    }


def _row(assignment: Any, text: Any, sentence: Sentence) -> tuple[Sentence, str, str]:
    """With the addresses of the lists of its notes and of its questions."""
    within = f"{text.pk}:{sentence.span.start}-{sentence.span.end}"
    query = {"assignment": str(assignment.pk), "within": within}
    listed = [
        reverse("notes-of-text", args=[text.article.pk], query={**query, "motivation": [str(kind) for kind in kinds]})
        for kinds in (NOTES, [Motivation.QUESTIONING])
    ]
    return sentence, listed[0], listed[1]
