from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from annotator.search.indexing import reindex


class Command(BaseCommand):
    help = "Make the index of passages again, in which quotations are looked for. If all is well, nothing changes."

    def handle(self, *args: Any, **options: Any) -> None:
        passages = reindex()
        self.stdout.write(f"{passages} passages can be found.")
