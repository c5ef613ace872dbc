"""A server of our own on loopback with an empty database, for the time of one measurement."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ENVIRONMENT = {"ANNOTATOR_DEMO": "1", "DEBUG": "0", "RATE_LIMITS_OFF": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """An environment whose database is a fresh SQLite file."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        yield {**os.environ, **ENVIRONMENT, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"}


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """An environment whose database is a private PostgreSQL with its safety on: figures are of committed notes."""
    from tests.postgres import private_server

    with private_server(durable=True) as url:
        yield {**os.environ, **ENVIRONMENT, "DATABASE_URL": url}


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run `manage.py` there and give back what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def on_both(module: str, size: int) -> dict[str, Any]:
    """What `module` reports of so large a measurement, by database: in a process of its own, on an empty database."""
    return {"sqlite": _reported(sqlite(), module, size), "postgresql": _reported(postgres(), module, size)}


def _reported(database: AbstractContextManager[dict[str, str]], module: str, size: int) -> dict[str, Any]:
    with database as environment:
        manage(environment, "migrate", "--verbosity", "0")
        command = [sys.executable, "-m", module, str(size)]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True, text=True
        )
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def report(measure: Callable[[int], dict[str, Any]]) -> None:
    """The other end of `on_both`: measure against the database of this environment and print the result."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))


@contextmanager
def serving(environment: dict[str, str], workers: int = 2) -> Iterator[str]:
    """The address of a running server; it is stopped afterwards, whatever happened."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "annotator.wsgi:application",
        *("--interface", "wsgi", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
        *("--port", str(port), "--log-level", "warning"),
    ]
    process = subprocess.Popen([*command, "--workers", str(workers)], cwd=settings.BASE_DIR, env=environment)
    try:
        _wait_for(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"no server on port {port} within {seconds} seconds")
