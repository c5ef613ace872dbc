"""Hashed and compressed static files: the imports between ES modules hashed with them, those of style sheets taken in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_MODULES = ("site/*.js", "library/*.js", "notes/*.js")
REWRITING = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]
TAKEN_IN = "taken in"  # instead of a template for the address
SHEETS = ("*.css", ((r'(?P<matched>@import "(?P<url>[^"]+)";)', TAKEN_IN),))


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Django rewrites only imports that end in a semicolon; ours all do (a test holds it).

    In other people's scripts it would take examples in comments for imports, and stop at the files they name.
    A style sheet that imports others by `@import "…";` is served with their rules in it, as one file: a browser would
    learn of each only after the sheet had come. What it imports stands in its folder or names no file of its own.
    """

    patterns = (
        SHEETS,
        *CompressedManifestStaticFilesStorage.patterns,
        *((ours, REWRITING) for ours in OUR_MODULES),
    )

    def url_converter(
        self, name: str, hashed_files: Any, template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        if template != TAKEN_IN:
            converter: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)
            return converter
        return lambda imported: self._contents(posixpath.join(posixpath.dirname(name), imported["url"]))

    def _contents(self, name: str) -> str:
        with self.open(name) as file:
            return str(file.read().decode())
