"""What Hypothesis gives: the client's export, and answers of its search API (https://h.readthedocs.io/en/latest/api/).

Positions there count 16-bit units of the whole page, of which our text is a part; words are what finds a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.exchange.arriving.draft import Arrived, Creator, Draft, Json, Source

ACCOUNT = re.compile(r"acct:([^@]+)@(.+)")
WORLD = "__world__"
MISSING = "*The note that is answered here did not come along: it was deleted, or is not in the file.*"
KEPT_TOGETHER = "It is not in the file. Replies to it are, and are kept together under this, on the whole text."


def rows_of(data: Any) -> list[Any] | None:
    """The annotations in it, replies apart or among them; None if this is nothing of Hypothesis'."""
    if not isinstance(data, dict):
        return data if isinstance(data, list) and any(map(_is_one, data)) else None
    for name in ("rows", "annotations"):
        if isinstance(data.get(name), list):
            return [*data[name], *(data.get("replies") or [])]
    return [data] if _is_one(data) else None


def _is_one(row: Any) -> bool:
    return isinstance(row, dict) and "uri" in row and ("user" in row or "permissions" in row) and "@context" not in row


def read(rows: list[Any], data: Any = None) -> Arrived:
    """`data` is what the rows stand in."""
    drafts = [_draft(row, number) for number, row in enumerate(rows, 1)]
    drafts += _missing(drafts)
    return Arrived("hypothesis", drafts, {one.address: one for one in _sources(rows)}, tuple(_said(data)))


def _said(data: Any) -> Iterator[str]:
    """A search gives so many at a time, and says how many it found."""
    total, rows = (data.get("total"), data.get("rows")) if isinstance(data, dict) else (None, None)
    if isinstance(total, int) and isinstance(rows, list) and total > len(rows):
        yield (
            f"The search of Hypothesis found {total:,}; this file holds {len(rows):,} of them. "
            "Ask for the others too (with search_after) and import each file: replies find the notes they answer."
        )


def _missing(drafts: list[Draft]) -> Iterator[Draft]:
    """A place for each note that replies answer and that did not come along, so that their thread keeps together."""
    here = {draft.id for draft in drafts}
    for draft in drafts:
        if draft.parent and draft.parent not in here:
            here.add(draft.parent)
            about: Json = {"source": draft.source, "audience": draft.audience, "created": draft.created}
            yield Draft(draft.parent, body=MISSING, cut=(KEPT_TOGETHER,), **about)


def _sources(rows: list[Any]) -> Iterator[Source]:
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("uri"), str):
            titles = (row.get("document") or {}).get("title") or [""]
            yield Source(row["uri"], title=str(titles[0] if isinstance(titles, list) else titles))


def _draft(row: Any, number: int) -> Draft:
    if not isinstance(row, dict) or not isinstance(row.get("uri"), str):
        return Draft(f"row {number}", trouble="It is no annotation of Hypothesis.")
    references = [one for one in row.get("references") or [] if isinstance(one, str)]
    quoted = _selectors(row)
    said = {
        "id": f"hypothesis:{row.get('id') or number}",
        "source": row["uri"],
        "parent": f"hypothesis:{references[0]}" if references else "",
        "creator": _creator(row),
        "body": str(row.get("text") or "").strip(),
        "tags": tuple(str(tag) for tag in row.get("tags") or []),
        "audience": _audience(row),
        "created": str(row.get("created") or ""),
        "modified": str(row.get("updated") or ""),
        "more": {"via": link} if (link := (row.get("links") or {}).get("html")) else {},
    }
    draft = Draft(**said, **({} if references else quoted), trouble=_trouble(row))
    return _of_kind(draft, said, quoted) if not references else draft


def _of_kind(draft: Draft, said: Json, quoted: Json) -> Draft:
    """Words alone are a highlight; nothing on nothing is nothing."""
    if draft.body or draft.tags:
        return draft
    trouble = draft.trouble or ("" if draft.is_on_words else "It is about no words, and says none.")
    return Draft(**said, **quoted, motivation="highlighting", trouble=trouble)


def _trouble(row: Json) -> str:
    return "It was hidden by a moderator where it comes from." if row.get("hidden") else ""


def _creator(row: Json) -> Creator:
    account = str(row.get("user") or "")
    shown = (row.get("user_info") or {}).get("display_name")
    name = ACCOUNT.fullmatch(account)
    return Creator(account, str(shown or (name[1] if name else account) or "nobody named"))


def _audience(row: Json) -> str:
    readers = (row.get("permissions") or {}).get("read") or []
    group = str(row.get("group") or WORLD)
    if readers and all(str(one).startswith("acct:") for one in readers):
        return "private"
    return "public" if group == WORLD else f"group:{group}"


def _selectors(row: Json) -> Json:
    found: Json = {}
    for target in row.get("target") or []:
        for one in (target.get("selector") or []) if isinstance(target, dict) else []:
            found.update(_selector(one))
    return found


def _selector(one: Any) -> Json:
    kind = one.get("type") if isinstance(one, dict) else None
    if kind == "TextQuoteSelector":
        return {name: str(one.get(name) or "") for name in ("exact", "prefix", "suffix")}
    if kind == "TextPositionSelector" and isinstance(one.get("start"), int) and isinstance(one.get("end"), int):
        return {"start": one["start"], "end": one["end"], "in_units": True}
    return {"pointed": str(kind)} if kind else {}
