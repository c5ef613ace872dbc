"""Saying that a find was looked at, and taking that back. Nothing is deleted: what is undone says by whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from annotator import permissions
from annotator.coverage.models import Decision, Offer, Survey, Tick
from texts.models import Text
from texts.spans import Span


@transaction.atomic
def look_at(offer: Offer, text: Text, by: Any, decision: str = Decision.TICKED, reason: str = "") -> Tick:
    """Tick or dismiss a find of `text`; what was decided about it before stands."""
    said = _said(offer, Survey.objects.values_list("revision__plain", flat=True).get(text=text))
    decided = {"decision": decision, "reason": reason, "by": by}
    tick, _ = Tick.objects.get_or_create(text=text, mark=offer.mark, undone=None, defaults={**said, **decided})
    return tick


@transaction.atomic
def dismiss_all(offers: Iterable[Offer], by: Any, reason: str, batch: uuid.UUID) -> int:
    """Dismiss finds of any texts with one reason; what was decided before stands. Returns how many there were.

    Sent twice with the same `batch`, it is done once.
    """
    listed = list(offers)
    searched = Survey.objects.filter(text__in={offer.text_id for offer in listed})
    plains = dict(searched.values_list("text", "revision__plain"))
    decided = {"decision": Decision.DISMISSED, "reason": reason, "by": by, "batch": batch}
    made = [
        Tick(text_id=offer.text_id, mark=offer.mark, **_said(offer, plains[offer.text_id]), **decided)
        for offer in listed
    ]
    Tick.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    return Tick.objects.standing().filter(batch=batch).count()


def _said(offer: Offer, plain: str) -> dict[str, Any]:
    """What the tick keeps of the find, so that people can read it when the text is another."""
    return {
        "kind": offer.kind,
        "words": Span(offer.start, offer.end).of(plain),
        "sentence": Span(offer.sentence_start, offer.sentence_end).of(plain),
        "nth": offer.nth,
    }


def take_back(ticks: QuerySet[Tick], by: Any) -> int:
    """The finds are open again. Twice is once."""
    return ticks.filter(undone=None).update(undone=timezone.now(), undone_by=by)


def last_batch(texts: list[uuid.UUID], by: permissions.Actor) -> dict[str, Any] | None:
    """What `by` has last dismissed in one go, as far as it stands: batch, reason, count."""
    if not by.is_authenticated:
        return None
    mine = Tick.objects.standing().filter(text__in=texts, by=by.pk, batch__isnull=False)
    counted: Any = mine.order_by().values("batch", "reason").annotate(count=Count("pk"), at=Max("created"))
    found: dict[str, Any] | None = counted.order_by("-at").first()
    return found
