"""Django's PostgreSQL, but a connection that has answered a moment ago is not asked whether it lives."""

from __future__ import annotations

import time

from django.db.backends.postgresql import base

FRESH = 1.0  # seconds; a server that starts again takes longer


class DatabaseWrapper(base.DatabaseWrapper):
    _seen_alive = 0.0  # by time.monotonic()

    def close_if_health_check_failed(self) -> None:
        if time.monotonic() - self._seen_alive < FRESH:
            self.health_check_done = True
        super().close_if_health_check_failed()

    def is_usable(self) -> bool:
        usable = bool(super().is_usable())
        self._seen_alive = time.monotonic() if usable else 0.0
        return usable
