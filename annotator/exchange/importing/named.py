"""What things of our own exports are called by: their keys, other notes, work that was set."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from annotator import permissions
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.models import Foreign
from annotator.notes.models import Annotation, Reply, Visibility
from annotator.review.models import Assignment


def free_keys(items: Sequence[Item]) -> dict[int, uuid.UUID]:
    """By number, the key that a thing had where it was exported, if nothing here has it: so its address stays the same."""
    wanted: dict[uuid.UUID, int] = {}
    for item in items:
        if item.came.ours and (key := key_in(item.draft_id)):
            wanted.setdefault(key, item.number)
    for model in (Annotation, Reply, Foreign):
        for key in model._default_manager.filter(pk__in=list(wanted)).values_list("pk", flat=True):
            wanted.pop(key, None)
    return {number: key for key, number in wanted.items()}


def named_here(job: Import, items: Sequence[Item]) -> dict[str, Any]:
    """Keys here of the notes that these name, by the key they had there: made of this file or an earlier one, or here already."""
    names = {name: f"{item.draft_id.rpartition('/')[0]}/{name}" for item in items for name in item.came.named}
    if not names:
        return {}
    keys = {key for name in names if (key := key_in(name))}
    readable = Annotation.objects.readable_by(job.by).filter(pk__in=keys).values_list("pk", flat=True)
    found = {str(key): key for key in readable}
    made = Item.objects.filter(of__by=job.by, draft_id__in=list(names.values()), annotation__isnull=False)
    came = dict(made.values_list("draft_id", "annotation"))
    came |= {item.draft_id: item.annotation.pk for item in items if item.annotation}
    return found | {name: came[address] for name, address in names.items() if address in came}


def assignments(job: Import, items: Sequence[Item]) -> dict[tuple[str, Any], Assignment]:
    """Work that notes of these groups were written for, by its key and its group; what is private may be for any."""
    keys = {key for item in items if (key := key_in(str(item.came.own.get("assignment") or "")))}
    if not keys:
        return {}
    readable = Assignment.objects.filter(permissions.readable_assignments(job.by), pk__in=keys)
    found: dict[tuple[str, Any], Assignment] = {(str(one.pk), one.group_id): one for one in readable}
    if any(item.visibility == Visibility.PRIVATE for item in items):
        found |= {(str(one.pk), None): one for one in readable}
    return found
