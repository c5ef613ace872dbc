"""Notes taken away: of a text, of a group, and one's own. One page offers the forms, with `?form=` the same address is the file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from annotator.exchange import exports
from annotator.exchange.exports import edition
from annotator.exchange.exports.carried import texts_with
from annotator.exchange.exports.chapters import chapters
from annotator.exchange.models import Foreign
from annotator.finding.models import Entry
from annotator.finding.searching import matches
from annotator.finding.views.pages import understood
from annotator.groups.loading import load as load_group
from annotator.library.loading import load_readable
from annotator.limits import limited
from annotator.notes.audience import groups_here
from annotator.notes.models import Annotation
from annotator.notes.naming import names_for
from annotator.notes.views.reading import filter_query, note_filter
from annotator.people.guard import signed_in
from annotator.streaming import as_file, streamed
from texts.models import Text

MOST = 100  # entries chosen one by one
HERE = "<!-- here come the texts -->"


@require_safe
def export_text(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Of an article with its comments, or of one comment; only what the filter in the address lets through."""
    text = load_readable(request, pk)
    context = {"text": text, "title": str(text), "query": filter_query(request)}
    return _page_or_file(request, _notes_on(request, text), context, Text.objects.filter(_whole(text)))


def _whole(text: Text) -> Q:
    return Q(pk=text.pk) | Q(parent=text.pk)


def _notes_on(request: HttpRequest, text: Text) -> Any:
    here = Annotation.objects.readable_by(request.user).filter(Q(text=text.pk) | Q(text__parent=text.pk))
    if not filter_query(request):
        return here
    chosen = note_filter(request, text.article, groups_here(request.user, text.article))
    return Annotation.objects.filter(pk__in=chosen.apply(here.standing(), request.user).order_by().values("pk"))


@require_safe
@signed_in
def export_group(request: HttpRequest, pk: uuid.UUID) -> Any:
    """All notes in it that one can read."""
    group = load_group(request, pk)
    notes = Annotation.objects.readable_by(request.user).filter(group=group)
    shown = Q(shown_to__group=group) | Q(parent__shown_to__group=group) | Q(pk__in=notes.order_by().values("text"))
    carried = Text.objects.filter(shown).distinct()
    return _page_or_file(request, notes, {"group": group, "title": str(group)}, carried=carried)


@require_safe
@signed_in
def export_mine(request: HttpRequest) -> Any:
    """All notes that one has written, on texts that one can still read; or those chosen in the notebook, as `?entry=`."""
    notes = Annotation.objects.readable_by(request.user)
    context: dict[str, Any] = {"title": f"Notes by {request.user}"}
    chosen = [key for key in request.GET.getlist("entry") if key.isdecimal() and len(key) < 19][:MOST]
    if not chosen:
        foreign = Foreign.objects.readable_by(request.user).filter(author=request.user.pk)
        context["foreign"] = foreign.count()
        return _page_or_file(request, notes.filter(author=request.user.pk), context, foreign=foreign)
    mine = Entry.objects.filter(author=request.user.pk, pk__in=chosen)  # of a reply, the note that it answers
    context |= {"chosen": True, "query": urlencode({"entry": chosen}, doseq=True)}
    return _page_or_file(request, notes.filter(pk__in=mine.values("annotation")), context)


@require_safe
@signed_in
def export_all(request: HttpRequest) -> Any:
    """All notes that one can read, wherever they are: to bring them to another site."""
    notes = Annotation.objects.readable_by(request.user)
    return _page_or_file(request, notes, {"everything": True, "title": "All notes"}, carried=Text.objects.all())


@require_safe
def export_search(request: HttpRequest) -> Any:
    """The notes that a search finds, each with its whole thread; texts that it finds are no notes."""
    asked, limits = understood(request)
    faults = [*asked.faults, *(limits.faults if limits else ())]
    notes = Annotation.objects.none()
    if asked and limits and limits.wants_entries and not faults:
        # The index is asked by the name of its table, which Django would change within another query.
        found = matches(asked, limits, request.user).order_by().values("annotation")
        inner = RawSQL(*found.query.sql_with_params())
        notes = Annotation.objects.readable_by(request.user).filter(pk__in=inner)
    context = {"searched": asked.written, "faults": faults, "title": f"Search for {asked.written}"}
    return _page_or_file(request, notes, {**context, "query": urlencode({"q": asked.written})})


def _page_or_file(request: HttpRequest, notes: Any, context: dict[str, Any], texts: Any = None, **more: Any) -> Any:
    asked = request.GET.get("form")
    if asked is None:
        forms = exports.forms_for(request.user)
        carried = "carried" in more and texts_with(notes, request.user, more["carried"]).exists()
        context |= {"notes": notes.count(), "forms": forms, "carried": carried}
        return render(request, "exchange/export.html", context)
    form = exports.FORMS.get(asked)
    if form is None:
        raise Http404("This form is not known.")
    if form.signed_in and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return _file(request, form, exports.Wanted(notes, request.user, context["title"], _site(request), texts, **more))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@limited("import", methods=("GET",))
def _file(request: HttpRequest, form: exports.Form, wanted: exports.Wanted) -> Any:
    return as_file(request, form.pieces(wanted), f"{wanted.title} notes", form.extension, form.content_type)


@require_safe
@limited("import", methods=("GET",))
def edition_of_text(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The annotated edition as a page of the site, which prints."""
    text = load_readable(request, pk)
    read = chapters(_notes_on(request, text), request.user, Text.objects.filter(_whole(text)))
    context = {"text": text, "query": filter_query(request)}
    before, _, after = render_to_string("exchange/edition.html", context, request).partition(HERE)
    return streamed(
        request,
        exports.joined(_between(before, edition.pieces(read, names_for(request), str(text)), after)),
        "text/html; charset=utf-8",
    )


def _between(before: str, pieces: Iterator[str], after: str) -> Iterator[str]:
    yield before
    yield from pieces
    yield after
