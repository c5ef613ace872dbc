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


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = KeepsTriggers

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        connection.create_function("finding_words", 1, words, deterministic=True)
        return connection


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
