"""Queries that are built once and asked many times: Django takes far longer to write most of them than databases to answer.

What a query says depends on the shape of its values alone: for a person on what the rules ask of them, for a key or a
word on nothing. So it is compiled once for each shape, twice over with stand-ins, and what differs between the two is
where values belong. A query that differs elsewhere too (it holds the present moment, or values in other words) is
built anew each time, as any other is.
"""

from __future__ import annotations

import copy
import re
import secrets
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet

from annotator import permissions
from annotator.raw import written

MOST = 500  # shapes; a class has one for all its learners
Value = Any  # a uuid.UUID, an int, a str, or a person
PLAIN = (uuid.UUID, int, str)
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # as SQLite is told


class Prepared:
    """`build` makes a queryset of values; called with values, this gives its rows as a list."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], ending: str = "") -> None:
        self.build, self.ending = build, ending
        self.__doc__ = build.__doc__
        self._known: dict[Hashable, _Compiled | None] = {}

    @classmethod
    def sharing(cls, build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
        """Its rows are locked until the transaction ends: others may lock them so too, but not for update."""
        return cls(build, " FOR KEY SHARE")

    def __call__(self, *values: Value) -> list[Any]:
        shape = tuple(map(_shape, values))
        if None in shape:
            return self._asked(values)
        if shape not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[shape] = _compiled(self.build, values, self.ending)
        known = self._known[shape]
        return known.rows(values) if known else self._asked(values)

    def first(self, *values: Value) -> Any:
        """The first row, None if there is none."""
        return next(iter(self(*values)), None)

    def _asked(self, values: Sequence[Value]) -> list[Any]:
        """As any other query."""
        if self.ending:
            raise TypeError("what locks its rows must be prepared: its values are keys, numbers and words")
        return list(self.build(*values))


def filled(keys: Sequence[Any], to: int) -> list[Any]:
    """Up to a multiple of `to`, with the last of them again: a query with so many keys is of few lengths."""
    return [*keys, *list(keys[-1:]) * (-len(keys) % to)]


def _shape(value: Value) -> Hashable | None:
    """What of a value the wording depends on; None where that is not known without asking."""
    if isinstance(value, PLAIN):
        return type(value).__name__
    return permissions.shape(value)


@dataclass(frozen=True)
class _Compiled:
    """A queryset that was asked nothing, its compiler, its SQL, and which value stands in each place, or else a constant."""

    queryset: Any
    compiler: Any
    sql: str
    places: tuple[tuple[int | None, Any], ...]
    converters: Any

    def rows(self, values: Sequence[Value]) -> list[Any]:
        connection = connections[self.queryset.db]
        adapted = [_adapted(value, connection) for value in values]
        with planned(connection) as cursor:
            cursor.execute(self.sql, [fixed if place is None else adapted[place] for place, fixed in self.places])
            found = cursor.fetchall()
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: [found]
        compiler.get_converters = lambda _: self.converters
        asked: Any = object.__new__(type(self.queryset))  # copying a queryset asks it
        asked.__dict__ = self.queryset.__dict__ | {"_query": _Asked(self.queryset.query, compiler)}
        return list(asked._iterable_class(asked))


def planned(connection: Any) -> Any:
    """A cursor; on PostgreSQL one whose statements the server plans once a connection, if settings let it."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]


class _Asked:
    """A query whose compiler is there already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _compiled(build: Callable[..., QuerySet[Any, Any]], values: Sequence[Value], ending: str) -> _Compiled | None:
    """None for a query that cannot be prepared."""
    first, second = ([_stand_in(value) for value in values] for _ in range(2))
    queryset, again = build(*first), build(*second)
    if ending:  # as Django does with what it locks
        queryset, again = (one.using(router.db_for_write(one.model)) for one in (queryset, again))
    connection = connections[queryset.db]
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        (sql, here), (other, there) = compiler.as_sql(), again.query.get_compiler(using=again.db).as_sql()
    except EmptyResultSet:  # costs nothing to be found out again
        return None
    if sql != other or len(here) != len(there):
        return None
    pairs = list(zip(*([_adapted(one, connection) for one in some] for some in (first, second)), strict=True))
    places = [_place(one, two, pairs) for one, two in zip(here, there, strict=True)]
    if None in places:
        return None
    sql += ending if connection.features.has_select_for_no_key_update else ""
    converters = compiler.get_converters([column[0] for column in compiler.select])
    return _Compiled(queryset, compiler, sql, tuple(filter(None, places)), converters)


def _place(one: Any, two: Any, pairs: list[tuple[Any, Any]]) -> tuple[int | None, Any] | None:
    """Which value stands there, or which constant. A day or a moment is neither, though it may be the same twice."""
    if isinstance(one, date) or (isinstance(one, str) and DAY.match(one)):
        return None
    if type(one) is type(two) and one == two:
        return None, one
    return (pairs.index((one, two)), None) if (one, two) in pairs else None


def _stand_in(value: Value) -> Value:
    """Another value of the same shape, such as there is no second."""
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, str):
        return uuid.uuid4().hex
    if isinstance(value, int):
        return secrets.randbits(30) | 2**30
    if not value.is_authenticated:
        return value
    other = copy.copy(value)
    other.pk = uuid.uuid4()
    return other


def _adapted(value: Value, connection: Any) -> Any:
    """As it goes to the database."""
    if isinstance(value, (int, str)):
        return value
    return written(value if isinstance(value, uuid.UUID) else value.pk, connection)
