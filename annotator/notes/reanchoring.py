"""Making all anchors of a text again from its targets, revisions and repairs, and saying what came out otherwise."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from annotator.notes.anchoring import BATCH, apply, carry_forward, stand_on_target
from annotator.notes.models import Anchor, Repair
from texts.models import Revision, Text

MISSING = "missing"
ELSEWHERE = ", elsewhere"  # or for another reason: the state alone is the same
Row = tuple[Any, ...]


@dataclass
class Rebuilt:
    """`changes` counts by number of the revision, state before and state after."""

    anchors: int = 0
    changes: Counter[tuple[int, str, str]] = field(default_factory=Counter)


@transaction.atomic
def reanchor(text: Text, *, dry_run: bool = False) -> Rebuilt:
    """Rebuild all anchors of `text`, in memory for one revision of it. A dry run only says what would change."""
    Text.objects.select_for_update().only("pk").get(pk=text.pk)
    rebuilt = Rebuilt()
    for key in list(text.revisions.order_by("number").values_list("pk", flat=True)):
        _rebuild(Revision.objects.defer("source", "html").get(pk=key), rebuilt)
    transaction.set_rollback(dry_run)
    return rebuilt


def _rebuild(revision: Revision, rebuilt: Rebuilt) -> None:
    before = dict(_rows(revision))
    Anchor.objects.filter(revision=revision).delete()
    if revision.base_id:
        carry_forward(revision)
    stand_on_target(revision)
    for repair in Repair.objects.filter(revision=revision).select_related("annotation", "revision"):
        apply(repair)
    for note, row in _rows(revision):
        rebuilt.anchors += 1
        _compare(rebuilt, revision, before.pop(note, None), row)
    for row in before.values():
        _compare(rebuilt, revision, row, None)


def _rows(revision: Revision) -> Iterator[tuple[uuid.UUID, Row]]:
    fields = ("annotation_id", "state", "start", "end", "score", "reason", "settled")
    for note, *row in Anchor.objects.filter(revision=revision).order_by().values_list(*fields).iterator(BATCH):
        yield note, tuple(row)


def _compare(rebuilt: Rebuilt, revision: Revision, before: Row | None, after: Row | None) -> None:
    if before == after:
        return
    old, new = before[0] if before else MISSING, after[0] if after else MISSING
    rebuilt.changes[revision.number, old, new + (ELSEWHERE if old == new else "")] += 1
