"""Moments as files say them. What says none, or one to come, is of now or of what it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)


def moment_in(said: Any, otherwise: datetime) -> datetime:
    """A time in the past, or `otherwise` where none is said."""
    try:
        found = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return otherwise
    if found is None:
        return otherwise
    try:
        aware = found if found.tzinfo else timezone.make_aware(found)
        return min(aware, timezone.now())
    except (OverflowError, ValueError):
        return otherwise


def moment(said: dict[str, Any], name: str, otherwise: datetime) -> datetime:
    return moment_in(said.get(name), otherwise)


def dated(row: Row, said: dict[str, Any], otherwise: datetime) -> Row:
    """`row`, not stored yet, that came to be when `said` says."""
    row.written = moment_in(said.get("created"), otherwise)  # type: ignore[attr-defined]
    return row


def store_dated(rows: Iterable[Any]) -> None:
    """Rows of `dated`, of one model; storing puts the present moment, which is put right."""
    kinds: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    for kind, made in kinds.items():
        kind.objects.bulk_create(made)
        for row in made:
            row.created = row.written
        kind.objects.bulk_update(made, ["created"])
