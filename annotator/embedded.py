"""The embedded database stays open while the server runs.

SQLite folds its write-ahead log into the database, and waits for the disk, whenever the last connection is closed; and
every request has a connection of its own. Other databases are servers and stay up by themselves.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db import connection

_kept: list[sqlite3.Connection] = []


def keep_open() -> None:
    """Hold the embedded database, if there is one, for the life of this process."""
    if connection.vendor == "sqlite" and not _kept:
        _kept.append(held(Path(connection.settings_dict["NAME"])))


def held(path: Path) -> sqlite3.Connection:
    """A connection for no work: while it is open, closing others costs nothing."""
    kept = sqlite3.connect(path, check_same_thread=False)
    kept.execute("PRAGMA journal_mode=WAL")
    kept.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only who has read once counts as open
    return kept
