"""Looking for notes and replies: newest first, or the best of the newest first. The same on both databases.

All that matches under the rights of who asks is counted and listed; only how many are ranked is limited, and said.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.asking_often import PAGE, RANKED, TO_RANK, by_one, in_order, said
from annotator.finding.indexes import newest_first, planned
from annotator.finding.matching import condition, matching
from annotator.finding.models import Entry, EntryQuerySet
from annotator.finding.narrowing import Narrowed
from annotator.finding.ranking import ranked


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


def best(asked: Asked, narrowed: Narrowed, user: permissions.Actor, number: int = 1, size: int = PAGE) -> Listed:
    """The newest RANKED that match, the best of them first."""
    with planned():
        rows = _to_rank(asked, narrowed, user)
    keys = ranked([row[:4] for row in rows[:RANKED]], asked.terms)
    more = len(rows) > RANKED
    pages = max(1, -(-len(keys) // size))
    number = min(max(number, 1), pages)
    shown = keys[(number - 1) * size : number * size]
    older = place(rows[RANKED - 1][4], rows[RANKED - 1][0]) if more and number == pages else ""
    return Listed(in_order(shown), None if more else len(keys), number, pages, older)


def _to_rank(asked: Asked, narrowed: Narrowed, user: permissions.Actor) -> list[Any]:
    """Most searches are nothing but words: theirs is a query that is written once."""
    if narrowed.wants_entries and not asked.operators and not asked.without:
        wording, value = condition(asked.terms)
        return said(wording)(user, value)
    return list(matches(asked, narrowed, user).values_list(*TO_RANK)[: RANKED + 1])


def newest_of(asked: Asked, narrowed: Narrowed, user: permissions.Actor, after: str = "", size: int = PAGE) -> Listed:
    """As `page_after`, of what is asked for."""
    if narrowed.author and size == PAGE and not after:
        return page_of(by_one(user, narrowed.author), size)
    return page_after(matches(asked, narrowed, user), after, size)


def newest(found: EntryQuerySet, after: str = "", size: int = PAGE) -> Listed:
    """By date; `after` is the place where an earlier page ended. Raises ValueError if it is none."""
    if after:
        created, key = placed(after)
        found = found.filter(Q(created__lt=created) | Q(created=created, pk__lt=key))
    with planned():
        rows = list(found.values_list("pk", "created")[: size + 1])
    return page_of(rows, size, first=not after)


def page_of(rows: list[Any], size: int, first: bool = True) -> Listed:
    """A page of rows (key, created), of which there is one more where there are further pages."""
    more = len(rows) > size
    older = place(rows[size - 1][1], rows[size - 1][0]) if more else ""
    total = len(rows) if not more and first else None
    return Listed(in_order([key for key, _ in rows[:size]]), total, older=older)


def page_after(found: EntryQuerySet, after: str, size: int = PAGE) -> Listed:
    """As `newest`; from the beginning where `after` is no place."""
    try:
        return newest(found, after, size)
    except (ValueError, OverflowError):
        return newest(found, size=size)


def place(created: datetime, key: int) -> str:
    return f"{created.isoformat()}_{key}"


def placed(after: str) -> tuple[datetime, int]:
    moment, _, key = after.partition("_")
    created = datetime.fromisoformat(moment)
    if created.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return created, int(key)
