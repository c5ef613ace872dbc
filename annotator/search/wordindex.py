"""The database's own index of the words of passages: a generated tsvector with GIN on PostgreSQL, FTS5 on SQLite.

Both take the terms as they are: no stemming, no stop words, no dictionary, so that all languages are alike and an operator
needs no extension. (pg_trgm took seconds for a quotation where this takes milliseconds.) SQLite drops a table's triggers
when Django rebuilds the table; a test notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

TERMS = "array_to_tsvector(array_remove(string_to_array(words || ' ' || parts, ' '), ''))"
INSTALL = {
    "postgresql": [
        f"ALTER TABLE search_passage ADD COLUMN terms tsvector GENERATED ALWAYS AS ({TERMS}) STORED",
        "CREATE INDEX search_passage_terms ON search_passage USING gin (terms)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE search_terms USING fts5"
        "(words, parts, content='search_passage', content_rowid='id', tokenize='ascii', detail='none')",
        "CREATE TRIGGER search_passage_added AFTER INSERT ON search_passage BEGIN "
        "INSERT INTO search_terms (rowid, words, parts) VALUES (NEW.id, NEW.words, NEW.parts); END",
        "CREATE TRIGGER search_passage_removed AFTER DELETE ON search_passage BEGIN "
        "INSERT INTO search_terms (search_terms, rowid, words, parts) VALUES ('delete', OLD.id, OLD.words, OLD.parts); END",
        "CREATE TRIGGER search_passage_changed AFTER UPDATE ON search_passage BEGIN "
        "INSERT INTO search_terms (search_terms, rowid, words, parts) VALUES ('delete', OLD.id, OLD.words, OLD.parts); "
        "INSERT INTO search_terms (rowid, words, parts) VALUES (NEW.id, NEW.words, NEW.parts); END",
    ],
}
UNINSTALL = {
    "postgresql": ["ALTER TABLE search_passage DROP COLUMN terms"],
    "sqlite": [
        *(f"DROP TRIGGER search_passage_{act}" for act in ("added", "removed", "changed")),
        "DROP TABLE search_terms",
    ],
}
COUNT_POSTGRESQL = "SELECT %s::text, count(*) FROM search_passage WHERE terms @@ %s::tsquery"
COUNT_SQLITE = "SELECT %s, count(*) FROM search_terms WHERE search_terms MATCH %s"


def install(apps: Any, editor: Any) -> None:
    for statement in INSTALL[editor.connection.vendor]:
        editor.execute(statement)


def uninstall(apps: Any, editor: Any) -> None:
    for statement in UNINSTALL[editor.connection.vendor]:
        editor.execute(statement)


def having(ways: Sequence[Sequence[str]]) -> RawSQL:
    """A condition on passages: one of `ways` is there, each a few terms that must all be there."""
    if connection.vendor == "postgresql":
        asked = " | ".join("(" + " & ".join(f"'{term}'" for term in way) + ")" for way in ways)
        return RawSQL("search_passage.terms @@ %s::tsquery", [asked], output_field=BooleanField())
    asked = " OR ".join("(" + " AND ".join(f'"{term}"' for term in way) + ")" for way in ways)
    found = "search_passage.id IN (SELECT rowid FROM search_terms WHERE search_terms MATCH %s)"
    return RawSQL(found, [asked], output_field=BooleanField())


def counts(terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each of these terms stands, in one query; quick for rare ones."""
    if not terms:
        return {}
    postgresql = connection.vendor == "postgresql"
    one, mark = (COUNT_POSTGRESQL, "'") if postgresql else (COUNT_SQLITE, '"')
    values = [value for term in terms for value in (term, f"{mark}{term}{mark}")]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(terms)), values)
        return dict(cursor.fetchall())
