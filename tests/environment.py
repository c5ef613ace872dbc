"""Loaded before the settings are: tests run in demo mode, without a connection pool that would outlive a database."""

import os

os.environ.setdefault("ANNOTATOR_DEMO", "1")
os.environ.setdefault("DATABASE_POOL", "0")
