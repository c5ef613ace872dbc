"""Where annotations stand in each revision of their text.

All anchors follow from targets, revisions and repairs, and are only ever added: reading an old revision is the same
query as reading the latest. `manage.py reanchor` deletes and rebuilds them all with the same result.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Model

from annotator.inserting import insert, insert_while
from annotator.notes.carrying import carried, on_target
from annotator.notes.models import Act, Anchor, Annotation, Repair, State
from annotator.notes.standings import standings_before
from texts.models import Revision, Text

BATCH = 5_000
DECIDED = {Act.CONFIRMED: State.CHANGED, Act.PLACED: State.EXACT, Act.LEFT: State.ORPHAN}


def store(annotation: Annotation, latest: uuid.UUID | None) -> None:
    """A new annotation and its anchors: on its words where it was made, then carried through every later revision.

    `latest` is the text's as it is now, under its lock; what the caller has loaded before may be older.
    """
    insert(annotation, on_target(annotation))
    _carry([annotation], latest)


def store_at_once(annotation: Annotation, beside: Callable[[Annotation], Iterable[Model]]) -> bool:
    """The same in one statement, with the rows kept beside it. False where the text has a later revision, or the
    database no such statement: nothing is stored then."""

    def rows() -> Iterator[Model]:
        yield annotation
        yield on_target(annotation)
        yield from beside(annotation)  # which needs to know when the annotation was stored

    return insert_while(Text, {"id": annotation.text_id, "latest": annotation.revision_id}, rows())


def anchor_all(made: Sequence[Annotation], latest: uuid.UUID | None, repairs: Sequence[Repair] = ()) -> None:
    """The anchors of several that were made on one revision of one text; `repairs`, stored, may be of other notes too."""
    Anchor.objects.bulk_create([on_target(one) for one in made])
    _carry(made, latest, [repair for repair in repairs if repair.annotation in made])


def _carry(made: Sequence[Annotation], latest: uuid.UUID | None, repairs: Sequence[Repair] = ()) -> None:
    _apply(repairs, made[0].revision_id)
    if made[0].revision_id == latest:
        return  # nearly always; the revision and all its words need not be read
    for revision in made[0].text.revisions.filter(number__gt=made[0].revision.number).order_by("number"):
        _insert(carried(revision, standings_before(revision, [one.pk for one in made])))
        _apply(repairs, revision.pk)


def _apply(repairs: Iterable[Repair], revision: uuid.UUID) -> None:
    for repair in repairs:
        if repair.revision_id == revision:
            apply(repair)


def carry_forward(revision: Revision) -> None:
    """Every annotation of the text gets its anchor in a new revision: a constant number of queries, batches aside."""
    _insert(carried(revision, standings_before(revision)))


def foresee(revision: Revision) -> list[Anchor]:
    """The anchors that `carry_forward` would store for a revision that is not stored itself. Stores nothing."""
    return list(carried(revision, standings_before(revision)))


def stand_on_target(revision: Revision) -> None:
    """The anchors of the notes that were made on `revision`: on the words they were made on."""
    made_here = (
        Annotation.objects.filter(revision=revision)
        .order_by("pk")
        .only("pk", "revision_id", "start", "end", "unplaced")
    )
    _insert(on_target(annotation) for annotation in made_here.iterator(BATCH))


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
        anchor = on_target(repair.annotation)
    else:
        (anchor,) = carried(repair.revision, standings_before(repair.revision, [repair.annotation_id]))
    return {name: getattr(anchor, name) for name in ("start", "end", "state", "score", "reason", "settled")}


def _insert(anchors: Iterator[Anchor]) -> None:
    """So many at a time, so that memory does not grow with them."""
    while batch := list(islice(anchors, BATCH)):
        Anchor.objects.bulk_create(batch)
