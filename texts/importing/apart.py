"""Reading a document in a process of its own, with limits: a bad file may cost that process its life, and nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from texts.importing.decoding import Unreadable
from texts.importing.drafted import Drafted
from texts.importing.reading import REFUSED, Kind

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 90  # on the clock; of work it may have less, see child.py
TOO_LONG = "Reading this file took too long, and was broken off. Split it into several, or save it in a simpler form."
TOO_MUCH = "Reading this file took more memory than it may have. Split it into several, or take its pictures out."


def read_apart(data: bytes, kind: Kind, seconds: float = SECONDS) -> Drafted:
    """A document as a draft. Raises Unreadable with a sentence for the person who gave it, whatever goes wrong."""
    command = [sys.executable, "-m", "texts.importing.child", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=_environment(), cwd=ROOT)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_LONG) from error
    if done.returncode == 0:
        return Drafted.from_json(json.loads(done.stdout))
    if done.returncode == REFUSED:
        raise Unreadable(done.stdout.decode())
    if b"MemoryError" in done.stderr:
        raise Unreadable(TOO_MUCH)
    if done.returncode < 0:
        raise Unreadable(TOO_LONG)
    raise Unreadable(f"This file could not be read ({_last_line(done.stderr)}). Save it in another form and try again.")


def _environment() -> dict[str, str]:
    """No secrets of the site: only what Python needs to find itself."""
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].split(":")[0][:80] if lines else "for an unknown reason"
