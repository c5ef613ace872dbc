"""Texts that come from another site with all their revisions, which are stored as they were there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from annotator.search.indexing import index
from texts.models import Revision, Text

AT_ONCE = 20  # revisions, each of which may be large

Past = tuple[Revision, datetime]


@transaction.atomic
def bring(text: Text, created: datetime, past: Iterable[Past]) -> Text:
    """Store `text` as it was made then, with its revisions, the oldest first, and the moments they were made; each is based
    on the one before it. No note is on it yet."""
    text.save(force_insert=True)
    text.latest, text.created = _store(text, past), created
    text.save(update_fields=["latest", "created"])
    index([text.latest], new=True)
    return text


def _store(text: Text, past: Iterable[Past]) -> Revision:
    """Gives the last one. Raises ValueError if there is none."""
    coming, before = iter(past), None
    while some := list(islice(coming, AT_ONCE)):
        for revision, _ in some:
            revision.text, revision.base, before = text, before, revision
        Revision.objects.bulk_create([revision for revision, _ in some])
        _date(some)
    if before is None:
        raise ValueError("a text has a revision")
    return before


def _date(some: list[Past]) -> None:
    """Storing has put the present moment; what a revision says never changes, and this is when it was said."""
    for revision, created in some:
        revision.created = created
    made: Any = Revision._base_manager  # refuses no change: the database does, of all but the moment
    made.bulk_update([revision for revision, _ in some], ["created"])


@transaction.atomic
def take_away(texts: Iterable[Any]) -> None:
    """Undo `bring`, for texts that nothing here is about. Everything that names them is gone already, or derived."""
    keys = list(texts)
    Text.objects.filter(pk__in=keys).update(latest=None)
    some: Any = Revision._base_manager.filter(text__in=keys)
    some._raw_delete(some.db)  # all at once, since each is based on another
    Text.objects.filter(pk__in=keys, parent__isnull=False).delete()
    Text.objects.filter(pk__in=keys).delete()
