"""Saying that a find was looked at, and taking that back. Nothing is deleted: what is undone says by whom."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.coverage.models import Decision, Offer, Survey, Tick
from texts.models import Text
from texts.spans import Span


@transaction.atomic
def look_at(offer: Offer, text: Text, by: Any, decision: str = Decision.TICKED, reason: str = "") -> Tick:
    """Tick or dismiss a find of `text`; what was decided about it before stands."""
    plain = Survey.objects.values_list("revision__plain", flat=True).get(text=text)
    said = {
        "kind": offer.kind,
        "words": Span(offer.start, offer.end).of(plain),
        "sentence": Span(offer.sentence_start, offer.sentence_end).of(plain),
        "nth": offer.nth,
    }
    decided = {"decision": decision, "reason": reason, "by": by}
    tick, _ = Tick.objects.get_or_create(text=text, mark=offer.mark, undone=None, defaults={**said, **decided})
    return tick


def take_back(tick: Tick, by: Any) -> None:
    """The find is open again. Twice is once."""
    Tick.objects.standing().filter(pk=tick.pk).update(undone=timezone.now(), undone_by=by)
