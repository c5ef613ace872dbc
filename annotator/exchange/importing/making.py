"""Texts that a file carries, made here with all their revisions; and notes put on those that were made."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from annotator.exchange.arriving.draft import creator
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import MADE, TAKEN, Fate, Import, Item
from annotator.exchange.importing.moments import moment, moment_in
from annotator.exchange.importing.people import authors
from annotator.exchange.importing.texts import text_of
from annotator.exchange.jsonld import Json
from annotator.groups.models import Group, GroupText
from annotator.library.bringing import Past, bring
from annotator.permissions import may_edit_texts
from texts.models import Revision, Text

SECONDS = 1.0  # after so long what was made is kept, and the rest left to the next step
AT_ONCE = 50


def make_on(job: Import) -> bool:
    """Make the next texts of `job`, which is locked; False if there are none before the next note."""
    texts = job.items.filter(
        number__gt=job.position, number__lte=job.holds.get("texts", 0), fate=Fate.MADE, made_text=None
    )
    items, until = list(texts.order_by("number")[:AT_ONCE]), time.monotonic() + SECONDS
    for item in items:
        _make(job, item)
        job.position = item.number
        if time.monotonic() > until:
            break
    return bool(items)


def _make(job: Import, item: Item) -> None:
    if before := Item.objects.filter(MADE, origin=item.origin).first():
        item.fate, item.text_id, item.why = Fate.HERE, before.made_text_id, "It came meanwhile by another import."
    elif not may_edit_texts(job.by):
        item.fate, item.why = Fate.LEFT, "Only editors add texts."
    else:
        _bring(job, item)
    item.save(update_fields=["fate", "text", "why", "made_text", "stored"])


def _bring(job: Import, item: Item) -> None:
    own, now = item.came.own, timezone.now()
    text = text_of(item, job.by)
    if own["parent"]:
        text.parent = _article(job, own["parent"])
    if own["parent"] and text.parent is None:
        item.fate, item.why = Fate.LEFT, "Its article is not here."
        return
    text.pk = _free(Text, key_in(item.draft_id)) or text.pk
    item.made_text = bring(text, moment(own["text"], "created", now), _past(job, item, now))
    item.text = item.made_text
    if not own["parent"]:
        _show(job, item, item.made_text)
    item.stored = timezone.now()


def _article(job: Import, address: str) -> Text | None:
    made = job.items.select_related("made_text").filter(draft_id=address, made_text__isnull=False).first()
    return made.made_text if made else None


def _past(job: Import, item: Item, now: Any) -> Iterator[Past]:
    said: list[Json] = item.came.own["revisions"]
    people = authors(job, item.came.people)
    for brought in item.revisions.order_by("number").iterator(chunk_size=1):
        beside = said[brought.number - 1]
        revision = Revision(number=brought.number, message=beside["message"], edits=brought.edits)
        revision.source, revision.html, revision.plain = brought.source, brought.html, brought.plain or ""
        revision.author = people[creator(beside["by"]).key] if "by" in beside else None
        revision.pk = _free(Revision, key_in(beside["key"])) or revision.pk
        yield revision, moment_in(beside["created"], now)


def _free(model: Any, key: UUID | None) -> UUID | None:
    """The key that it had, if nothing here has it: so its address stays the same."""
    return None if key is None or model._base_manager.filter(pk=key).exists() else key


def _show(job: Import, item: Item, text: Text) -> None:
    """To the groups that notes on it or on its comments go to."""
    under = job.items.filter(number__lte=job.holds["texts"], draft__own__parent=item.draft_id).values_list(
        "draft_id", flat=True
    )
    about = job.items.filter(fate__in=TAKEN, group__isnull=False, draft__source__in=[item.draft_id, *under])
    for group in Group.objects.filter(pk__in=about.order_by().values("group")).order_by("pk"):
        last = GroupText.objects.filter(group=group).aggregate(last=Max("place"))["last"] or 0
        GroupText.objects.create(group=group, text=text, place=last + 1, added_by=job.by)


def put_on_made(job: Import, items: Sequence[Item]) -> None:
    """Notes that were looked at before their text was made: on that text now, and on the revision that they were made on."""
    waiting = [item for item in items if item.text_id is None and item.fate not in (Fate.ANSWER, Fate.KEPT)]
    if not waiting:
        return
    sources = {item.draft["source"] for item in waiting}
    texts = job.items.filter(number__lte=job.holds["texts"], draft_id__in=sources, text__isnull=False)
    found = {one.draft_id: one for one in texts.select_related("text").order_by("-number")}
    asked = {
        item.pk: (found[source].text_id, _number(item, found[source]))
        for item in waiting
        if (source := item.draft["source"]) in found
    }
    revisions = _revisions(set(asked.values()))
    for item in waiting:
        if revision := revisions.get(asked.get(item.pk)):
            item.text, item.revision = found[item.draft["source"]].text, revision
        else:
            item.fate, item.why = Fate.LEFT, "The text that it is about is not here."
    Item.objects.bulk_update(waiting, ["text", "revision", "fate", "why"])


def _number(item: Item, text: Item) -> int:
    """Of the revision that a note was made on, or of the last in the file."""
    return int(item.draft["own"]["revision"] if item.as_it_was else len(text.draft["own"]["revisions"]))


def _revisions(asked: Iterable[tuple[Any, int]]) -> dict[Any, Revision]:
    """By text and number; each is read once."""
    meant = Q(pk__in=[])
    for text, number in asked:
        meant |= Q(text=text, number=number)
    return {(one.text_id, one.number): one for one in Revision.objects.filter(meant).defer("source", "html")}
