"""Confirmed checks as a JSON Feed (https://www.jsonfeed.org/version/1.1/), as anybody may read them.

The newest confirmed first; a page begins after a moment and a key, so that what is confirmed meanwhile moves nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from annotator.exchange.claimreview import Publisher
from annotator.exchange.confirmed import changed, confirmed, finding
from annotator.exchange.findings import Cited, Finding

VERSION = "https://jsonfeed.org/version/1.1"
PAGE = 50

Json = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """The checks of one page, when one of them last changed, and where the next page begins ("" for the last)."""

    notes: list[Any]
    following: str

    @property
    def changed(self) -> datetime | None:
        return max(map(changed, self.notes), default=None)


def page(condition: Q, after: str = "") -> Page:
    """Checks that anybody may read, whoever asks. Raises ValueError if `after` is no place in the feed."""
    notes = confirmed(AnonymousUser()).filter(condition)
    if after:
        moment, key = _place(after)
        notes = notes.filter(Q(settled__lt=moment) | Q(settled=moment, pk__lt=key))
    found = list(notes.order_by("-settled", "-pk")[: PAGE + 1])
    return Page(found[:PAGE], _name(found[PAGE - 1]) if len(found) > PAGE else "")


def _name(note: Any) -> str:
    return f"{note.settled.isoformat()}_{note.pk}"


def _place(name: str) -> tuple[datetime, uuid.UUID]:
    moment, _, key = name.partition("_")
    found = datetime.fromisoformat(moment)
    if found.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return found, uuid.UUID(key)


def dump(shown: Page, request: HttpRequest, title: str, home: str, site: Publisher) -> Json:
    """The feed's page; `home` is the path of the page for people."""
    here = request.build_absolute_uri(request.path)
    feed = {
        "version": VERSION,
        "title": title,
        "description": "Quotations that two readers, independently, have held against their sources.",
        "home_page_url": request.build_absolute_uri(home),
        "feed_url": here,
        "authors": [{"name": site.name, "url": site.address}],
        "items": [_item(note, finding(note, request), request) for note in shown.notes],
    }
    return {**feed, "next_url": f"{here}?after={shown.following.replace('+', '%2B')}"} if shown.following else feed


def _item(note: Any, one: Finding, request: HttpRequest) -> Json:
    return {
        "id": one.address,
        "url": one.address,
        "title": one.claim,
        "content_text": f"{one.in_words}. {' '.join(one.reasons)}".strip(),
        "date_published": one.confirmed.isoformat(),
        "date_modified": changed(note).isoformat(),
        "language": "en",
        "_quote_check": _check(one, request.build_absolute_uri(reverse("claimreview", args=[note.pk]))),
    }


def _check(one: Finding, review: str) -> Json:
    """What a feed of checks has beyond a feed; the underscore is the format's way to say so."""
    return {
        "about": "https://schema.org/ClaimReview",
        "claimreview_url": review,
        "quoted": one.words,
        "quoted_language": one.appearance.language,
        "speaker": one.speaker,
        "work": one.work,
        "dated": one.dated,
        "verdicts": {"wording": one.wording, "attribution": one.attribution, "context": one.context},
        "in": {"url": one.appearance.address, "title": one.appearance.title, "by": one.appearance.byline},
        "sources": [_source(source) for source in one.sources],
    }


def _source(source: Cited) -> Json:
    return {
        "citation": str(source),
        "url": source.url,
        "archived_url": source.archived_url,
        "excerpt": source.excerpt,
        "language": source.language,
    }
