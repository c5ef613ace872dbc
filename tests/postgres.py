"""A private PostgreSQL from the machine's own binaries, for as long as a command runs.

`python -m tests.postgres COMMAND…` sets DATABASE_URL for the command. A DATABASE_URL that is already there is used
instead. The server listens on a socket in a temporary folder and is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ["autovacuum=off", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
COMMON = ["listen_addresses=", "max_connections=120", "shared_buffers=128MB"]


def binaries() -> Path:
    """The folder with initdb and pg_ctl. Raises FileNotFoundError with what to install."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: install Debian's package postgresql")
    return Path(found).resolve().parent


@contextmanager
def private_server(durable: bool = False) -> Iterator[str]:
    """Its DATABASE_URL. Without `durable` nothing is forced to the disk: right for tests, wrong for measuring."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-pg-", dir="/tmp"))
    try:
        _as_postgres(folder, [])
        _run(folder, "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = [*COMMON, f"unix_socket_directories={folder}", *([] if durable else FAST)]
        options = " ".join(f"-c {setting}" for setting in settings)
        _run(folder, "pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield f"postgres://postgres@/{folder}/postgres"
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, name: str, *arguments: str) -> None:
    command = _as_postgres(folder, [str(binaries() / name), *arguments])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)


def _stop(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        command = _as_postgres(
            folder, [str(binaries() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"]
        )
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _as_postgres(folder: Path, command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then it is user postgres who runs it and owns the folder."""
    if os.geteuid() != 0:
        return command
    if folder.owner() != "postgres":
        shutil.chown(folder, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    with private_server() as url:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
