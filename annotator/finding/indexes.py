"""How the databases are to look for entries.

SQLite is told which index not to take: it believes those with many equal values too much. PostgreSQL knows how often a
value comes, and is told only what looking costs here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Func, Q
from django.db.models.lookups import IsNull


class Unindexed(Func):
    """A column as it is, for which SQLite takes no index."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class Sorted(Func):
    """A moment as it is, by which the found few are sorted, instead of being met on the way through all by date."""

    arity = 1
    template = "+%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + INTERVAL '0')", **extra)


def newest_first(few: bool) -> tuple[Any, str]:
    """The order of entries, by the index of dates unless it is known that there are few."""
    return (Sorted("created").desc() if few else "-created"), "-id"


def of_a_note() -> Q:
    """On entries: not of a reply. Nearly all have no reply, so an index of replies finds them last."""
    return Q(IsNull(Unindexed("reply"), True))


@contextmanager
def planned() -> Iterator[None]:
    """What is searched is in memory, where jumping costs little; so many conditions are compiled for longer than they run.
    How to find a rare word is no way to find a common one: nothing is planned for both.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true), "
            "set_config('plan_cache_mode', 'force_custom_plan', true)"
        )
        yield
