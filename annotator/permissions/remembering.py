"""Rights that are built once for a page, and subqueries that are written once.

A page asks the same rights many times over, in lists, counts and buttons, and to Django each is long to build.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, Q

from annotator.permissions.asking import Actor
from annotator.permissions.membership import shape

Rule = Callable[..., Q]


def remembered(rule: Rule) -> Rule:
    """As long as somebody lives who remembers their groups (for one request), `rule` is the same condition for them."""

    @wraps(rule)
    def told(user: Actor, at: str = "") -> Q:
        known = shape(user)
        if known is None:
            return rule(user, at)
        if not hasattr(user, "rights_told"):
            user.rights_told = {}  # type: ignore[union-attr]
        asked = (rule, at, user.pk, known)
        told_before: dict[Any, Q] = user.rights_told  # type: ignore[union-attr]
        if asked not in told_before:
            told_before[asked] = rule(user, at)
        return told_before[asked]

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
