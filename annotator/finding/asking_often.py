"""The queries behind nearly every page of a search, each written once (annotator.prepared): the newest entries with some
words or by somebody, and all that is shown of those on a page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from annotator import permissions
from annotator.finding.indexes import newest_first
from annotator.finding.matching import asked_by
from annotator.finding.models import Entry
from annotator.notes.models import Tag
from annotator.prepared import Prepared, filled

PAGE = 25
RANKED = 1_000  # the newest so many are ranked; older ones are listed by date
TO_RANK = ("pk", "said", "quoted", "labels", "created")
SHOWN = (
    "author",
    "reply",
    "annotation__text__parent",
    "annotation__assignment__group",
    "annotation__query",
)


@cache
def said(wording: str) -> Prepared:
    """For a person and the value of the wording: TO_RANK of the newest RANKED that they read, and of one more."""

    def entries(user: permissions.Actor, value: str) -> QuerySet[Any, Any]:
        found = Entry.objects.readable_by(user).filter(asked_by(wording, value))
        return found.order_by(*newest_first(few=False)).values_list(*TO_RANK)[: RANKED + 1]

    return Prepared(entries)


@Prepared
def by_one(user: permissions.Actor, author: Any) -> QuerySet[Any, Any]:
    """Of a person whom `user` knows to have written them: (key, created) of the newest on a PAGE, and of one more."""
    found = Entry.objects.readable_by(user).filter(permissions.named_entries(user), author=author)
    return found.order_by(*newest_first(few=False)).values_list("pk", "created")[: PAGE + 1]


def in_order(keys: Sequence[int]) -> list[Any]:
    """These entries, with all that is shown of them, and the names of their notes' tags as `tags`: two queries."""
    if not keys:
        return []
    by_key = {entry.pk: entry for entry in _shown(*filled(keys, PAGE))}
    entries = [by_key[key] for key in keys if key in by_key]
    rows = _tags(*filled([entry.annotation_id for entry in entries], PAGE)) if entries else []
    tags = {note: [name for _, name in named] for note, named in groupby(rows, key=lambda row: row[0])}
    for entry in entries:
        entry.tags = tags.get(entry.annotation_id, [])
    return entries


@Prepared
def _shown(*keys: int) -> QuerySet[Entry]:
    return Entry.objects.filter(pk__in=keys).order_by().select_related(*SHOWN)


@Prepared
def _tags(*notes: Any) -> QuerySet[Any, Any]:
    return Tag.objects.filter(annotation__in=notes).order_by("annotation", "name").values_list("annotation", "name")
