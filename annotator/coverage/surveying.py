"""Searching texts for what can be checked: once for each revision, and kept until the next. All of it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q, QuerySet

from annotator.coverage.finds import RULES, Find, finds
from annotator.coverage.models import Offer, Survey
from texts.models import Text


def texts_on(text: Text) -> QuerySet[Text]:
    """An article with its comments, or one comment, in reading order."""
    on = Q(pk=text.pk) | Q(parent=text)
    return Text.objects.filter(on).order_by(F("place").asc(nulls_first=True), "pk")


def unsearched(texts: QuerySet[Text]) -> QuerySet[Text]:
    """Those whose latest words nobody has searched yet, or in another language or by other rules."""
    fresh = Q(survey__revision=F("latest"), survey__language=F("language"), survey__rules=RULES)
    return texts.filter(latest__isnull=False).exclude(fresh)


def survey(texts: Iterable[Text]) -> None:
    """Search each of `texts` and keep what is found. About a second for a million code points."""
    for text in texts:
        latest = text.latest
        assert latest
        _keep(text, finds(latest.html, latest.plain, text.language))


@transaction.atomic
def _keep(text: Text, found: list[Find]) -> None:
    """The row is locked: of two who searched at once, the second replaces what the first kept."""
    locked = Text.objects.select_for_update(no_key=True).only("latest").get(pk=text.pk)
    if locked.latest_id != text.latest_id:
        return
    Offer.objects.filter(text=text).delete()
    Offer.objects.bulk_create((_offer(text, number, one) for number, one in enumerate(found)), batch_size=2000)
    made = {"revision": text.latest, "language": text.language, "rules": RULES}
    Survey.objects.update_or_create(text=text, defaults=made)


def _offer(text: Text, number: int, one: Find) -> Offer:
    return Offer(
        text=text,
        number=number,
        kind=one.kind,
        start=one.span.start,
        end=one.span.end,
        sentence_start=one.sentence.start,
        sentence_end=one.sentence.end,
        nth=one.nth,
        mark=one.mark,
        reason=one.reason,
    )
