"""Making all entries again, from the notes and replies that are there."""

from __future__ import annotations

from django.db import connection, transaction

from annotator.finding.models import Entry
from annotator.finding.wordtable import fill


@transaction.atomic
def rebuild() -> int:
    """How many entries there are afterwards. Who writes a note meanwhile waits."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE finding_entry IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM finding_entry", None)
        for statement in fill(connection.vendor):
            cursor.execute(statement, None)
    return Entry.objects.count()
