"""What stands around the background tasks: those whose worker was killed begin again, and what is old goes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.library.models import Upload

LONGEST = timedelta(minutes=3)  # that a task may run; twice what reading a document may take
ATTEMPTS = 5
KEPT = timedelta(days=1)


def reap() -> int:
    """Put tasks that run longer than any may, because their worker is gone, back in the queue; how many there were."""
    now = timezone.now()
    dead = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST)
    ended = [result.pk for result in dead.only("pk", "worker_ids") if len(result.worker_ids) >= ATTEMPTS]
    DBTaskResult.objects.running().filter(pk__in=ended).update(status="FAILED", finished_at=now)
    return int(dead.update(status="READY", started_at=None))


def tidy() -> None:
    """Remove what nobody came back for, and the records of tasks that are done."""
    now = timezone.now()
    Upload.objects.outdated(now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()
