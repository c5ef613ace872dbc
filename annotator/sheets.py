"""Style sheets that are lists of imports, each found as one file with the rules of all.

A browser would learn of every import only after the sheet that names it had come. Found so, they cost one request each
in production, in the demonstration and in tests alike.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder, FileSystemFinder
from django.core.files.storage import FileSystemStorage

FOLDER = TemporaryDirectory(
    prefix="sheets-"
)  # of the process: threads may make finders at the same time, and drop them
IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


class SheetFinder(BaseFinder):
    """Stands before the finders of Django, which find the lists themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._finders = (FileSystemFinder(), AppDirectoriesFinder())
        self._joined = FileSystemStorage(FOLDER.name)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where the joined sheet is; [] for what is no list of imports."""
        rules = self._rules(path) if path.endswith(".css") else None
        if rules is None:
            return []
        file = self._written(path, rules)
        return [file] if find_all else file

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        for finder in self._finders:
            for path, _ in finder.list(ignore_patterns):
                if self.find(path):
                    yield path, self._joined

    def _rules(self, path: str) -> str | None:
        """What a list of imports comes to. A sheet that is imported is no list itself."""
        source = self._source(path)
        if source is None or not IMPORT.search(source):
            return None
        return IMPORT.sub(lambda found: self._part(path, found[1]), source)

    def _part(self, path: str, name: str) -> str:
        rules = self._source(posixpath.join(posixpath.dirname(path), name))
        if rules is None:
            raise FileNotFoundError(f"{path} imports {name}, which is not there")
        return rules

    def _source(self, path: str) -> str | None:
        found = next((file for finder in self._finders if (file := finder.find(path))), None)
        return Path(str(found)).read_text() if found else None

    def _written(self, path: str, rules: str) -> str:
        """Written once, and again after a change; whole at any moment, for several may ask at once."""
        file = Path(FOLDER.name, path)
        if not file.exists() or file.read_text() != rules:
            file.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=file.parent, delete=False) as begun:
                begun.write(rules)
            os.chmod(begun.name, 0o644)
            os.replace(begun.name, file)
        return str(file)
