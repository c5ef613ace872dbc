"""W3C Web Annotations in any of their wrappings: one, an array, a page, a collection with its first page.

What our own exports say beside the standard stands under `annotator`; see annotator.exchange.exports.own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from annotator.exchange.arriving.draft import FOREIGN, NOBODY, Arrived, Creator, Draft, Json, Source
from annotator.exchange.arriving.texts import carried
from annotator.exchange.bodies import names, of_readers, parts
from annotator.exchange.jsonld import CONTEXT, as_list
from annotator.exchange.parsing import KINDS
from annotator.exchange.sets import singles

OWN = "annotator"
LONGEST_REVIEW = 20_000  # characters, as many as a review takes that is written here


def items_of(data: Any) -> list[Any] | None:
    """The annotations in it; None if there can be none."""
    if isinstance(data, list):
        return data if any(isinstance(one, dict) and ("target" in one or "items" in one) for one in data) else None
    if not isinstance(data, dict):
        return None
    if "target" in data:
        return [data]
    first = data.get("first")
    for page in (data, first if isinstance(first, dict) else {}):
        if isinstance(page.get("items"), list):
            return list(page["items"])
    return None


def read(data: Any, items: list[Any]) -> Arrived:
    drafts = [_draft(item, number) for number, item in enumerate(items, 1)]
    named = {one.address: one for one in _sources(data)}
    for draft in drafts:
        if draft.source and not draft.is_reply:
            named.setdefault(draft.source, Source(draft.source))
    return Arrived("jsonld", drafts, named, texts=tuple(carried(data)), reviews=tuple(_reviews(data)))


def _sources(data: Any) -> Iterator[Source]:
    """As a collection that we have made names them."""
    own = data.get(OWN) if isinstance(data, dict) else None
    for one in own.get("texts", []) if isinstance(own, dict) else []:
        place = one.get("place")
        rest = {name: str(one.get(name) or "") for name in ("title", "url", "digest")}
        revisions = tuple(str(name) for name in one.get("revisions") or ())
        yield Source(str(one.get("id")), place=place if isinstance(place, int) else None, revisions=revisions, **rest)


def _reviews(data: Any) -> Iterator[Json]:
    """As far as they have the shape that exports give them."""
    own = data.get(OWN) if isinstance(data, dict) else None
    said = own.get("reviews") if isinstance(own, dict) else None
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("assignment", "words")):
            people = all(
                isinstance(one.get(name), dict) and one[name].get("type") == "Person" for name in ("learner", "by")
            )
            marks = one.get("marks")
            if people and len(one["words"]) <= LONGEST_REVIEW:
                yield {
                    **one,
                    "marks": [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else [],
                }


def _draft(item: Any, number: int) -> Draft:
    if not isinstance(item, dict) or "target" not in item:
        return Draft(f"item {number}", trouble="It is no annotation: it has no target.")
    ours = isinstance(item.get(OWN), dict)
    own = item[OWN] if ours else {}
    if own.get("foreign") is True:
        return _foreign(item, own)
    if isinstance(own.get("said"), dict):
        item = {**item, **own["said"]}
    source, selectors = _target(item["target"])
    said = _said(item, ours)
    asked = names(item.get("motivation"))
    draft = Draft(
        id=_id(item),
        source=source,
        parent=source if "replying" in asked and not selectors else "",
        creator=_creator(item.get("creator")),
        body="\n\n".join(said["text"]),
        tags=tuple(said["tags"]),
        motivation=_motivation(asked, own, said, bool(selectors)),
        audience=_audience(own),
        created=str(item.get("created") or ""),
        modified=str(item.get("modified") or ""),
        colour=str(own.get("colour") or ""),
        own={**own, **({"query": {**(own.get("query") or {}), "proposed": said["edits"][0]}} if said["edits"] else {})},
        ours=ours,
        document={} if ours else _document(item),
        cut=() if ours else tuple(_cut(item, said)),
        selectors=tuple(selectors),
        trouble="" if source else "It does not say what it is about.",
        **_place(selectors),
    )
    return draft


def _foreign(item: Json, own: Json) -> Draft:
    """About another site, and kept here as it came."""
    ours = {"id", OWN, *(str(name) for name in as_list(own.get("ours")))}
    return Draft(
        _id(item),
        creator=_creator(own.get("by")),
        motivation=FOREIGN,
        audience=_audience(own),
        created=str(own.get("created") or ""),
        modified=str(own.get("modified") or ""),
        ours=True,
        document={name: value for name, value in item.items() if name not in ours} | _part(own, OWN),
    )


def _part(own: Json, name: str) -> Json:
    return {name: own[name]} if name in own else {}


def _document(item: Json) -> Json:
    """All of it; without addresses that are none."""
    addresses = {name: as_list(item[name]) for name in ("id", "via", "canonical") if name in item}
    none = {name for name, values in addresses.items() if not all(isinstance(one, str) for one in values)}
    none |= {name for name, values in addresses.items() if name == "id" and values[1:]}
    kept = {name: value for name, value in item.items() if name not in none}
    return {"@context": CONTEXT, "type": "Annotation", **kept}


def _cut(item: Json, said: dict[str, list[str]]) -> Iterator[str]:
    """What a note here has one of, or none; all of it is kept as it came."""
    targets, creators = as_list(item["target"]), as_list(item.get("creator"))
    if targets[1:]:
        yield f"It is about {len(targets)} things. It stands on the first; the others are kept and given back with it."
    if creators[1:]:
        yield f"It has {len(creators)} creators. The first is its author here; the others are kept and given back with it."
    if said["left"]:
        yield "Of bodies to choose from, the first is taken; the others are kept and given back with it."


def _id(item: Json) -> str:
    """Its address; of what has none, a digest of all it says."""
    for name in ("id", "canonical", "via"):
        if isinstance(item.get(name), str) and item[name]:
            return str(item[name])
    return f"sha256:{hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()}"


def _motivation(asked: list[str], own: Json, said: dict[str, list[str]], on_words: bool) -> str:
    """Ours, where what it needs is there; else a note or, without words of its own, a highlight."""
    if "replying" in asked and not on_words:
        return "replying"
    wanted = next((one for one in asked if one in KINDS), "")
    lacking = {"editing": not said["edits"], "assessing": "check" not in own, "highlighting": not on_words}
    if wanted and not lacking.get(wanted):
        return wanted
    return "commenting" if said["text"] or said["tags"] or not on_words else "highlighting"


def _audience(own: Json) -> str:
    visibility = str(own.get("visibility") or "")
    return f"{visibility}:{own.get('group') or ''}" if visibility in ("group", "instructors") else visibility


def _creator(value: Any) -> Creator:
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, str):
        return Creator(one, one)
    if not isinstance(one, dict):
        return NOBODY
    email = str(one.get("email") or "").removeprefix("mailto:")
    name = one.get("name") or one.get("nickname") or email or one.get("id") or NOBODY.name
    return Creator(str(one.get("id") or name), str(name), email)


def _said(item: Json, ours: bool) -> dict[str, list[str]]:
    """By where it goes here. What readers have found stands in our own exports under `annotator`, as it was."""
    said: dict[str, list[str]] = {"text": [], "tags": [], "edits": [], "left": []}
    for purpose, words, left in parts(item, of_readers(item) if ours else ()):
        kind = {"tagging": "tags", "editing": "edits"}.get(purpose, "text")
        said["left"] += ["one"] * left
        if words.strip() or kind == "edits":
            said[kind].append(words if kind == "edits" or ours else words.strip())
    return said


def _target(value: Any) -> tuple[str, list[Json]]:
    """What it is about, and its selectors, each with those that refine it behind it."""
    one = next(iter(singles(value)), None)
    if isinstance(one, str):
        address, _, fragment = one.partition("#")
        return address, [{"type": "FragmentSelector", "value": fragment}] if fragment else []
    if not isinstance(one, dict):
        return "", []
    source = one.get("source", one.get("id"))
    if isinstance(source, dict):
        source = source.get("id")
    selectors = one.get("selector") or []
    return str(source or ""), list(_chain(selectors if isinstance(selectors, list) else [selectors]))


def _chain(selectors: list[Any]) -> Iterator[Json]:
    for one in selectors:
        if isinstance(one, dict):
            yield one
            yield from _chain([one.get("refinedBy")])


def _place(selectors: list[Json]) -> Json:
    found: Json = {}
    for one in selectors:
        kind = one.get("type")
        if kind == "TextQuoteSelector":
            found.update({name: str(one.get(name) or "") for name in ("exact", "prefix", "suffix")})
        elif kind == "TextPositionSelector" and isinstance(one.get("start"), int) and isinstance(one.get("end"), int):
            found.update(start=one["start"], end=one["end"])
        else:
            found["pointed"] = str(kind)
    return found
