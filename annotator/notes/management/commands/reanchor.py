from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.notes.reanchoring import Rebuilt, reanchor
from texts.models import Text

STEP = 100  # texts between two lines of progress


class Command(BaseCommand):
    help = "Make all anchors again from targets, revisions and repairs. If all is well, nothing changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--text", type=uuid.UUID, help="only this article or comment")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each text in a transaction of its own: a large site is not locked, and an interruption loses nothing."""
        self._talkative = options["verbosity"] > 1
        keys = self._keys(options["text"])
        anchors = changed = 0
        for count, key in enumerate(keys, 1):
            rebuilt = reanchor(Text.objects.get(pk=key), dry_run=options["dry_run"])
            anchors += rebuilt.anchors
            changed += rebuilt.changes.total()
            self._tell(key, rebuilt)
            if count % STEP == 0 and count < len(keys):
                self.stdout.write(f"{count} of {len(keys)} texts done.")
        self._sum_up(anchors, len(keys), changed, options["dry_run"])

    def _keys(self, only: uuid.UUID | None) -> list[uuid.UUID]:
        texts = Text.objects.order_by("pk")
        if only:
            texts = texts.filter(pk=only)
            if not texts.exists():
                raise CommandError(f"There is no text {only}.")
        return list(texts.values_list("pk", flat=True))

    def _tell(self, key: uuid.UUID, rebuilt: Rebuilt) -> None:
        if rebuilt.changes or self._talkative:
            self.stdout.write(f"Text {key}: {rebuilt.anchors} anchors")
        for (number, before, after), count in sorted(rebuilt.changes.items()):
            self.stdout.write(f"  revision {number}: {count} anchor{'s' * (count != 1)} {before} → {after}")

    def _sum_up(self, anchors: int, texts: int, changed: int, dry_run: bool) -> None:
        would = " would change; this was a dry run" if dry_run else " changed"
        what = f"{changed}{would}" if changed else "Nothing changed"
        self.stdout.write(f"{anchors} anchors in {texts} text{'s' * (texts != 1)}. {what}.")
