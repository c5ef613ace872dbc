"""The embedded database while the server runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.embedded import held

pytestmark = pytest.mark.pure


def write(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS word (word)")
    connection.execute("INSERT INTO word VALUES ('keft')")
    connection.commit()
    connection.close()


def test_a_request_that_ends_does_not_wait_for_the_log_to_be_folded_in(tmp_path: Path) -> None:
    path, log = tmp_path / "annotator.sqlite3", tmp_path / "annotator.sqlite3-wal"
    write(path)
    assert not log.exists()
    kept = held(path)
    write(path)
    assert log.stat().st_size
    kept.close()
    write(path)
    assert not log.exists()
