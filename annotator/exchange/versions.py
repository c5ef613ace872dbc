"""Digests of the words of revisions, by which another site knows whether it has the very same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches

from texts.models import Revision


def digests(keys: Iterable[Any]) -> dict[Any, str]:
    """Of these revisions, which never change: each is read once by each process."""
    wanted = {f"digest:{key}": key for key in keys}
    known = caches["facts"].get_many(wanted)
    missing = [key for name, key in wanted.items() if name not in known]
    if missing:
        rows = Revision.objects.filter(pk__in=missing).order_by().values_list("pk", "plain")
        found = {f"digest:{key}": hashlib.sha256(plain.encode()).hexdigest() for key, plain in rows.iterator(10)}
        caches["facts"].set_many(found, None)
        known |= found
    return {key: known[name] for name, key in wanted.items()}


def keys_of(text: Any) -> list[Any]:
    """The revisions of a text, the first one first."""
    return list(Revision.objects.filter(text=text).order_by("number").values_list("pk", flat=True))


def digests_of(text: Any) -> list[str]:
    return list(digests(keys_of(text)).values())
