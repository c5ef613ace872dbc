from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotator.library import demo


class Command(BaseCommand):
    help = "Load the sample corpus, demo accounts and notes. Loading again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts exist only in demo mode. Set ANNOTATOR_DEMO=1 to load them.")
        article = demo.load()
        self.stdout.write(f"The sample is at {article.get_absolute_url()}. {demo.accounts()}")
