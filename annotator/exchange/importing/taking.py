"""Taking a file in: what is in it is stored as it came, texts before notes before replies, and nothing is made of it yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from django.db import transaction

from annotator.exchange.arriving import Arrived, Carried, Creator, Draft
from annotator.exchange.arriving.draft import Json, named_in
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import Brought, Import, Item

AT_ONCE = 500
REVISIONS = 20  # so many of them at once


@transaction.atomic
def take_in(arrived: Arrived, by: Any, name: str, site: str = "") -> Import:
    """`site` is the address here without a slash at the end: who is of this site is not said by a file."""
    drafts = [*(one.draft for one in arrived.texts), *in_order(arrived.drafts)]
    holds = {**_holds(arrived), "site": site}
    made = Import.objects.create(by=by, name=name[:200], form=arrived.form, total=len(drafts), holds=holds)
    rows = (_row(made, number, one) for number, one in enumerate(drafts, 1))
    while some := list(islice(rows, AT_ONCE)):
        Item.objects.bulk_create(some)
    _bring(made, arrived.texts)
    return made


def _bring(job: Import, texts: Sequence[Carried]) -> None:
    """The revisions of texts, a few at a time: each may be large."""
    keys = list(job.items.filter(number__lte=len(texts)).order_by("number").values_list("pk", flat=True))
    rows = (
        Brought(item_id=key, number=number, **asdict(one))
        for key, text in zip(keys, texts, strict=True)
        for number, one in enumerate(text.revisions, 1)
    )
    while some := list(islice(rows, REVISIONS)):
        Brought.objects.bulk_create(some)


def _row(job: Import, number: int, draft: Draft) -> Item:
    return Item(of=job, number=number, draft_id=draft.id, draft=draft.as_json(), cut=list(draft.cut))


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """Notes as they come, but after those that they name; then replies, oldest first; a reply to a reply answers the note
    that both are under."""
    every = list(drafts)
    parents = {one.id: one.parent for one in every if one.parent}
    replies = [replace(one, parent=_root(one.parent, parents)) for one in every if one.parent]
    return _named_first([one for one in every if not one.parent]) + sorted(replies, key=lambda one: one.created)


def _named_first(notes: list[Draft]) -> list[Draft]:
    """Of those that name each other in a circle, the first one stays first."""
    by_key = {key_in(one.id): one for one in notes if one.ours}
    placed: dict[int, Draft] = {}
    for note in notes:
        waiting, seen = [note], {id(note)}
        while waiting:
            before = [one for name in waiting[-1].named if (one := by_key.get(key_in(name))) and id(one) not in seen]
            before = [one for one in before if id(one) not in placed]
            seen |= {id(one) for one in before}
            if before:
                waiting += before
            else:
                placed.setdefault(id(one := waiting.pop()), one)
    return list(placed.values())


def _root(key: str, parents: dict[str, str]) -> str:
    seen = {key}
    while key in parents and parents[key] not in seen:
        key = parents[key]
        seen.add(key)
    return key


def _holds(arrived: Arrived) -> dict[str, Any]:
    return {
        "sources": [asdict(one) for one in arrived.sources.values() if one.address in _about(arrived)],
        "people": list(_people([*(one.draft for one in arrived.texts), *arrived.drafts], arrived.reviews)),
        "audiences": Counter(one.audience for one in arrived.drafts if not one.is_reply and not one.trouble),
        "about": _about(arrived),
        "said": list(arrived.said),
        "reviews": list(arrived.reviews),
        "texts": len(arrived.texts),
        "carried": _carried(arrived.texts, _about(arrived)),
    }


def _carried(texts: Iterable[Carried], about: Counter[str]) -> dict[str, dict[str, Any]]:
    """The articles among them by address, each with its title, its revisions, how many comments come with it, and how many
    notes are on those and on it."""
    usable = [one for one in texts if not one.draft.trouble]
    under = Counter(str(one.draft.own["parent"]) for one in usable)
    notes = Counter[str]()
    for one in usable:
        notes[str(one.draft.own["parent"]) or one.draft.id] += about[one.draft.id]
    articles = [one for one in usable if not one.draft.own["parent"]]
    return {
        one.draft.id: {
            "title": one.draft.own["text"]["title"],
            "url": one.draft.own["text"]["source_url"],
            "revisions": len(one.revisions),
            "comments": under[one.draft.id],
            "notes": notes[one.draft.id],
        }
        for one in articles
    }


def _about(arrived: Arrived) -> Counter[str]:
    """How many notes are about each source."""
    return Counter(one.source for one in arrived.drafts if not one.is_reply and one.source)


def _people(drafts: Iterable[Draft], reviews: Sequence[Json]) -> Iterator[dict[str, Any]]:
    """Each creator once, who wrote most first."""
    counted: Counter[str] = Counter()
    named: dict[str, Creator] = {}
    for draft in drafts:
        counted[draft.creator.key] += not draft.is_text
        for one in draft.people:
            named.setdefault(one.key, one)
    for one in named_in(list(reviews)):
        named.setdefault(one.key, one)
    for key in sorted(named, key=lambda key: -counted[key]):
        yield {**asdict(named[key]), "count": counted[key]}
