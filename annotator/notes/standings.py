"""Where the notes of a text stood before a revision: what carrying them into it begins with."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OuterRef, Subquery, TextField, Value, When

from annotator.notes.models import Anchor, State
from annotator.notes.models.anchor import AnchorQuerySet
from texts.models import Revision
from texts.spans import Quote, Span


def _if_changed(field: str) -> Case:
    return Case(When(state=State.CHANGED, then=F(f"annotation__{field}")), default=Value(""), output_field=TextField())


QUOTE = ("exact", "prefix", "suffix")
FIELDS: Any = ("annotation_id", "revision_id", "start", "end", *map(_if_changed, QUOTE), "state", "settled")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a note last stood on words: `span` is None for notes on the whole text."""

    annotation_id: uuid.UUID
    revision_id: uuid.UUID
    span: Span | None
    quote: Quote  # its own words; told only where they have changed
    state: str
    settled: bool
    lost: bool  # it has been an orphan since


def standings_before(revision: Revision, only: Iterable[uuid.UUID] | None = None) -> Iterator[Standing]:
    """Where each annotation of the text stood before `revision`; orphans stand where they last had a place."""
    before = Anchor.objects.filter(revision=revision.base_id)
    if only is not None:
        before = before.filter(annotation__in=only)
    lost: dict[uuid.UUID, bool] = {}
    for row in before.order_by("annotation_id").values_list(*FIELDS):
        if row[-2] == State.ORPHAN:
            lost[row[0]] = row[-1]
        else:
            yield _standing(row, lost=False)
    if lost:
        yield from _last_places(revision, before.filter(state=State.ORPHAN), lost)


def _last_places(revision: Revision, orphans: AnchorQuerySet, lost: dict[uuid.UUID, bool]) -> Iterator[Standing]:
    """For those orphaned in the base, `lost` says whether somebody left them so: the last anchor with a place, one query."""
    placed = Anchor.objects.filter(start__isnull=False, revision__number__lt=revision.number)
    numbers = placed.filter(annotation=OuterRef("annotation")).order_by("-revision__number").values("revision__number")
    last = placed.filter(annotation__in=orphans.values("annotation"), revision__number=Subquery(numbers[:1]))
    never = set(lost)  # arrived without a place
    for row in last.order_by("annotation_id").values_list(*FIELDS):
        never.discard(row[0])
        yield _standing((*row[:-1], lost[row[0]]), lost=True)
    for key in sorted(never):
        yield Standing(key, revision.pk, None, Quote(""), State.ORPHAN, settled=lost[key], lost=True)


def _standing(row: tuple[object, ...], lost: bool) -> Standing:
    key, revision, start, end, *quote, state, settled = row
    span = None if start is None else Span(start, end)  # type: ignore[arg-type]
    return Standing(key, revision, span, Quote(*quote), state, settled, lost)  # type: ignore[arg-type]
