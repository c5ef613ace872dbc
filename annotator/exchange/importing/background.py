"""Imports worked on in the background, so that no page need stay open. Doing it twice is doing it once: each step is taken
under the lock of the import, by whoever comes to it."""

from __future__ import annotations

import time
import uuid

from django.utils import timezone
from django_tasks import task

from annotator.exchange.importing.models import Import
from annotator.exchange.importing.working import step

AT_A_TIME = 60.0  # seconds; then the other tasks have their turn


@task()
def carry_on(key: str) -> None:
    """Step after step until it waits for somebody; what remains after a while goes to the end of the queue."""
    pk, until = uuid.UUID(key), time.monotonic() + AT_A_TIME
    while time.monotonic() < until:
        if not Import.objects.filter(pk=pk).update(worked=timezone.now()):
            return  # it was forgotten meanwhile
        if not step(pk).is_working:
            return
    carry_on.enqueue(key)
