"""Hashed and compressed static files, the imports between ES modules hashed with them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_MODULES = ("site/*.js", "library/*.js", "notes/*.js")
REWRITING = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Django rewrites only imports that end in a semicolon; ours all do (a test holds it).

    In other people's scripts it would take examples in comments for imports, and stop at the files they name.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((ours, REWRITING) for ours in OUR_MODULES),
    )
