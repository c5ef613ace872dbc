from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.bench import machine

NAMES = (
    "anchoring",
    "composing",
    "creating",
    "exporting",
    "finding",
    "overview",
    "painting",
    "publishing",
    "reading",
    "review",
    "searching",
    "writing",
)


class Command(BaseCommand):
    help = "Measure the program. Without a name all measurements are made and docs/benchmarks.md is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", choices=NAMES)
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")
        parser.add_argument("--quick", action="store_true", help="smaller sizes, for a look")

    def handle(self, *args: Any, **options: Any) -> None:
        names = [options["name"]] if options["name"] else list(NAMES)
        results = {name: self._measure(name, options["quick"]) for name in names}
        if not options["name"] and not options["quick"]:
            self._write(results)
        if options["json"]:
            self.stdout.write(json.dumps(results[names[0]] if options["name"] else results))

    def _measure(self, name: str, quick: bool) -> dict[str, Any]:
        module = importlib.import_module(f"annotator.bench.{name}")
        result: dict[str, Any] = module.run(quick=quick)
        self.stdout.write(module.table(result) + "\n")
        return result

    def _write(self, results: dict[str, dict[str, Any]]) -> None:
        parts = ["# Benchmarks", f"Measured with `make bench` on {machine.describe()}."]
        for name, result in results.items():
            table = importlib.import_module(f"annotator.bench.{name}").table(result)
            parts.append(table)
        path = Path(settings.BASE_DIR) / "docs" / "benchmarks.md"
        try:
            path.write_text("\n\n".join(parts) + "\n")
        except OSError as error:
            raise CommandError(f"The table could not be written to {path}: {error}") from error
