"""Django's SQLite, but searches pass over case in every script: SQLite's own LIKE knows the case of ASCII letters alone.

Its triggers may use `finding_words`, and outlive migrations.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from annotator.search.terms import words
from annotator.sqlite.schema import KeepsTriggers
from annotator.sqlite.turns import Turn


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = KeepsTriggers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        connection.create_function("finding_words", 1, words, deterministic=True)
        self._turn = None if self.is_in_memory_db() else Turn(str(self.settings_dict["NAME"]))
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        """All of them may write: they begin as IMMEDIATE."""
        if self._turn:
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give()  # not after a commit that failed: a rollback follows

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._turn:
                self._turn.leave()

    def _give(self) -> None:
        if self._turn:
            self._turn.give()


def like(pattern: Any, value: Any, escape: str = "") -> bool | None:
    """`value LIKE pattern ESCAPE escape`, with both sides folded; NULL for NULL, as SQL has it."""
    if pattern is None or value is None:
        return None
    return _matcher(str(pattern), escape).fullmatch(str(value).casefold()) is not None


@lru_cache(maxsize=256)
def _matcher(pattern: str, escape: str) -> re.Pattern[str]:
    pieces = re.findall(rf"{re.escape(escape)}.|." if escape else ".", pattern, re.DOTALL)
    return re.compile("".join(_piece(piece, escape) for piece in pieces), re.DOTALL)


def _piece(piece: str, escape: str) -> str:
    if len(piece) == 2:
        return re.escape(piece[1].casefold())
    return {"%": ".*", "_": "."}.get(piece) or re.escape(piece.casefold())
