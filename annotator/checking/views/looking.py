"""Find it in the library: where quoted words stand in other texts, and who checked them before."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.checking.looking import address, offered, source_of
from annotator.checking.looking_before import checked_before, reuse
from annotator.checking.looking_there import there
from annotator.checking.views.pages import load_check
from annotator.limits import limited
from annotator.notes.models import Annotation, Source
from annotator.notes.views.acts import answer, load
from annotator.people.guard import signed_in
from texts.models import Revision, Text
from texts.spans import Span

SHOWN = ("found_text__parent", "found_revision", "quote_check__annotation__text__parent")
HEAVY = [f"found_revision__{name}" for name in ("source", "html", "plain")]


class PassageForm(forms.Form):
    """Words of the latest revision of a text, as the page offered them."""

    text = forms.UUIDField()
    revision = forms.UUIDField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    primary = forms.BooleanField(required=False)


@require_safe
@signed_in
@limited("search", methods=("GET",))
def find_quotation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    load(request, pk, permissions.checks_to_work_on)
    note = load_check(request, pk)
    context = {
        "note": note,
        "check": note.quote_check,
        "found": offered(note, request.user),
        "before": checked_before(note, request.user),
    }
    return render(request, "checking/looking.html", context)


@require_POST
@signed_in
@limited("write")
def use_passage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The words are taken from the text, not from the form; it must not have changed since they were offered."""
    note = load(request, pk, permissions.checks_to_work_on)
    form = PassageForm(request.POST)
    if not form.is_valid() or form.cleaned_data["start"] >= form.cleaned_data["end"]:
        raise Http404("no passage")
    data = form.cleaned_data
    readable = Text.objects.filter(permissions.readable_texts(request.user)).select_related("parent")
    text = get_object_or_404(readable, pk=data["text"])
    if text.latest_id != data["revision"]:
        messages.error(request, "The text has changed since. Look again: these are its words now.")
        return redirect("find-quotation", pk)
    revision = get_object_or_404(Revision.objects.only("pk"), pk=data["revision"])
    span = Span(data["start"], data["end"])
    return _used(request, note, text, revision, span)


def _used(request: HttpRequest, note: Annotation, text: Text, revision: Revision, span: Span) -> HttpResponse:
    published = text.source_url or request.build_absolute_uri(text.get_absolute_url())
    fields = {"url": published, "seen": timezone.localdate(), "primary": "primary" in request.POST}
    try:
        source = source_of(note, text, revision, span, request.user, **fields)
    except ValueError as error:
        raise Http404(str(error)) from error
    new = reuse([source], note.quote_check, request.user)
    return answer(request, note, "The source is added." if new else "This is a source of the check already.")


@require_POST
@signed_in
@limited("write")
def reuse_sources(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All sources of another check of like words."""
    note = load(request, pk, permissions.checks_to_work_on)
    try:
        other = uuid.UUID(request.POST.get("check", ""))
    except ValueError as error:
        raise Http404("no check") from error
    readable = Source.objects.filter(permissions.readable_sources(request.user))
    sources = list(readable.filter(quote_check=other))
    if not sources:
        raise Http404("no sources")
    if other == note.pk:
        raise PermissionDenied
    count = reuse(sources, note.quote_check, request.user)
    said = f"{count} source{'' if count == 1 else 's'} added." if count else "The check has these sources already."
    return answer(request, note, said)


@require_safe
def source_words(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader, open at the words that a source quotes; or a page that says what became of them."""
    readable = permissions.readable_sources(request.user) & permissions.readable_texts(request.user, "found_text__")
    found = Source.objects.filter(readable, found_text__isnull=False).select_related(*SHOWN)
    source = get_object_or_404(found.defer(*HEAVY), pk=pk)
    now = there(source)
    text = source.found_text
    assert text and text.latest_id
    at = address(text, text.latest_id, now.span, now.words) if now.span else text.get_absolute_url()
    if now.span and not now.changed:
        return redirect(at)
    context = {"source": source, "text": text, "now": now, "address": at, "note": source.quote_check.annotation}
    return render(request, "checking/looking_changed.html", context)
