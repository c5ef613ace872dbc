"""Hashed and compressed static files, the imports between ES modules hashed with them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Django rewrites only imports that end in a semicolon; ours all do (a test holds it)."""

    support_js_module_import_aggregation = True
