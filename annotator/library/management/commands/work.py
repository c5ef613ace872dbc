"""`manage.py work`: does the site's background work until it is told to stop. Run one beside the web server."""

from __future__ import annotations

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from annotator.library.working import reap, tidy

PAUSE = 1.0  # seconds between two looks for work
ROUND = 60.0  # seconds between two looks for what is dead or old


class Command(BaseCommand):
    help = "Does the background work: reads uploaded documents, works through imports of notes. Stops on SIGTERM or SIGINT when its task is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what there is to do, and end.")
        parser.add_argument("--beside", type=int, default=0, metavar="PID", help="End when this process has ended.")

    def handle(self, *args: Any, once: bool = False, beside: int = 0, **options: Any) -> None:
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=PAUSE,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        if not once:
            worker.configure_signals()
        next_round = 0.0
        while worker.running:
            if time.monotonic() >= next_round:
                reap()
                tidy()
                next_round = time.monotonic() + ROUND
            worker.run()
            if once or (beside and not _is_there(beside)):
                return
            if worker.running:
                time.sleep(PAUSE)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
