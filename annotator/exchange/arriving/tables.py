"""Our own table of notes, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from annotator.exchange.arriving.draft import Arrived, Creator, Draft, Source, Unreadable
from annotator.review.exporting import FORMULA

NEEDED = {"id", "kind", "text", "quote", "body"}
KINDS = {"highlighting", "commenting", "questioning", "editing", "assessing", "replying"}


def read(words: str) -> Arrived:
    """Raises Unreadable for a table with other columns."""
    rows = list(csv.DictReader(StringIO(words, newline="")))
    if not rows or not set(rows[0]) >= NEEDED:
        named = ", ".join(sorted(NEEDED))
        raise Unreadable(f"A table of notes needs a first row with the names of its columns, among them {named}.")
    plain = [{name: _plain(cell) for name, cell in row.items() if isinstance(cell, str)} for row in rows]
    return Arrived("csv", [_draft(row) for row in plain], {one.address: one for one in _sources(plain)})


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def _address(row: dict[str, str]) -> str:
    return f"/texts/{row['text id']}/" if row.get("text id") else row["text"]


def _sources(rows: list[dict[str, str]]) -> Iterator[Source]:
    for row in rows:
        title, _, place = row["text"].rpartition(", comment ")
        is_comment = bool(title) and place.isdecimal()
        yield Source(
            _address(row), title=title if is_comment else row["text"], place=int(place) if is_comment else None
        )


def _draft(row: dict[str, str]) -> Draft:
    kind = row["kind"].strip().lower()
    lost = row.get("standing") == "orphan"
    return Draft(
        row["id"] and f"table:{row['id']}",
        source=_address(row),
        parent=f"table:{row['parent']}" if row.get("parent") else "",
        creator=Creator(row.get("author id") or row.get("author", ""), row.get("author") or "nobody named"),
        motivation=kind,
        body=row["body"],
        tags=tuple(tag.strip() for tag in row.get("tags", "").split(",") if tag.strip()),
        exact=row["quote"],
        prefix=row.get("prefix", ""),
        suffix=row.get("suffix", ""),
        colour=row.get("colour", ""),
        start=None if lost else _number(row.get("start", "")),
        end=None if lost else _number(row.get("end", "")),
        audience=_audience(row),
        created=row.get("written", ""),
        modified=row.get("changed", ""),
        own=_own(row),
        trouble=_trouble(row, kind),
    )


def _trouble(row: dict[str, str], kind: str) -> str:
    if not row["id"]:
        return "It has no id, by which it would be known again."
    return "" if kind in KINDS else f"“{kind[:40]}” is no kind of note here."


def _number(cell: str) -> int | None:
    return int(cell) if cell.isdecimal() else None


def _audience(row: dict[str, str]) -> str:
    visibility = row.get("visibility", "")
    return f"{visibility}:{row.get('group', '')}" if visibility in ("group", "instructors") else visibility


def _own(row: dict[str, str]) -> dict[str, object]:
    """Tables say of a query what was proposed; who decided it, they do not."""
    return {"query": {"proposed": row.get("proposed", "")}} if row["kind"] == "editing" else {}
