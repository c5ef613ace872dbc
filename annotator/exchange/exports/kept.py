"""A note's row on its way out, by name; and rows that stand beside many notes, asked for once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from annotator.among import Keys
from annotator.exchange.jsonld import Json

FIELDS = (
    "resolved", "answer_id", "revision__number", "unplaced", "copied_from_id", "at", "until", "stands", "because",
)  # fmt: skip
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of a row that exports need beyond those that the standard has a place for."""

    key: UUID
    motivation: str
    colour: str
    visibility: str
    group: Any
    span: tuple[Any, Any]
    check: str | None
    given: Json | None
    held: Json | None
    assignment: Any
    author: str
    resolved: datetime | None
    answer: Any
    revision: int
    unplaced: str
    copied_from: Any
    stood: tuple[Any, Any]
    stands: str
    because: str


def kept(row: Row) -> Kept:
    """Of a row of outgoing.FIELDS with FIELDS behind it."""
    resolved, answer, revision, unplaced, copied, at, until, stands, because = row[-9:]
    return Kept(
        UUID(row[0]), row[1], row[3], row[4], row[5] and UUID(row[5]), (row[8], row[9]), row[17], row[18], row[19],
        row[20], row[21], resolved, answer, revision, unplaced, copied, (at, until), stands, because,
    )  # fmt: skip


def rows_of(model: Any, name: str, keys: Iterable[Any], columns: Sequence[str], **narrowed: Any) -> Any:
    """Rows of `model` about the notes of these keys, the key first, as they came to be; nothing is asked about none."""
    wanted = list(keys)
    if not wanted:
        return ()
    rows = model.objects.filter(**{f"{name}__among": Keys(wanted)}, **narrowed)
    return rows.order_by(*model._meta.ordering).values_list(name, *columns)
