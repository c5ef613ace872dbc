"""The search page, and the counts beside it: what is found is shown at once, counting follows."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotator.finding.asking import OPERATORS, Asked, ask, written
from annotator.finding.asking_often import PAGE, RANKED
from annotator.finding.conditions import titles_of
from annotator.finding.facets import counted
from annotator.finding.hits import hits
from annotator.finding.narrowing import Narrowed, doubts, narrowed
from annotator.finding.passages import Paragraphs, paragraphs
from annotator.finding.searching import Listed, best, matches, newest_of
from annotator.finding.suggesting import suggestions
from annotator.limits import limited
from annotator.notes.naming import names_for

LONGEST = 500  # code points of a search
FIRST = 3  # paragraphs above the notes


@require_safe
@limited("find", methods=("GET",), visitors_only=True)
def search(request: HttpRequest) -> HttpResponse:
    asked, limits = understood(request)
    context: dict[str, Any] = {"asked": asked, "operators": OPERATORS, "ranked": RANKED, "sort": _sort(request, asked)}
    context["search_at"] = reverse("search")
    context["chips"] = chips(asked, request.user)
    context["faults"] = [*asked.faults, *(limits.faults if limits else ())]
    context["searches"] = request.user.searches.all() if request.user.is_authenticated else []
    if limits and asked and not context["faults"]:
        context |= _found(request, asked, limits, context["sort"])
        if not context["hits"] and not context["texts"].listed:
            context["faults"] = doubts(limits, request.user)
    return render(request, "finding/search.html", context)


def chips(asked: Asked, user: Any) -> list[tuple[str, bool, str]]:
    """The operators asked for: as they are shown, whether negative, and the search without each."""
    titles = titles_of(asked.values("in") + asked.values("in", True), user)
    return [
        (written(one.name, titles.get(one.value, one.value)), one.negative, asked.minus(one)) for one in asked.operators
    ]


def understood(request: HttpRequest, within: uuid.UUID | None = None) -> tuple[Asked, Narrowed | None]:
    """What the address asks for, `within` one text or that of `?in=`; nothing to look for where it cannot be understood."""
    said = request.GET.get("q", "").replace("\x00", "")
    if len(said) > LONGEST:
        return Asked(said[:LONGEST], faults=(f"A search has at most {LONGEST} characters.",)), None
    here = str(within or request.GET.get("in", ""))
    asked = ask(f"{said} {written('in', here)}" if here else said)
    return asked, None if asked.faults else narrowed(asked, request.user)


def _sort(request: HttpRequest, asked: Asked) -> str:
    by_date = request.GET.get("sort") == "newest" or (asked and not asked.terms)
    return "newest" if by_date else "best"


def _found(request: HttpRequest, asked: Asked, limits: Narrowed, sort: str) -> dict[str, Any]:
    listed = _listed(request, asked, limits, sort)
    only_texts = not limits.wants_entries
    size, number = (PAGE, _number(request)) if only_texts else (FIRST, 1)
    context: dict[str, Any] = {
        "listed": listed,
        "hits": hits(listed.entries, asked, names_for(request)),
        "texts": paragraphs(asked, limits, request.user, size, number)
        if _texts_too(request, only_texts)
        else Paragraphs([]),
        "only_texts": only_texts,
        "of_texts": asked.plus("kind", "text"),
        "after": request.GET.get("after", ""),
    }
    if "facets" in request.GET:
        found = matches(asked, limits, request.user)
        context["counted"] = counted(found, asked, request.user, counts_all(request))
    return context


def counts_all(request: HttpRequest) -> bool:
    """Whoever wants all counted asks for it: it takes longer the more there is."""
    return request.GET.get("facets") == "all"


def _texts_too(request: HttpRequest, only_texts: bool) -> bool:
    """Paragraphs stand on the first page."""
    return only_texts or (_number(request) == 1 and not request.GET.get("after"))


def _listed(request: HttpRequest, asked: Asked, limits: Narrowed, sort: str) -> Listed:
    if sort == "best":
        return best(asked, limits, request.user, _number(request))
    return newest_of(asked, limits, request.user, request.GET.get("after", ""))


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


@require_safe
@limited("find", methods=("GET",), visitors_only=True)
def facets(request: HttpRequest) -> HttpResponse:
    """Counts for a search, as a fragment of its page."""
    asked, limits = understood(request)
    context: dict[str, Any] = {"asked": asked, "search_at": reverse("search")}
    if limits and asked and not limits.faults:
        context["counted"] = counted(matches(asked, limits, request.user), asked, request.user, counts_all(request))
    return render(request, "finding/_facets.html", context)


@require_safe
@limited("find", methods=("GET",), visitors_only=True)
def suggest(request: HttpRequest) -> JsonResponse:
    """How the piece `?q=` of a search may go on: a list of what is written and what it means."""
    found = suggestions(request.GET.get("q", "")[:LONGEST].replace("\x00", ""), request.user)
    response = JsonResponse([one._asdict() for one in found], safe=False)
    response.headers["Cache-Control"] = "private, max-age=30"
    return response
