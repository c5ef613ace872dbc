"""Where an article is quoted: the checks whose source is found in its words or in those of its comments."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from annotator import permissions
from annotator.notes.models import Source
from texts.models import Text


def quoting(user: permissions.Actor, article: Text) -> QuerySet[Source]:
    """The readable ones: those of the article's own words first, then of its comments, each in reading order."""
    here = Text.objects.filter(Q(pk=article.pk) | Q(parent=article)).values("pk")
    found = Source.objects.filter(permissions.readable_sources(user), found_text__in=here)
    shown = ("found_text", "quote_check__annotation__text__parent")
    return found.select_related(*shown).order_by(
        F("found_text__parent").asc(nulls_first=True), "found_text__place", "found_start", "pk"
    )
