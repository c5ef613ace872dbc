"""The databases of tests: migrated once, then copied by every process; a SQLite by every run until a migration changes."""

from __future__ import annotations

import fcntl
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "databases"
OURS = re.compile(r"^(?:from|import) ((?:annotator|texts)[\w.]*)", re.MULTILINE)


@contextmanager
def test_database() -> Iterator[None]:
    """A database of this process alone, of which nothing is left afterwards. Migrating a copy finds nothing to do."""
    with alone():
        copying = _copying_sqlite if connection.vendor == "sqlite" else _copying_postgresql
        with copying(f"annotator_template_{_key()}") as copied:
            made = setup_databases(verbosity=0, interactive=False, keepdb=copied)
    yield
    teardown_databases(made, verbosity=0)


@contextmanager
def alone() -> Iterator[None]:
    """Other processes wait here, until there is something to copy."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_of_sqlite(path: Path) -> None:
    """Write the migrated database of this run, with nothing in it, to a file for other processes."""
    kept = f"file:{KEPT}/annotator_template_{_key()}.sqlite3?mode=ro"
    with closing(sqlite3.connect(kept, uri=True)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)


@contextmanager
def _copying_sqlite(name: str) -> Iterator[bool]:
    """Whether there was a file to copy, into a file or into memory; else what is made meanwhile becomes that file."""
    template = KEPT / f"{name}.sqlite3"
    if copied := template.exists():
        creation: Any = connection.creation
        target = sqlite3.connect(creation._get_test_db_name(), uri=True)
        with closing(target), closing(sqlite3.connect(template)) as source:
            source.backup(target)
            yield copied  # a database in memory is there as long as somebody has it open
        return
    yield copied
    for old in KEPT.glob("*.sqlite3"):
        old.unlink()
    connection.ensure_connection()
    with closing(sqlite3.connect(template.with_suffix(".part"))) as target:
        connection.connection.backup(target)
    template.with_suffix(".part").rename(template)


@contextmanager
def _copying_postgresql(name: str) -> Iterator[bool]:
    """As for SQLite; the server copies. It is never an existing database that is used: so never True."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, 'annotator_template_')")
        there = {row[0] for row in cursor.fetchall()}
    if name in there:
        connection.settings_dict["TEST"]["TEMPLATE"] = name
    yield False
    if name not in there:
        made = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')


@cache
def _key() -> str:
    """Changes with our migrations, the modules that they import, and the versions of all others."""
    told = hashlib.sha256()
    migrations = sorted(path for part in ("annotator", "texts") for path in (ROOT / part).rglob("migrations/*.py"))
    names = sorted({name for path in migrations for name in OURS.findall(path.read_text())})
    modules = [ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names]
    for path in [*migrations, *filter(Path.exists, modules), ROOT / "requirements.txt", ROOT / "annotator/settings.py"]:
        told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:20]
