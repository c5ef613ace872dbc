"""One way to narrow a search down. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Other operators for the search, and how many would be left (None: not counted). `query` is the search with them,
    or without them if they are chosen.
    """

    name: str
    count: int | None
    query: str
    chosen: bool
