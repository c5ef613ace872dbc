"""Which index SQLite is not to take: it thinks of one index at a time, and believes those with many equal values too much.

PostgreSQL knows how often a value comes, and is left alone.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Func, Q
from django.db.models.lookups import IsNull


class Unindexed(Func):
    """A column as it is, for which SQLite takes no index."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def of_a_note() -> Q:
    """On entries: not of a reply. Nearly all have no reply, so an index of replies finds them last."""
    return Q(IsNull(Unindexed("reply"), True))
