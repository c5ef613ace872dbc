"""The revisions of a text as a history tells them: who, when, why, and how long each is beside the one before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models.functions import Length

from texts.models import Revision, Text

PAGE = 25
KEPT = 30 * 24 * 3600  # seconds; a revision never changes, so its count does not either


def history(text: Text, page: str | None) -> Page[Any]:
    """Newest first; each row knows `characters`, `words`, and `more`: how many words more than the one before."""
    rows = text.revisions.order_by("-number").select_related("author").annotate(characters=Length("plain"))
    listed = Paginator(rows.defer("source", "html", "plain"), PAGE).get_page(page)
    revisions: list[Any] = list(listed.object_list)
    counts = words_of({key for row in revisions for key in (row.pk, row.base_id) if key})
    for row in revisions:
        row.words = counts[row.pk]
        row.more = row.words - counts[row.base_id] if row.base_id else None
        row.fewer = -(row.more or 0)
    listed.object_list = revisions
    return listed


def words_of(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many words each revision has. Counted once, one revision in memory at a time."""
    names = {f"words:{key}": key for key in keys}
    known: dict[str, int] = caches["facts"].get_many(names)
    missing = [key for name, key in names.items() if name not in known]
    plains = Revision.objects.filter(pk__in=missing).values_list("pk", "plain").iterator(chunk_size=1)
    counted = {f"words:{key}": len(plain.split()) for key, plain in plains} if missing else {}
    caches["facts"].set_many(counted, KEPT)
    return {names[name]: count for name, count in (known | counted).items()}
