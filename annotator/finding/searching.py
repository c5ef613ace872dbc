"""Looking for notes and replies: newest first, or the best of the newest first. The same on both databases.

All that matches under the rights of who asks is counted and listed; only how many are ranked is limited, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.indexes import newest_first, planned
from annotator.finding.matching import matching
from annotator.finding.models import Entry, EntryQuerySet
from annotator.finding.narrowing import Narrowed
from annotator.finding.ranking import ranked

PAGE = 25
RANKED = 1_000  # the newest so many are ranked; older ones are listed by date
SHOWN = (
    "author",
    "reply",
    "annotation__text__parent",
    "annotation__assignment__group",
    "annotation__query",
)


@dataclass(frozen=True)
class Listed:
    """One page. `total` is None where more than RANKED are found: then they are counted with the facets.

    `number` of `pages` where they are ranked; `older` is where the next page by date begins ("" for none).
    """

    entries: list[Any]
    total: int | None = None
    number: int = 1
    pages: int = 1
    older: str = ""


def matches(asked: Asked, narrowed: Narrowed, user: permissions.Actor) -> EntryQuerySet:
    """All entries that are asked for and that `user` reads, the newest first."""
    if not narrowed.wants_entries:
        return Entry.objects.none()
    wanted = matching(asked.terms, asked.without)
    with permissions.among_readable() if narrowed.few else nullcontext():
        readable = Entry.objects.readable_by(user)
    found = readable.filter(narrowed.entries).filter(wanted)
    return found.order_by(*newest_first(narrowed.few))


@planned()
def best(found: EntryQuerySet, asked: Asked, number: int = 1) -> Listed:
    """The newest RANKED that match, the best of them first."""
    rows = list(found.values_list("pk", "said", "quoted", "labels", "created")[: RANKED + 1])
    keys = ranked([row[:4] for row in rows[:RANKED]], asked.terms)
    more = len(rows) > RANKED
    pages = max(1, -(-len(keys) // PAGE))
    number = min(max(number, 1), pages)
    shown = keys[(number - 1) * PAGE : number * PAGE]
    older = place(rows[RANKED - 1][4], rows[RANKED - 1][0]) if more and number == pages else ""
    return Listed(in_order(shown), None if more else len(keys), number, pages, older)


@planned()
def newest(found: EntryQuerySet, after: str = "", size: int = PAGE) -> Listed:
    """By date; `after` is the place where an earlier page ended. Raises ValueError if it is none."""
    if after:
        created, key = placed(after)
        found = found.filter(Q(created__lt=created) | Q(created=created, pk__lt=key))
    rows = list(found.values_list("pk", "created")[: size + 1])
    more = len(rows) > size
    older = place(rows[size - 1][1], rows[size - 1][0]) if more else ""
    total = len(rows) if not more and not after else None
    return Listed(in_order([key for key, _ in rows[:size]]), total, older=older)


def page_after(found: EntryQuerySet, after: str, size: int = PAGE) -> Listed:
    """As `newest`; from the beginning where `after` is no place."""
    try:
        return newest(found, after, size)
    except (ValueError, OverflowError):
        return newest(found, size=size)


def in_order(keys: Sequence[int]) -> list[Any]:
    """These entries, with all that is shown of them: two queries."""
    loaded = Entry.objects.filter(pk__in=keys).select_related(*SHOWN).prefetch_related("annotation__tags")
    by_key = {entry.pk: entry for entry in loaded}
    return [by_key[key] for key in keys if key in by_key]


def place(created: datetime, key: int) -> str:
    return f"{created.isoformat()}_{key}"


def placed(after: str) -> tuple[datetime, int]:
    moment, _, key = after.partition("_")
    created = datetime.fromisoformat(moment)
    if created.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return created, int(key)
