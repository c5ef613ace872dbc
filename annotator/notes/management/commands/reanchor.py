from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.notes.anchoring import reanchor
from texts.models import Text


class Command(BaseCommand):
    help = "Make all anchors again from targets, revisions and repairs. If all is well, nothing changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--text", type=uuid.UUID, help="only this article or comment")

    def handle(self, *args: Any, **options: Any) -> None:
        self._talkative = options["verbosity"] > 1
        texts = Text.objects.order_by("pk")
        if options["text"]:
            texts = texts.filter(pk=options["text"])
            if not texts.exists():
                raise CommandError(f"There is no text {options['text']}.")
        keys = list(texts.values_list("pk", flat=True))
        anchors = sum(self._one(key) for key in keys)
        self.stdout.write(f"{anchors} anchors in {len(keys)} texts.")

    def _one(self, key: uuid.UUID) -> int:
        """Each text in a transaction of its own: a large site is not locked, and an interruption loses nothing."""
        count = reanchor(Text.objects.get(pk=key))
        if self._talkative:
            self.stdout.write(f"{key}: {count}")
        return count
