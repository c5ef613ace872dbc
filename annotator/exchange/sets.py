"""Bodies and targets that are several: https://www.w3.org/TR/annotation-model/#sets-of-bodies-and-targets. Pure."""

from __future__ import annotations

from typing import Any

KINDS = ("Choice", "List", "Composite", "Independents", "http://www.w3.org/ns/oa#Choice")
DEEPEST = 40


def as_list(value: Any) -> list[Any]:
    """JSON-LD writes one value bare, several in an array, none not at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def is_set(value: Any) -> bool:
    return isinstance(value, dict) and "items" in value and any(one in KINDS for one in as_list(value.get("type")))


def singles(value: Any, depth: int = 0) -> list[Any]:
    """What is in it, and in the sets in it, in order."""
    found: list[Any] = []
    for one in as_list(value):
        found += singles(one["items"], depth + 1) if is_set(one) and depth < DEEPEST else [one]
    return found
