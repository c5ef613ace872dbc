"""What happened, newest first, out of several tables: one query says what stands on a page, then one for each kind on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

Row = tuple[datetime, str, str]  # when, which kind, the key as words
Kinds = dict[str, tuple[Any, Any]]  # by kind: its rows, and the field or expression that says when


def timeline(kinds: Kinds) -> QuerySet[Any, Row]:
    """Rows of (when, kind, key), to be cut into pages and then read by `fetched`. Equal times keep one order."""
    first, *others = (_rows(kind, *source) for kind, source in kinds.items())
    together: QuerySet[Any, Row] = first.union(*others, all=True)
    return together.order_by("-when", "kind", "key")


def _rows(kind: str, rows: Any, when: Any) -> Any:
    said = {"when": F(when) if isinstance(when, str) else when, "kind": Value(kind, output_field=CharField())}
    keyed = rows.order_by().annotate(**said, key=Cast("pk", CharField()))
    return keyed.values_list("when", "kind", "key")


def fetched(page: Iterable[Row], kinds: Kinds, told: dict[str, Callable[[datetime, Any], Any]]) -> list[Any]:
    """What `told` makes of each row of a page: a query for each kind there, however long the page is."""
    listed = list(page)
    found = {}
    for kind in {kind for _, kind, _ in listed}:
        rows = kinds[kind][0]
        keys = [rows.model._meta.pk.to_python(key) for _, of, key in listed if of == kind]
        found[kind] = rows.order_by().in_bulk(keys)
    keyed = [(when, kind, kinds[kind][0].model._meta.pk.to_python(key)) for when, kind, key in listed]
    return [told[kind](when, found[kind][key]) for when, kind, key in keyed if key in found[kind]]
