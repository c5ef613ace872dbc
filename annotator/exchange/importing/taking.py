"""Taking a file in: what is in it is stored as it came, notes before replies, and nothing is made of it yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from django.db import transaction

from annotator.exchange.arriving import Arrived, Creator, Draft
from annotator.exchange.importing.models import Import, Item

AT_ONCE = 500


@transaction.atomic
def take_in(arrived: Arrived, by: Any, name: str) -> Import:
    drafts = in_order(arrived.drafts)
    made = Import.objects.create(by=by, name=name[:200], form=arrived.form, total=len(drafts), holds=_holds(arrived))
    rows = (Item(of=made, number=number, draft_id=one.id, draft=one.as_json()) for number, one in enumerate(drafts, 1))
    while some := list(islice(rows, AT_ONCE)):
        Item.objects.bulk_create(some)
    return made


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """Notes as they come, then replies, oldest first; a reply to a reply answers the note that both are under."""
    every = list(drafts)
    parents = {one.id: one.parent for one in every if one.parent}
    replies = [replace(one, parent=_root(one.parent, parents)) for one in every if one.parent]
    return [one for one in every if not one.parent] + sorted(replies, key=lambda one: one.created)


def _root(key: str, parents: dict[str, str]) -> str:
    seen = {key}
    while key in parents and parents[key] not in seen:
        key = parents[key]
        seen.add(key)
    return key


def _holds(arrived: Arrived) -> dict[str, Any]:
    return {
        "sources": [asdict(one) for one in arrived.sources.values() if one.address in _about(arrived)],
        "people": list(_people(arrived.drafts)),
        "audiences": Counter(one.audience for one in arrived.drafts if not one.is_reply and not one.trouble),
        "about": _about(arrived),
    }


def _about(arrived: Arrived) -> Counter[str]:
    """How many notes are about each source."""
    return Counter(one.source for one in arrived.drafts if not one.is_reply and one.source)


def _people(drafts: Iterable[Draft]) -> Iterator[dict[str, Any]]:
    """Each creator once, who wrote most first."""
    counted: Counter[str] = Counter()
    named: dict[str, Creator] = {}
    for draft in drafts:
        counted[draft.creator.key] += 1
        for one in draft.people:
            named.setdefault(one.key, one)
    for key in sorted(named, key=lambda key: -counted[key]):
        yield {**asdict(named[key]), "count": counted[key]}
