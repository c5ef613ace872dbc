"""Which of the articles that a file carries are here already: by their key, where they were first published, or their words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from annotator import permissions
from annotator.exchange.importing.matching import key_in, same_address, texts_here
from annotator.exchange.importing.models import Brought, Import
from texts.models import Text


def carried_here(job: Import, user: permissions.Actor) -> dict[str, Text]:
    """By address in the file. A title alone is no sign: there may be another text of that name."""
    carried = job.holds.get("carried", {})
    if not carried:
        return {}
    named = _named(carried, user)
    rest = [address for address in carried if address not in named]
    return {**named, **(_worded(job, rest, user) if rest else {})}


def not_carried(job: Import, addresses: list[str]) -> list[str]:
    """Those of texts that are not in the file themselves. Comments that are go where their article goes."""
    texts = job.items.filter(number__lte=job.holds.get("texts", 0)).exclude(draft__trouble__gt="")
    known = set(texts.values_list("draft_id", flat=True))
    return [address for address in addresses if address not in known]


def _named(carried: dict[str, Any], user: permissions.Actor) -> dict[str, Text]:
    keys = {address: key_in(address) for address in carried}
    urls = {address: same_address(said["url"]) for address, said in carried.items() if said["url"]}
    meant = Q(pk__in=[key for key in keys.values() if key]) | Q(
        source_url__in=[one for all_ in urls.values() for one in all_]
    )
    here = list(texts_here(user).filter(meant, parent=None))
    by_key = {text.pk: text for text in here}
    by_url: dict[str, list[Text]] = defaultdict(list)
    for text in here:
        by_url[text.source_url].append(text)
    found: dict[str, Text] = {}
    for address in carried:
        same = [text for url in urls.get(address, ()) for text in by_url.get(url, ())]
        if keys[address] in by_key:
            found[address] = by_key[keys[address]]
        elif len(same) == 1:
            found[address] = same[0]
    return found


def _worded(job: Import, addresses: list[str], user: permissions.Actor) -> dict[str, Text]:
    """Those whose last revision is, letter by letter, the latest of a text here. Words are read only where the length is the same."""
    last: dict[str, Any] = {}
    brought = Brought.objects.filter(item__of=job, item__draft_id__in=addresses).annotate(long=Length("source"))
    rows = brought.select_related("item").only("number", "item__draft_id").order_by("number")
    for one in rows.iterator(chunk_size=500):
        last[one.item.draft_id] = one
    articles = texts_here(user).filter(parent=None).annotate(long=Length("latest__source"))
    by_length: dict[int, list[Any]] = defaultdict(list)
    for key, long in articles.filter(long__in={one.long for one in last.values()}).values_list("pk", "long"):
        by_length[long].append(key)
    found: dict[str, Text] = {}
    for address, one in last.items():
        if keys := by_length.get(one.long):
            source = Brought.objects.values_list("source", flat=True).get(pk=one.pk)
            text = articles.filter(pk__in=keys, latest__source=source).order_by("created").first()
            found |= {address: text} if text else {}
    return found
