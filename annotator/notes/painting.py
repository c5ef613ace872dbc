"""What the browser needs to paint thousands of notes: columns of small numbers, sorted as they stand in the text.

Starts are deltas and handles are packed, so that 10,000 notes travel in well under 100 KB; the shape is documented in
docs/spans.md. Knows nothing of bodies and threads: those come as cards.
"""

from __future__ import annotations

import base64
from array import array
from dataclasses import dataclass, field
from sys import byteorder
from typing import Any

from django.db.models import QuerySet

from annotator import permissions
from annotator.notes.models import Annotation, Check, CheckState, Colour, Motivation, QueryState, State, Visibility
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
    "text_id", "at", "until", "handle", "motivation", "stands", "colour", "visibility",
    "author_id", "assignment_id", "resolved", "query__state", "quote_check__state", "quote_check__outcome", "pk",
)  # fmt: skip


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

    def add(self, row: dict[str, Any], flags: int, author: int) -> None:
        self.starts.append(row["at"] - self.last)
        self.last = row["at"]
        self.lengths.append(row["until"] - row["at"])
        self.handles.append(row["handle"])
        self.kinds.append(KINDS[row["motivation"]])
        self.flags.append(flags)
        self.tints.append(TINTS.get(row["colour"], 0))
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
    columns = {text.pk: Columns(text) for text in texts}
    order = {text.pk: index for index, text in enumerate(texts)}
    people: dict[tuple[Any, Any], int] = {}
    badges: list[tuple[int, int, str]] = []
    loose: dict[str, list[tuple[int, int]]] = {"orphans": [], "whole": []}
    total = 0
    changed = set(Check.objects.filter(annotation__text__in=list(order)).changed().values_list("pk", flat=True))
    for values in _rows(annotations):
        row = dict(zip(FIELDS, values, strict=True))
        total += 1
        place = order[row["text_id"]]
        if row["at"] is None:
            loose["orphans" if row["stands"] == State.ORPHAN else "whole"].append((place, row["handle"]))
            continue
        if badge := "changed" if row["pk"] in changed else _badge(row):
            badges.append((place, len(columns[row["text_id"]].starts), badge))
        author = people.setdefault((row["assignment_id"], row["author_id"]), len(people))
        columns[row["text_id"]].add(row, _flags(row, user), author)
    return {
        "texts": [columns[text.pk].dump() for text in texts],
        "authors": [{"id": str(place)} for place in people.values()],
        "badges": badges,
        **loose,
        "total": total,
    }


def _rows(annotations: QuerySet[Annotation]) -> Any:
    rows = annotations.order_by("at", "until", "handle").values_list(*FIELDS)  # type: ignore[misc]
    return rows.iterator(chunk_size=5000)


def _flags(row: dict[str, Any], user: permissions.Actor) -> int:
    closed = row["resolved"] or row["query__state"] not in (None, QueryState.OPEN)
    return int(
        MINE * (row["author_id"] == user.pk)
        | CLOSED * bool(closed or row["quote_check__state"] == CheckState.CONFIRMED)
        | CHANGED * (row["stands"] == State.CHANGED)
        | PRIVATE * (row["visibility"] == Visibility.PRIVATE)
        | MOVED * (row["stands"] == State.MOVED)
    )


def _badge(row: dict[str, Any]) -> str:
    if row["quote_check__state"]:
        return row["quote_check__outcome"] or CHECK_BADGES[row["quote_check__state"]]
    return QUERY_BADGES.get(row["query__state"], "")


def _packed(handles: list[int]) -> str:
    packed = array("I", handles)
    if byteorder == "big":
        packed.byteswap()
    return base64.b64encode(packed.tobytes()).decode()
