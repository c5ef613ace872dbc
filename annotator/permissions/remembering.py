"""Rights that are built once for each reader, and subqueries that are written once.

A page asks the same rights many times over, in lists, counts and buttons, and to Django each is long to build.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, Q

from annotator.permissions.asking import Actor
from annotator.permissions.membership import shape

Rule = Callable[..., Q]
MOST = 1_000  # conditions; a reader needs about ten of them
_told: dict[Hashable, Q] = {}


def remembered(rule: Rule) -> Rule:
    """`rule` for somebody who remembers their groups is the same condition for as long as they are who and what they are.

    It holds no moment and no rows, only keys: what it finds is asked of the database each time.
    """

    @wraps(rule)
    def told(user: Actor, at: str = "") -> Q:
        known = shape(user)
        if known is None:
            return rule(user, at)
        asked = (rule, at, user.pk, known)
        if (told_before := _told.get(asked)) is not None:
            return told_before
        if len(_told) >= MOST:
            _told.clear()
        _told[asked] = condition = rule(user, at)
        return condition

    return told


class Apart(Expression):
    """A subquery that knows nothing of the query around it, so that its words are the same wherever it stands."""

    def __init__(self, queryset: Any) -> None:
        super().__init__()
        self.queryset = queryset
        self._written: dict[str, tuple[str, tuple[Any, ...]] | None] = {}

    __eq__, __hash__ = object.__eq__, object.__hash__

    def resolve_expression(self, *_: Any, **__: Any) -> Apart:
        return self

    def relabeled_clone(self, change_map: Any) -> Apart:
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write(connection)
        written = self._written[connection.vendor]
        if written is None:
            raise EmptyResultSet
        return written

    def _write(self, connection: Any) -> tuple[str, tuple[Any, ...]] | None:
        try:
            sql, values = self.queryset.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return None
        return f"({sql})", tuple(values)
