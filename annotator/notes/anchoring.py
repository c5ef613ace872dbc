"""Where annotations stand in each revision of their text.

All anchors follow from targets, revisions and repairs, and are only ever added: reading an old revision is the same
query as reading the latest. `manage.py reanchor` deletes and rebuilds them all with the same result.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from annotator.notes.models import Act, Anchor, Annotation, Repair, State
from texts.changes import ChangeMap, Placement
from texts.folding import same_words
from texts.models import Revision, Text
from texts.spans import Span

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a note last stood on words: `span` is None for notes on the whole text."""

    annotation_id: uuid.UUID
    revision_id: uuid.UUID
    span: Span | None
    exact: str
    state: str
    settled: bool
    lost: bool  # it has been an orphan since


def anchor(annotation: Annotation) -> None:
    """The anchors of a new annotation: on its words where it was made, then carried through every later revision."""
    made_on = annotation.revision
    Anchor.objects.bulk_create([_on_target(annotation)])
    if annotation.text.latest_id == made_on.pk:
        return
    for revision in annotation.text.revisions.filter(number__gt=made_on.number).order_by("number"):
        _store(revision, list(_standings(revision, [annotation.pk])))


def carry_forward(revision: Revision) -> None:
    """Every annotation of the text gets its anchor in a new revision: a constant number of queries, batches aside."""
    _store(revision, list(_standings(revision)))


def foresee(revision: Revision) -> list[Anchor]:
    """The anchors that `carry_forward` would store for a revision that is not stored itself. Stores nothing."""
    return list(_anchors(revision, list(_standings(revision))))


@transaction.atomic
def reanchor(text: Text) -> int:
    """Rebuild all anchors of `text` from its targets, revisions and repairs. Returns how many there are."""
    Text.objects.select_for_update().get(pk=text.pk)
    Anchor.objects.filter(annotation__text=text).delete()
    for revision in text.revisions.order_by("number"):
        if revision.base_id:
            carry_forward(revision)
        made_here = Annotation.objects.filter(revision=revision).order_by("pk")
        Anchor.objects.bulk_create([_on_target(annotation) for annotation in made_here], batch_size=BATCH)
        _repeat_repairs(revision)
    return Anchor.objects.filter(annotation__text=text).count()


def apply(repair: Repair) -> None:
    """Let the anchor stand as a person has decided."""
    states = {Act.CONFIRMED: State.CHANGED, Act.PLACED: State.EXACT, Act.LEFT: State.ORPHAN}
    Anchor.objects.filter(annotation=repair.annotation_id, revision=repair.revision_id).update(
        start=repair.start,
        end=repair.end,
        state=states[Act(repair.act)],
        score=1.0,
        reason=str(Act(repair.act).label),
        settled=True,
    )


def _repeat_repairs(revision: Revision) -> None:
    for repair in Repair.objects.filter(revision=revision).order_by("created", "pk"):
        apply(repair)


def _on_target(annotation: Annotation) -> Anchor:
    return Anchor(
        annotation=annotation,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        state=State.EXACT,
    )


def _standings(revision: Revision, only: Iterable[uuid.UUID] | None = None) -> Iterator[Standing]:
    """Where each annotation of the text stood before `revision`; orphans stand where they last had a place."""
    before = Anchor.objects.filter(revision=revision.base_id)
    if only is not None:
        before = before.filter(annotation__in=only)
    fields = ("annotation_id", "revision_id", "start", "end", "annotation__exact", "state", "settled")
    lost: dict[uuid.UUID, bool] = {}
    for row in before.order_by("annotation_id").values_list(*fields):
        if row[5] == State.ORPHAN:
            lost[row[0]] = row[6]
        else:
            yield _standing(row, lost=False)
    if lost:
        yield from _last_places(revision, lost, fields)


def _last_places(revision: Revision, lost: dict[uuid.UUID, bool], fields: tuple[str, ...]) -> Iterator[Standing]:
    """For those orphaned in the base, `lost` says whether somebody left them so: the last anchor with a place, one query."""
    orphaned = Annotation.objects.filter(anchors__revision=revision.base_id, anchors__state=State.ORPHAN)
    placed = Anchor.objects.filter(annotation__in=orphaned, start__isnull=False, revision__number__lt=revision.number)
    latest = dict(placed.values_list("annotation_id").annotate(Max("revision__number")).order_by())
    rows = placed.order_by("annotation_id", "revision__number").values_list(*fields, "revision__number")
    for row in rows:
        if row[0] in lost and row[-1] == latest[row[0]]:
            yield _standing((*row[:-2], lost[row[0]]), lost=True)
    for key in sorted(lost.keys() - latest.keys()):  # arrived without a place, and never had one
        yield Standing(key, revision.pk, None, "", State.ORPHAN, settled=lost[key], lost=True)


def _standing(row: tuple[object, ...], lost: bool) -> Standing:
    key, revision, start, end, exact, state, settled = row
    span = None if start is None else Span(start, end)  # type: ignore[arg-type]
    return Standing(key, revision, span, exact, state, settled, lost)  # type: ignore[arg-type]


def _store(revision: Revision, standings: list[Standing]) -> None:
    Anchor.objects.bulk_create(_anchors(revision, standings), batch_size=BATCH)


def _anchors(revision: Revision, standings: list[Standing]) -> Iterator[Anchor]:
    """Align once for each revision that notes come from (nearly always one), and place all."""
    groups: dict[uuid.UUID, list[Standing]] = defaultdict(list)
    for standing in standings:
        groups[standing.revision_id].append(standing)
    origins = {origin.pk: origin for origin in Revision.objects.filter(pk__in=groups).only("pk", "plain")}
    for key, group in groups.items():
        yield from _placed(origins.get(key, revision), revision, group)


def _placed(origin: Revision, revision: Revision, group: list[Standing]) -> Iterator[Anchor]:
    spans = [standing.span for standing in group if standing.span]
    placements = iter(_change_map(origin, revision).place_many(spans))
    for standing in group:
        if standing.span is None:
            state = State.ORPHAN if standing.lost else State.EXACT
            left = standing.lost and standing.settled
            yield Anchor(annotation_id=standing.annotation_id, revision=revision, state=state, settled=left)
        else:
            yield _anchor(standing, next(placements), revision)


def _change_map(origin: Revision, revision: Revision) -> ChangeMap:
    """By what was done where the program made the change itself, else by comparing the two."""
    if revision.edits is not None and revision.base_id == origin.pk:
        edits = [(Span(start, end), words) for start, end, words in revision.edits]
        return ChangeMap.replacing(origin.plain, edits)
    return ChangeMap.between(origin.plain, revision.plain)


def _anchor(standing: Standing, placement: Placement, revision: Revision) -> Anchor:
    state, reason = _state(standing, placement, revision)
    return Anchor(
        annotation_id=standing.annotation_id,
        revision=revision,
        start=placement.span.start if placement.span else None,
        end=placement.span.end if placement.span else None,
        state=state,
        score=placement.score,
        reason=reason[:200],
        settled=_is_settled(standing, placement, state, revision),
    )


def _state(standing: Standing, placement: Placement, revision: Revision) -> tuple[str, str]:
    """What changed once stays changed until a person has looked, or the note's own words are back."""
    if standing.lost and placement.state in ("exact", "moved"):
        return State.EXACT, "Its words are back"
    if standing.state == State.CHANGED and placement.span:
        if same_words(standing.exact, placement.span.of(revision.plain)):
            return State.EXACT, "Its words are back"
        if placement.state in ("exact", "moved"):
            return State.CHANGED, "Its words had changed before"
    return placement.state, placement.reason


def _is_settled(standing: Standing, placement: Placement, state: str, revision: Revision) -> bool:
    """What the program changed itself needs no look; what somebody has settled, none while nothing more happens to it."""
    if state == State.ORPHAN:
        return standing.lost and standing.settled
    by_program = revision.edits is not None and revision.base_id == standing.revision_id
    kept = standing.settled and not standing.lost and placement.state in ("exact", "moved")
    return state == State.CHANGED and (by_program or kept)
