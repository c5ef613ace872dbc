"""Texts with their revisions as our own exports carry them, beside the notes. What is not of that shape says why. Pure.

Only shapes and sizes are judged here: what a text may be called, and what of it may be shown, is asked when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.exchange.arriving.draft import TEXT, Carried, Draft, Json, Unreadable, Written
from annotator.exchange.dublincore import COLUMNS, MESSAGE, PART_OF, TEXTS, VERSIONS
from annotator.exchange.jsonld import as_list

MOST_TEXTS = 2_000  # of one file
MOST_REVISIONS = 10_000  # so too
LARGEST = 10_000_000  # characters of one revision, as many as a text may have that is pasted
MOST_EDITS = 20_000  # of one revision
TOO_MANY = "There are more than {:,} {} in this file. Export fewer texts at a time."


def carried(data: Any) -> list[Carried]:
    """Articles before their comments. Raises Unreadable for more than one file may hold."""
    said = [one for one in as_list(data.get(TEXTS)) if isinstance(one, dict)] if isinstance(data, dict) else []
    said = [one for one in said if isinstance(one.get("id"), str) and VERSIONS in one]
    if len(said) > MOST_TEXTS:
        raise Unreadable(TOO_MANY.format(MOST_TEXTS, "texts"))
    if sum(len(as_list(one[VERSIONS])) for one in said) > MOST_REVISIONS:
        raise Unreadable(TOO_MANY.format(MOST_REVISIONS, "revisions"))
    found = [_carried(one) for one in said]
    return list(_placed([*(one for one in found if not parent(one)), *(one for one in found if parent(one))]))


def parent(one: Carried) -> str:
    return str(one.draft.own.get("parent") or "")


def _carried(said: Json) -> Carried:
    own = _part(said, "annotator")
    versions = [one for one in as_list(said[VERSIONS]) if isinstance(one, dict)]
    article = said.get(PART_OF)
    texts = {column: str(said.get(name) or "") for column, name in COLUMNS.items()}
    texts |= {"readers": str(own.get("readers") or ""), "created": str(said.get("created") or "")}
    beside: Json = {
        "text": texts,
        "parent": str((article.get("id") if isinstance(article, dict) else article) or ""),
        "place": own.get("place"),
        "revisions": [_beside(one) for one in versions],
    }
    draft = Draft(said["id"], source=said["id"], motivation=TEXT, own=beside, ours=True, trouble=_trouble(versions))
    return Carried(draft, () if draft.trouble else tuple(map(_written, versions)))


def _part(said: Json, name: str) -> Json:
    return said[name] if isinstance(said.get(name), dict) else {}


def _trouble(versions: list[Json]) -> str:
    numbers = [_part(one, "annotator").get("number", at) for at, one in enumerate(versions, 1)]
    if not versions or numbers != list(range(1, len(versions) + 1)):
        return "Its revisions are not whole: they are counted from the first one on."
    if not all(isinstance(one.get("value"), str) for one in versions):
        return "A revision of it has no words."
    longest = max(max(len(one["value"]), len(str(_part(one, "annotator").get("html") or ""))) for one in versions)
    return f"A revision of it has more than {LARGEST:,} characters." if longest > LARGEST else ""


def _beside(said: Json) -> Json:
    own = _part(said, "annotator")
    words = {name: str(value or "") for name, value in (("created", said.get("created")), ("key", own.get("key")))}
    by = {"by": said["creator"]} if isinstance(said.get("creator"), dict) else {}
    return {
        **words,
        **by,
        "message": str(said.get(MESSAGE) or "")[:500],
        "digest": str(own.get("digest") or ""),
    }


def _written(said: Json) -> Written:
    own = _part(said, "annotator")
    return Written(said["value"], str(own.get("html") or ""), _edits(own.get("edits")))


def _edits(said: Any) -> list[Any] | None:
    """As far as they have the shape that exports give them."""
    if not isinstance(said, list) or len(said) > MOST_EDITS:
        return None
    return said if all(_is_edit(one) for one in said) else None


def _is_edit(one: Any) -> bool:
    if not isinstance(one, list) or len(one) != 3 or not isinstance(one[2], str):
        return False
    start, end = one[:2]
    return type(start) is int and type(end) is int and 0 <= start <= end


def _placed(texts: list[Carried]) -> Iterator[Carried]:
    """Comments at places of their own, under articles that come too."""
    articles = {one.draft.id for one in texts if not parent(one)}
    taken: set[tuple[str, int]] = set()
    for one in texts:
        why = _misplaced(one, articles, taken)
        yield Carried(replace(one.draft, trouble=why)) if why and not one.draft.trouble else one


def _misplaced(one: Carried, articles: set[str], taken: set[tuple[str, int]]) -> str:
    if not parent(one):
        return ""
    place = one.draft.own["place"]
    if parent(one) not in articles:
        return "The article that it is a comment on is not in the file."
    if type(place) is not int or not 0 <= place < 2**31:
        return "It does not say at which place it stands among the comments."
    if (parent(one), place) in taken:
        return "Another comment in the file stands at its place."
    taken.add((parent(one), place))
    return ""
