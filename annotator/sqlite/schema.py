"""Triggers outlive migrations: where Django makes a table anew, SQLite drops its triggers, and stumbles over others'."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

MENTIONING = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = %s OR instr(sql, %s))"


class KeepsTriggers(DatabaseSchemaEditor):
    def _remake_table(self, model: Any, *args: Any, **kwargs: Any) -> None:
        """All triggers that mention the table step aside meanwhile."""
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            triggers = cursor.execute(MENTIONING, [table, table]).fetchall()
        for name, _ in triggers:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}", None)
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]
        for _, statement in triggers:
            self.execute(statement, None)
