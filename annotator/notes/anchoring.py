"""Where annotations stand in each revision of their text.

All anchors follow from targets, revisions and repairs, and are only ever added: reading an old revision is the same
query as reading the latest. `manage.py reanchor` deletes and rebuilds them all with the same result.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Case, F, Model, OuterRef, Subquery, TextField, Value, When

from annotator.inserting import insert, insert_while
from annotator.notes.models import Act, Anchor, Annotation, Repair, State
from annotator.notes.models.anchor import AnchorQuerySet
from texts.changes import ChangeMap, Placement
from texts.folding import same_words
from texts.models import Revision, Text
from texts.spans import Quote, Span, quote_at

BATCH = 5_000
BACK = "Its words are back"
DECIDED = {Act.CONFIRMED: State.CHANGED, Act.PLACED: State.EXACT, Act.LEFT: State.ORPHAN}


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


def store(annotation: Annotation, latest: uuid.UUID | None) -> None:
    """A new annotation and its anchors: on its words where it was made, then carried through every later revision.

    `latest` is the text's as it is now, under its lock; what the caller has loaded before may be older.
    """
    insert(annotation, _on_target(annotation))
    _carry([annotation], latest)


def store_at_once(annotation: Annotation, beside: Callable[[Annotation], Iterable[Model]]) -> bool:
    """The same in one statement, with the rows kept beside it. False where the text has a later revision, or the
    database no such statement: nothing is stored then."""

    def rows() -> Iterator[Model]:
        yield annotation
        yield _on_target(annotation)
        yield from beside(annotation)  # which needs to know when the annotation was stored

    return insert_while(Text, {"id": annotation.text_id, "latest": annotation.revision_id}, rows())


def anchor_all(made: Sequence[Annotation], latest: uuid.UUID | None, repairs: Sequence[Repair] = ()) -> None:
    """The anchors of several that were made on one revision of one text; `repairs`, stored, may be of other notes too."""
    Anchor.objects.bulk_create([_on_target(one) for one in made])
    _carry(made, latest, [repair for repair in repairs if repair.annotation in made])


def _carry(made: Sequence[Annotation], latest: uuid.UUID | None, repairs: Sequence[Repair] = ()) -> None:
    _apply(repairs, made[0].revision_id)
    if made[0].revision_id == latest:
        return  # nearly always; the revision and all its words need not be read
    for revision in made[0].text.revisions.filter(number__gt=made[0].revision.number).order_by("number"):
        _store(revision, list(_standings(revision, [one.pk for one in made])))
        _apply(repairs, revision.pk)


def _apply(repairs: Iterable[Repair], revision: uuid.UUID) -> None:
    for repair in repairs:
        if repair.revision_id == revision:
            apply(repair)


def carry_forward(revision: Revision) -> None:
    """Every annotation of the text gets its anchor in a new revision: a constant number of queries, batches aside."""
    _store(revision, list(_standings(revision)))


def foresee(revision: Revision) -> list[Anchor]:
    """The anchors that `carry_forward` would store for a revision that is not stored itself. Stores nothing."""
    return list(_anchors(revision, list(_standings(revision))))


def stand_on_target(revision: Revision) -> None:
    """The anchors of the notes that were made on `revision`: on the words they were made on."""
    made_here = (
        Annotation.objects.filter(revision=revision)
        .order_by("pk")
        .only("pk", "revision_id", "start", "end", "unplaced")
    )
    _insert(_on_target(annotation) for annotation in made_here.iterator(BATCH))


def apply(repair: Repair) -> None:
    """Let the anchor stand as a person has decided, or as the revision left it where a decision is taken back."""
    if repair.act == Act.UNDONE:
        values = _as_carried(repair)
    else:
        values = {
            "start": repair.start,
            "end": repair.end,
            "state": DECIDED[Act(repair.act)],
            "score": 1.0,
            "reason": str(Act(repair.act).label),
            "settled": True,
        }
    Anchor.objects.filter(annotation=repair.annotation_id, revision=repair.revision_id).update(**values)


def _as_carried(repair: Repair) -> dict[str, Any]:
    if repair.annotation.revision_id == repair.revision_id:
        anchor = _on_target(repair.annotation)
    else:
        (anchor,) = _anchors(repair.revision, list(_standings(repair.revision, [repair.annotation_id])))
    return {name: getattr(anchor, name) for name in ("start", "end", "state", "score", "reason", "settled")}


def _on_target(annotation: Annotation) -> Anchor:
    return Anchor(
        annotation=annotation,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        state=_came_as(annotation),
        reason=annotation.unplaced,
    )


def _came_as(annotation: Annotation) -> State:
    """Nearly always on its words; from elsewhere it may have come on other words, or on none."""
    if not annotation.unplaced:
        return State.EXACT
    return State.ORPHAN if annotation.start is None else State.CHANGED


def _standings(revision: Revision, only: Iterable[uuid.UUID] | None = None) -> Iterator[Standing]:
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


def _store(revision: Revision, standings: list[Standing]) -> None:
    _insert(_anchors(revision, standings))


def _insert(anchors: Iterator[Anchor]) -> None:
    """So many at a time, so that memory does not grow with them."""
    while batch := list(islice(anchors, BATCH)):
        Anchor.objects.bulk_create(batch)


def _anchors(revision: Revision, standings: list[Standing]) -> Iterator[Anchor]:
    """Align once for each revision that notes come from (nearly always one), and place all."""
    groups: dict[uuid.UUID, list[Standing]] = defaultdict(list)
    for standing in standings:
        groups[standing.revision_id].append(standing)
    origins = Revision.objects.filter(pk__in=list(groups)).only("pk", "plain").order_by()
    for origin in origins.iterator(chunk_size=1):  # a text may be large, and notes lost in many of its revisions
        yield from _placed(origin, revision, groups.pop(origin.pk))
    for group in groups.values():
        yield from _placed(revision, revision, group)


def _placed(origin: Revision, revision: Revision, group: list[Standing]) -> Iterator[Anchor]:
    spans = [standing.span for standing in group if standing.span]
    placements = iter(_change_map(origin, revision).place_many(spans))
    for standing in group:
        if standing.span is None:
            state = State.ORPHAN if standing.lost else State.EXACT
            left = standing.lost and standing.settled
            yield Anchor(annotation_id=standing.annotation_id, revision=revision, state=state, settled=left)
        else:
            yield _anchor(standing, next(placements), origin, revision)


def _change_map(origin: Revision, revision: Revision) -> ChangeMap:
    """By what was done where the program made the change itself, else by comparing the two."""
    if revision.edits is not None and revision.base_id == origin.pk:
        edits = [(Span(start, end), words) for start, end, words in revision.edits]
        return ChangeMap.replacing(origin.plain, edits)
    return ChangeMap.between(origin.plain, revision.plain)


def _anchor(standing: Standing, placement: Placement, origin: Revision, revision: Revision) -> Anchor:
    state, reason = _state(standing, placement, origin, revision)
    span = None if state == State.ORPHAN else placement.span
    return Anchor(
        annotation_id=standing.annotation_id,
        revision=revision,
        start=span.start if span else None,
        end=span.end if span else None,
        state=state,
        score=placement.score,
        reason=reason[:200],
        settled=_is_settled(standing, placement, state, revision),
    )


def _state(standing: Standing, placement: Placement, origin: Revision, revision: Revision) -> tuple[str, str]:
    """What changed once stays changed until a person has looked, or the note's own words are back.

    What a person left without a place gets none but on its own words.
    """
    found = placement.state in ("exact", "moved")
    own = found
    if standing.state == State.CHANGED and placement.span and standing.span:
        own = _own_again(standing.quote, standing.span.of(origin.plain), quote_at(revision.plain, placement.span))
        if own:
            return State.EXACT, BACK
    if standing.lost and own:
        return State.EXACT, BACK
    if standing.lost and standing.settled:
        return State.ORPHAN, str(Act.LEFT.label)
    if standing.state == State.CHANGED and found:
        return State.CHANGED, "Its words had changed before"
    return placement.state, placement.reason


def _own_again(quote: Quote, before: str, now: Quote) -> bool:
    """Words that were the same before, and doubtful, are the note's own again in their old place alone."""
    if not same_words(quote.exact, now.exact):
        return False
    doubted = same_words(quote.exact, before)
    return not doubted or (same_words(quote.prefix, now.prefix) and same_words(quote.suffix, now.suffix))


def _is_settled(standing: Standing, placement: Placement, state: str, revision: Revision) -> bool:
    """What the program changed itself needs no look; what somebody has settled, none while nothing more happens to it."""
    if state == State.ORPHAN:
        return standing.lost and standing.settled
    waits = standing.lost or (standing.state == State.CHANGED and not standing.settled)
    by_program = revision.edits is not None and revision.base_id == standing.revision_id
    kept = standing.settled and placement.state in ("exact", "moved")
    return state == State.CHANGED and not waits and (by_program or kept)
