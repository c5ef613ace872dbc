"""Confirmed checks, loaded through who asks, as findings that may leave the site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Prefetch, Q
from django.http import HttpRequest
from django.urls import reverse

from annotator import permissions
from annotator.exchange.claimreview import Publisher
from annotator.exchange.findings import Appearance, Cited, Finding
from annotator.notes.models import Annotation, CheckState, Source, Verdict


def confirmed(reader: permissions.Actor) -> Any:
    """The confirmed checks that `reader` can read, with all that a finding is made of; `settled` is when they were."""
    this_round = Q(quote_check__verdicts__round=F("quote_check__round"), quote_check__verdicts__withdrawn=None)
    sources = Source.objects.filter(deleted=None)
    verdicts = Verdict.objects.filter(round=F("quote_check__round"), withdrawn=None, disclosed__isnull=False)
    return (
        Annotation.objects.readable_by(reader)
        .filter(quote_check__state=CheckState.CONFIRMED)
        .annotate(settled=Max("quote_check__verdicts__disclosed", filter=this_round))
        .filter(settled__isnull=False)
        .select_related("quote_check", "text__parent")
        .prefetch_related(
            Prefetch("quote_check__sources", sources),
            Prefetch("quote_check__verdicts", verdicts, to_attr="agreed"),
        )
    )


def finding(note: Any, request: HttpRequest) -> Finding:
    """Of a note from `confirmed()`."""
    check, text = note.quote_check, note.text
    verdict = check.agreed[0]
    return Finding(
        address=request.build_absolute_uri(note.get_absolute_url()),
        words=verdict.words or note.exact,
        wording=verdict.wording,
        attribution=verdict.attribution,
        context=verdict.context,
        confirmed=note.settled,
        modified=note.modified,
        appearance=Appearance(
            address=request.build_absolute_uri(text.get_absolute_url()),
            title=str(text) if text.parent is None else f"{text} on “{text.parent}”",
            byline=text.byline,
            published=text.published,
            language=text.language,
            first_address=text.source_url,
        ),
        speaker=check.speaker,
        work=check.work,
        dated=check.dated,
        reasons=tuple(one.reason for one in check.agreed if one.reason),
        sources=tuple(map(cited, check.sources.all())),
    )


def cited(source: Source) -> Cited:
    return Cited(
        source.citation, source.locator, source.url, source.archived_url, source.excerpt, source.excerpt_language
    )


def publisher(request: HttpRequest) -> Publisher:
    return Publisher(settings.SITE_NAME, request.build_absolute_uri(reverse("library")))


def changed(note: Any) -> datetime:
    """When something of a finding last changed."""
    moments: list[datetime] = [
        note.settled,
        note.modified,
        *(source.created for source in note.quote_check.sources.all()),
    ]
    return max(moments)
