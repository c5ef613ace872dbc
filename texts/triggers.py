"""Columns that the database itself refuses to change, whoever asks: for use in migrations.

SQLite drops a table's triggers when Django rebuilds the table; a test notices, and this step is then repeated
at the end of the migration that did so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations import RunPython


def never_changes(table: str, columns: list[str], sentence: str) -> RunPython:
    """A migration step after which UPDATE of any of `columns` fails with `sentence`, on SQLite and PostgreSQL."""
    return RunPython(_running(table, _install(table, columns, sentence)), _running(table, _uninstall(table)))


Statements = dict[str, list[str]]


def _running(table: str, statements: Statements) -> Callable[[Any, Any], None]:
    def run(apps: Any, editor: Any) -> None:
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return run


def _install(table: str, columns: list[str], sentence: str) -> Statements:
    names = ", ".join(f'"{column}"' for column in columns)
    differs = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    differs_in_sqlite = differs.replace("IS DISTINCT FROM", "IS NOT")
    return {
        "sqlite": [
            f"DROP TRIGGER IF EXISTS {table}_never_changes",
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OF {names} ON {table} WHEN {differs_in_sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
        ],
        "postgresql": [
            f"CREATE OR REPLACE FUNCTION {table}_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"DROP TRIGGER IF EXISTS {table}_never_changes ON {table}",
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OF {names} ON {table} "
            f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {table}_never_changes()",
        ],
    }


def _uninstall(table: str) -> Statements:
    return {
        "sqlite": [f"DROP TRIGGER IF EXISTS {table}_never_changes"],
        "postgresql": [
            f"DROP TRIGGER IF EXISTS {table}_never_changes ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_never_changes()",
        ],
    }
