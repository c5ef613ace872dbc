"""The reader and what it asks for while somebody reads: spans, cards, the list of all notes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.notes.assigned import asked_for, assignment_here
from annotator.notes.audience import audiences, groups_here, within_sections
from annotator.notes.choosing import ready
from annotator.notes.filters import NoteFilter
from annotator.notes.making import AnnotationForm
from annotator.notes.models import Annotation, Motivation, Tag
from annotator.notes.pages import (
    ReadingPage,
    address_of,
    in_full,
    noted_on,
    on_article,
    open_counts,
    open_page,
    with_threads,
)
from annotator.notes.painting import spans
from annotator.people.keys import keys_of, live_keys, table
from annotator.people.models import User
from texts.models import Text

SERVICE = "http://www.w3.org/ns/oa#annotationService"  # where programs read and write the notes of a page
FIRST_CARDS = 30
MOST_CARDS = 60
LIST_LENGTH = 50
POINTING = (
    "words",
    "write",
    "proposed",
    "body",
    "assignment",
)  # what an address says of words to select, and of what to write
HANDLES = re.compile(r"([0-9a-f-]{36}):([\d,]+)")


def note_filter(request: HttpRequest, article: Text, groups: Sequence[Any] = ()) -> NoteFilter:
    """The filter of this address, offering the people and tags that its reader can see here, and one's groups."""
    seen = noted_on(request.user, article).order_by()
    named = seen.filter(permissions.named_annotations(request.user))
    people = User.objects.filter(pk__in=named.values("author")).order_by("display_name", "username")
    tags = (
        Tag.objects.filter(annotation__in=seen.values("pk")).values_list("name", flat=True).distinct().order_by("name")
    )
    return NoteFilter(request.GET, people=people, tags=tags, groups=groups)


@require_safe
def reader(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    text = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk)
    if text.parent_id:
        return redirect(address_of(text, **{name: request.GET[name] for name in POINTING if name in request.GET}))
    page = open_page(request.user, pk, request.GET.get("comments"))
    response = render(request, "notes/reader.html", reader_context(request, page))
    response.headers["Link"] = f'<{reverse("text-annotations", args=[pk])}>; rel="{SERVICE}"'
    return response


def reader_context(request: HttpRequest, page: ReadingPage) -> dict[str, Any]:
    assignment = assignment_here(request, page.article)
    groups = groups_here(request.user, page.article)
    chosen = note_filter(request, page.article, groups)
    notes = chosen.apply(page.annotations(request.user), request.user)
    first = notes.in_reading_order().values_list("pk", flat=True)[:FIRST_CARDS]  # type: ignore[attr-defined]
    cards: list[Any] = list(in_full(first, request.user))
    opened = _chosen_card(request)
    loose = [note for note in cards if note.at is None]
    if opened and opened.at is None and opened not in loose:
        loose.insert(0, opened)
    return {
        "page": page,
        "article": page.article,
        "filter": chosen,
        "cards": [note for note in cards if note.at is not None],
        "loose": loose,
        "chosen": opened,
        "repairing": _repairing(request),
        "counts": open_counts(asked_for(request, on_article(request.user, page.article)), request.user),
        "assignment": assignment,
        "form": _composer(request, page.article, groups, assignment) if request.user.is_authenticated else None,
        "group": chosen.among(groups),
        "keys": keys_of(request.user),
        "keys_json": json.dumps(live_keys(request.user)),
        "key_table": table(request.user),
        "may_edit_texts": permissions.may_edit_texts(request.user),
        "motivations": Motivation.choices,
        "query": filter_query(request),
    }


def _composer(request: HttpRequest, article: Text, groups: list[Any], assignment: Any) -> AnnotationForm:
    within_sections(groups, assignment)
    offered = audiences(article, groups)
    begin = {"visibility": ready(request, article, offered, assignment), "assignment": assignment and assignment.pk}
    return AnnotationForm(text=article, author=request.user, audiences=offered, initial=begin)


def _chosen_card(request: HttpRequest) -> Any:
    """The note that a permanent link leads to, whatever the filter says."""
    try:
        pk = uuid.UUID(request.GET.get("note", ""))
    except ValueError:
        return None
    readable = Annotation.objects.readable_by(request.user).standing()
    return with_threads(readable.filter(pk=pk), request.user).first()


def _repairing(request: HttpRequest) -> Annotation | None:
    """The note that somebody is looking for a place for."""
    try:
        pk = uuid.UUID(request.GET.get("repair", ""))
    except ValueError:
        return None
    repairable = Annotation.objects.filter(permissions.repairable_annotations(request.user), pk=pk)
    return repairable.select_related("author").first()


def filter_query(request: HttpRequest) -> str:
    """The address's filter alone, for links that keep it."""
    kept = QueryDict(mutable=True)
    for name in NoteFilter.base_fields:
        if values := [value for value in request.GET.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()


@require_safe
@gzip_page
def spans_json(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    page = open_page(request.user, pk, request.GET.get("comments"))
    notes = NoteFilter(request.GET).apply(page.annotations(request.user), request.user)
    body = json.dumps(spans(page.texts, notes, request.user), separators=(",", ":"))
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is open on an article and its comments, for a page that stays open."""
    article = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk, parent=None)
    counts = open_counts(asked_for(request, on_article(request.user, article)), request.user)
    context = {"article": article, "counts": counts, "assignment": assignment_here(request, article)}
    return render(request, "notes/_status.html", context)


@require_safe
def cards(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cards by handle, `?n=<text>:<handle>,<handle>;…`, at most MOST_CARDS, in reading order."""
    article = get_object_or_404(Text.objects.filter(permissions.readable_texts(request.user)), pk=pk, parent=None)
    wanted = handles_asked(request.GET.get("n", ""))
    found = on_article(request.user, article).filter(wanted).in_reading_order()  # type: ignore[attr-defined]
    return render(request, "notes/_cards.html", {"cards": with_threads(found, request.user)})


def handles_asked(asked: str) -> Q:
    """The cards that `?n=` names. Raises Http404 for none or for more than MOST_CARDS."""
    groups = [
        (uuid.UUID(text), [int(handle) for handle in handles.split(",") if handle])
        for text, handles in HANDLES.findall(asked)
    ]
    if not 0 < sum(len(handles) for _, handles in groups) <= MOST_CARDS:
        raise Http404(f"ask for 1 to {MOST_CARDS} cards")
    wanted = permissions.NOBODY
    for text, handles in groups:
        wanted |= Q(text=text, handle__in=handles)
    return wanted


@require_safe
def notes_of_text(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All notes on an article and its comments as a plain list: for screen readers, printing, and without JavaScript."""
    page = open_page(request.user, pk)
    chosen = note_filter(request, page.article, groups_here(request.user, page.article))
    notes = chosen.apply(on_article(request.user, page.article), request.user).in_reading_order()  # type: ignore[attr-defined]
    listed: Any = Paginator(notes.values_list("pk", flat=True), LIST_LENGTH).get_page(request.GET.get("page"))
    listed.object_list = in_full(listed.object_list, request.user)  # or all that is shown of every note would be sorted
    assignment = assignment_here(request, page.article)
    context = {"article": page.article, "filter": chosen, "notes": listed, "query": filter_query(request)}
    context["assignment"] = assignment
    return render(request, "notes/list.html", context)


@require_safe
def annotation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The permanent link: the reader at the words, with the card open."""
    note = get_object_or_404(Annotation.objects.readable_by(request.user).select_related("text"), pk=pk)
    return redirect(address_of(note.text, note=str(note.pk)))
