"""What the browser needs to paint thousands of notes: columns of small numbers, sorted as they stand in the text.

Starts are deltas and handles are packed, so that 10,000 notes travel in well under 100 KB; the shape is documented in
docs/spans.md. Knows nothing of bodies and threads: those come as cards.
"""

from __future__ import annotations

import base64
from array import array
from dataclasses import dataclass, field
from sys import byteorder
from typing import Any, NamedTuple

from django.db.models import QuerySet

from annotator import permissions
from annotator.notes.models import Annotation, Check, CheckState, Colour, Motivation, QueryState, State
from annotator.raw import raw, raw_key
from texts.models import Text

KINDS = {value: index for index, value in enumerate(Motivation.values)}
TINTS = {value: index for index, value in enumerate(Colour.values)}
MINE, CLOSED, CHANGED, PRIVATE, MOVED = 1, 2, 4, 8, 16
CHECK_BADGES = {
    CheckState.OPEN: "unchecked",
    CheckState.CLAIMED: "checking",
    CheckState.PROPOSED: "checking",
    CheckState.DISPUTED: "checking",
    CheckState.CONFIRMED: "sound",
}
QUERY_BADGES = {QueryState.ACCEPTED: "accepted", QueryState.STET: "stet", QueryState.DUPLICATE: "duplicate"}
FIELDS = (
    raw("text_id"), "at", "until", "handle", "motivation", "stands", "colour", "visibility", raw("author_id"),
    raw("assignment_id"), raw("resolved"), "query__state", "quote_check__state", "quote_check__outcome", raw("pk"),
)  # fmt: skip


class Row(NamedTuple):
    """Keys are as the database writes them, of the text, the author, the assignment and the note."""

    text: str
    at: int | None
    until: int | None
    handle: int
    motivation: str
    stands: str
    colour: str
    visibility: str
    author: str
    assignment: str | None
    resolved: str | None
    query: str | None
    check: str | None
    outcome: str | None
    key: str


@dataclass
class Columns:
    """The notes on one text."""

    text: Text
    starts: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    tints: list[int] = field(default_factory=list)
    authors: list[int] = field(default_factory=list)
    last: int = 0

    def add(self, row: Row, at: int, until: int, flags: int, author: int) -> None:
        self.starts.append(at - self.last)
        self.last = at
        self.lengths.append(until - at)
        self.handles.append(row.handle)
        self.kinds.append(KINDS[row.motivation])
        self.flags.append(flags)
        self.tints.append(TINTS.get(row.colour, 0))
        self.authors.append(author)

    def dump(self) -> dict[str, Any]:
        columns = {name: getattr(self, name) for name in ("starts", "lengths", "kinds", "flags", "tints", "authors")}
        return {
            "text": str(self.text.pk),
            "revision": str(self.text.latest_id),
            "handles": _packed(self.handles),
            **columns,
        }


def spans(texts: list[Text], annotations: QuerySet[Annotation], user: permissions.Actor) -> dict[str, Any]:
    """All notes of `annotations` (standing, on `texts`) as JSON-ready columns, in the order of `texts`.

    People are numbered in each assignment by themselves: one that hides names must not be held against another.
    """
    columns = [Columns(text) for text in texts]
    places = {raw_key(text.pk, Text): place for place, text in enumerate(texts)}
    mine = raw_key(user.pk, Annotation)
    people: dict[tuple[str | None, str], int] = {}
    badges: list[tuple[int, int, str]] = []
    loose: dict[str, list[tuple[int, int]]] = {"orphans": [], "whole": []}
    total = 0
    on_texts = Check.objects.filter(annotation__text__in=[text.pk for text in texts])
    changed = set(on_texts.changed().values_list(raw("pk"), flat=True))
    for row in map(Row._make, _rows(annotations)):
        total += 1
        place = places[row.text]
        if row.at is None or row.until is None:
            loose["orphans" if row.stands == State.ORPHAN else "whole"].append((place, row.handle))
            continue
        if badge := "changed" if row.key in changed else _badge(row):
            badges.append((place, len(columns[place].starts), badge))
        author = people.setdefault((row.assignment, row.author), len(people))
        columns[place].add(row, row.at, row.until, _flags(row, mine), author)
    return {
        "texts": [column.dump() for column in columns],
        "authors": [{"id": str(place)} for place in people.values()],
        "badges": badges,
        **loose,
        "total": total,
    }


def _rows(annotations: QuerySet[Annotation]) -> Any:
    rows = annotations.order_by("at", "until", "handle").values_list(*FIELDS)  # type: ignore[misc]
    return rows.iterator(chunk_size=5000)


def _flags(row: Row, mine: str) -> int:
    closed = row.resolved or row.query not in (None, "open") or row.check == "confirmed"
    return (
        (MINE if row.author == mine else 0)
        | (CLOSED if closed else 0)
        | (CHANGED if row.stands == "changed" else 0)
        | (PRIVATE if row.visibility == "private" else 0)
        | (MOVED if row.stands == "moved" else 0)
    )


def _badge(row: Row) -> str:
    if row.check:
        return row.outcome or CHECK_BADGES[CheckState(row.check)]
    return QUERY_BADGES.get(QueryState(row.query), "") if row.query else ""


def _packed(handles: list[int]) -> str:
    packed = array("I", handles)
    if byteorder == "big":
        packed.byteswap()
    return base64.b64encode(packed.tobytes()).decode()
