"""Writers of the embedded database take turns: SQLite lets one write at a time, and has the others sleep and try again.

Asleep they miss their turn, and the more they are the longer they sleep. Here threads of a process wait in line, and
the first of each line looks for the end of the other's turn many times in a millisecond.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from contextlib import suppress

try:
    import fcntl
except ImportError:  # not a system with such locks: SQLite's own way is slower, and as safe
    fcntl = None  # type: ignore[assignment]

PATIENCE = 20.0  # seconds; then SQLite's own lock decides, and says so
PAUSE = 0.0003  # seconds

_lines: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Turn:
    """Of one connection to the database at `path`. Nothing is lost if it is not had: it is a courtesy."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: int | None = None
        self._line: threading.Lock | None = None

    def take(self) -> None:
        """Wait for it, but not for ever."""
        if fcntl is None or self._line:
            return
        until = time.monotonic() + PATIENCE
        line = _lines[self.path]
        if not line.acquire(timeout=PATIENCE):
            return
        self._line = line
        if self._file is None:
            self._file = os.open(f"{self.path}-turn", os.O_CREAT | os.O_RDWR, 0o600)
        while not self._is_ours(self._file) and time.monotonic() < until:
            time.sleep(PAUSE)

    def _is_ours(self, file: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def give(self) -> None:
        """Let the next one write. A process that dies gives it too."""
        if self._line is None:
            return
        line, self._line = self._line, None
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        line.release()

    def leave(self) -> None:
        """The connection is closed."""
        self.give()
        if self._file is not None:
            os.close(self._file)
            self._file = None
