"""Annotation containers: what is in them for one reader, and their pages.

Everything that can be read is in the site's; a text's has what is on it and its comments, a group's what is written in it.
A page begins after a key: keys grow with time, so that what is written meanwhile moves nothing that was there before.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q

from annotator.exchange.models import Foreign
from annotator.exchange.outgoing import FIELDS, FOREIGN, REPLY, Writer, mark
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Reply, Source
from annotator.permissions import Actor
from annotator.raw import raw
from texts.models import Text

FIRST = "0"  # the name of the first page; others are named by the key before them
Key = uuid.UUID


@dataclass(frozen=True)
class Shelf:
    """One kind of annotation in a container: its readable rows, and how they become documents."""

    rows: Any
    fields: tuple[Any, ...]
    written: Callable[[Writer, list[Any]], list[dict[str, Any]]]
    marks: tuple[Any, ...]  # what changes whenever the document does
    mark: Callable[[Any], Any]  # the same of a whole row


NAMED = (raw("pk"), raw("modified"), "author__display_name", "author__username")


@dataclass(frozen=True)
class Container:
    """`text` is what it is about, `group` who reads what is made in it, if what is sent says nothing else."""

    path: str
    label: str
    held: Callable[[], tuple[Shelf, ...]]
    text: Text | None = None
    group: Group | None = None

    @cached_property
    def shelves(self) -> tuple[Shelf, ...]:
        """Who only puts something in need not look at what is there."""
        return self.held()


@dataclass(frozen=True)
class Contents:
    """How much is in a container, when something of it last changed, and how much comes before a page."""

    total: int
    modified: datetime | None
    before: int = 0


@dataclass(frozen=True)
class Page:
    """`after` is the key it begins after, None for the first; `following` the key that the next begins after."""

    after: Key | None
    rows: list[tuple[str, Shelf, Any]]
    following: Key | None


def of_site(user: Actor, name: str) -> Container:
    return Container(
        "/annotations/",
        f"Notes on {name}",
        lambda: (_notes(user, Q()), _replies(user, Q()), _foreign(user, Q())),
    )


def of_text(user: Actor, text: Text) -> Container:
    on, answers = Q(text=text.pk), Q(annotation__text=text.pk)
    if text.parent_id is None:
        on, answers = on | Q(text__parent=text.pk), answers | Q(annotation__text__parent=text.pk)
    path, label = f"/texts/{text.pk}/annotations/", f"Notes on “{text}”"
    return Container(path, label, lambda: (_notes(user, on), _replies(user, answers)), text=text)


def of_group(user: Actor, group: Group) -> Container:
    within, answers = Q(group=group.pk), Q(annotation__group=group.pk)
    path, label = f"/groups/{group.pk}/annotations/", f"Notes of “{group}”"
    return Container(
        path, label, lambda: (_notes(user, within), _replies(user, answers), _foreign(user, within)), group=group
    )


def _notes(user: Actor, within: Q) -> Shelf:
    rows = Annotation.objects.readable_by(user).filter(within)
    return Shelf(rows, FIELDS, Writer.notes, (*NAMED, "quote_check__state"), mark)


def _replies(user: Actor, within: Q) -> Shelf:
    rows = Reply.objects.readable_by(user).filter(within)
    return Shelf(rows, REPLY, Writer.replies, NAMED, lambda row: (row[0], row[4], row[7], row[8]))


def _foreign(user: Actor, within: Q) -> Shelf:
    rows = Foreign.objects.readable_by(user).filter(within)
    return Shelf(rows, FOREIGN, Writer.foreign, NAMED, lambda row: (row[0], row[3], row[5], row[6]))


def contents(container: Container, after: Key | None = None) -> Contents:
    """One query for each kind."""
    counted = [_counted(shelf.rows, after) for shelf in container.shelves]
    moments = [one["modified"] for one in counted if one["modified"]]
    return Contents(
        sum(one["total"] for one in counted),
        max(moments, default=None),
        sum(one.get("before", 0) for one in counted),
    )


def _counted(rows: Any, after: Key | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"total": Count("pk"), "modified": Max("modified")}
    if after:
        asked["before"] = Count("pk", filter=Q(pk__lte=after))
    counted: dict[str, Any] = rows.order_by().aggregate(**asked)
    return counted


def page(container: Container, after: Key | None, size: int) -> Page:
    """Whole rows after a key."""
    return _page(container, after, size, lambda shelf: shelf.fields)


def keys(container: Container, after: Key | None, size: int) -> Page:
    return _page(container, after, size, lambda shelf: (raw("pk"),))


def marks(container: Container, after: Key | None, size: int) -> list[Any]:
    """What changes whenever the documents of this page do, and costs less than they do."""
    return _with_sources([row for _, _, row in _page(container, after, size, lambda shelf: shelf.marks).rows])


def marks_of(page: Page) -> list[Any]:
    """The same of whole rows."""
    return _with_sources([shelf.mark(row) for _, shelf, row in page.rows])


def _with_sources(known: list[Any]) -> list[Any]:
    confirmed = [uuid.UUID(one[0]) for one in known if one[-1] == "confirmed"]
    if not confirmed:
        return known
    sources = Source.objects.filter(quote_check__in=confirmed, deleted=None)
    return [*known, tuple(sources.aggregate(Count("pk"), Max("created")).values())]


def _page(container: Container, after: Key | None, size: int, wanted: Callable[[Shelf], tuple[Any, ...]]) -> Page:
    found: list[tuple[str, Shelf, Any]] = []
    for shelf in container.shelves:
        rows = shelf.rows.filter(pk__gt=after) if after else shelf.rows
        found += [(row[0], shelf, row) for row in rows.order_by("pk").values_list(*wanted(shelf))[: size + 1]]
    found.sort(key=lambda one: one[0])
    return Page(after, found[:size], uuid.UUID(found[size - 1][0]) if len(found) > size else None)


def before(container: Container, after: Key, size: int) -> Key | None:
    """Where the page before the one after `after` begins; None if it is the first."""
    return _from_the_end(container, Q(pk__lte=after), size)


def last(container: Container, total: int, size: int) -> Key | None:
    """Where the last page begins, if pages are counted from the first."""
    return _from_the_end(container, Q(), (total - 1) % size + 1) if total > size else None


def _from_the_end(container: Container, within: Q, count: int) -> Key | None:
    """The key before the last `count` ones."""
    found: list[Key] = []
    for shelf in container.shelves:
        found += shelf.rows.filter(within).order_by("-pk").values_list("pk", flat=True)[: count + 1]
    found.sort(reverse=True)
    return found[count] if len(found) > count else None


def documents(writer: Writer, rows: Iterable[tuple[str, Shelf, Any]]) -> list[dict[str, Any]]:
    """In the order of the page, each kind made at once."""
    listed = list(rows)
    made: dict[str, dict[str, Any]] = {}
    for shelf in {id(shelf): shelf for _, shelf, _ in listed}.values():
        mine = [row for _, of, row in listed if of is shelf]
        made |= zip((row[0] for row in mine), shelf.written(writer, mine), strict=True)
    return [made[key] for key, _, _ in listed]
