"""The present as a right asks for it: told by the database, so that a query says the same words at every moment."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, Func


class Moment(Func):
    """Now. Where the database knows it to the millisecond, at that one's end: what was stored just before is past."""

    arity = 0
    function = "STATEMENT_TIMESTAMP"
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(STRFTIME('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', 'NOW') || '999')"
        return self.as_sql(compiler, connection, template=template, **extra)
