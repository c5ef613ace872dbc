"""Taking back the texts that an import made: those that nothing here is about but what goes with them.

Whatever has a key to a text or to a revision counts, so that a part of the site that is made later counts too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from annotator.coverage.models import Offer, Survey
from annotator.exchange.importing.models import Fate, Import, Item
from annotator.exchange.importing.texts import text_of
from annotator.groups.models import GroupText
from annotator.library.bringing import take_away
from annotator.notes.models import Anchor, Annotation, Notice, Query, Repair, Source
from annotator.search.models import Passage
from texts.models import Revision, Text

DERIVED = {Passage, Survey, Offer, Revision, Anchor}  # goes with the text
OF_NOTES = {Annotation, Repair, Notice, Query}  # goes with the notes on it
WRITTEN, CHANGED, USED = "Somebody has written on it.", "It was changed.", "It is used elsewhere on this site."
HELD, COMMENT, ARTICLE = "A note on it stays.", "A comment on it stays.", "Its article stays."


def texts_that_stay(job: Import, items: Sequence[Item], held: Collection[Any]) -> dict[Any, str]:
    """By key of the item, why its text is not taken back. Of notes that this import made, those on `held` texts stay; others
    go, or are gone."""
    reasons: dict[Any, str] = dict.fromkeys(held, HELD)
    made = {item.made_text_id: item for item in items}
    for key, why in (*_written(job, made), *_changed(made), *_named(job, made)):
        reasons.setdefault(key, why)
    parents = {
        key: item.made_text.parent_id for key, item in made.items() if item.made_text and item.made_text.parent_id
    }
    for key, article in parents.items():
        if key in reasons:
            reasons.setdefault(article, COMMENT)
    for key, article in parents.items():
        if article in reasons:
            reasons.setdefault(key, ARTICLE)
    return {item.pk: reasons[key] for key, item in made.items() if key in reasons}


def _written(job: Import, made: Collection[Any]) -> Iterator[tuple[Any, str]]:
    theirs = Annotation.objects.filter(text__in=made).exclude(came_as__of=job)
    yield from ((key, WRITTEN) for key in theirs.order_by().values_list("text", flat=True).distinct())


def _changed(made: dict[Any, Item]) -> Iterator[tuple[Any, str]]:
    """Published anew, or described otherwise than it came."""
    counted = Revision.objects.filter(text__in=made).order_by().values("text").annotate(count=Count("pk"))
    for key, count in counted.values_list("text", "count"):
        if count != len(made[key].draft["own"]["revisions"]):
            yield key, CHANGED
    for key, item in made.items():
        came, now = text_of(item, item.of.by), item.made_text
        if now and any(
            getattr(came, name) != getattr(now, name) for name in item.draft["own"]["text"] if name != "created"
        ):
            yield key, CHANGED


def _named(job: Import, made: Collection[Any]) -> Iterator[tuple[Any, str]]:
    """By anything else that has a key to it or to one of its revisions."""
    for model, column, at in _columns():
        rows = model._base_manager.filter(**{f"{column}__in": made} if not at else {f"{column}__{at}__in": made})
        if model is Item:
            rows = rows.exclude(of=job)
        if model is Source:
            rows = rows.exclude(quote_check__annotation__came_as__of=job)
        if model is GroupText:
            rows = rows.filter(added__gt=Subquery(_stored(job, "text")))
        if model is Text:
            rows = rows.exclude(pk__in=made)
        found = rows.order_by().values_list(f"{column}__{at}" if at else column, flat=True).distinct()
        yield from ((key, USED) for key in found)


def _stored(job: Import, name: str) -> Any:
    """When the text was made that the row at hand names."""
    return Item.objects.filter(of=job, made_text=OuterRef(name)).values("stored")[:1]


def _columns() -> Iterator[tuple[Any, str, str]]:
    """(model, column, path on to the text)"""
    for of, at in ((Text, ""), (Revision, "text")):
        for relation in of._meta.get_fields(include_hidden=True):
            model: Any = relation.related_model if relation.auto_created and not relation.concrete else None
            if model and model not in DERIVED | OF_NOTES and not relation.many_to_many:
                yield model, relation.field.name, at  # type: ignore[union-attr]


def take_texts_back(job: Import) -> None:
    """All of `job`, once its notes are gone. Comments go with their article, or all of it stays."""
    items = list(job.items.filter(made_text__isnull=False).select_related("made_text", "of__by").order_by("-number"))
    keys = [item.made_text_id for item in items]
    notes = set(job.items.filter(annotation__isnull=False, text__in=keys).values_list("text", flat=True))
    cited = set(Source.objects.filter(found_text__in=keys).values_list("found_text", flat=True))
    reasons = texts_that_stay(job, items, notes | cited)
    going = [item.made_text_id for item in items if item.pk not in reasons]
    job.items.filter(text__in=going).update(text=None, revision=None)
    job.items.filter(made_text__in=going).update(made_text=None, stored=None)
    Survey.objects.filter(text__in=going).delete()
    GroupText.objects.filter(text__in=going).delete()
    take_away(going)
    for item in items:
        if item.pk in reasons:
            item.fate, item.why = Fate.STAYS, reasons[item.pk]
    Item.objects.bulk_update([item for item in items if item.pk in reasons], ["fate", "why"])
