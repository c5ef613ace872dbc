"""Loaded before the settings are: tests run in demo mode, without a connection pool that would outlive a database."""

import gc
import os

os.environ.setdefault("ANNOTATOR_DEMO", "1")
os.environ.setdefault("DATABASE_POOL", "0")

# Looking for rubbish costs a tenth of the time, and there is little of it.
gc.set_threshold(50_000, 50, 50)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end."""
    gc.collect()
    gc.freeze()
