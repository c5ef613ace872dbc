from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from annotator.finding.rebuilding import rebuild


class Command(BaseCommand):
    help = "Make the index of notes and replies again, in which they are searched. If all is well, nothing changes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} notes and replies can be found.")
