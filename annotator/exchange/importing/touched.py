"""Which of the things that an import made somebody has touched since, and how: asked for some hundred at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from annotator.exchange.importing.models import Import, Item
from annotator.exchange.models import Foreign
from annotator.notes.models import (
    Annotation,
    Check,
    Decision,
    Edit,
    Query,
    Reopening,
    Repair,
    Reply,
    Source,
    Verdict,
)
from annotator.review.models import Endorsement, NoteReview, Submitted

NAMED = "Another note names it."
ANSWERED, REVIEWED = "Somebody has answered it.", "It was reviewed, or handed in."
CHANGED = "It was changed, deleted or resolved."
LATER = [
    (NoteReview, "annotation", "modified", REVIEWED),
    (Endorsement, "annotation", "at", "Somebody stands behind it."),
    (Decision, "query", "created", "It was decided."),
    (Verdict, "quote_check", "created", "It was checked."),
    (Source, "quote_check", "created", "It was checked."),
    (Reopening, "quote_check", "created", "It was checked."),
    (Check, "pk", "claimed", "Somebody is at work on it."),
    (Repair, "annotation", "created", "Somebody has decided about its place."),
    (Edit, "annotation", "created", CHANGED),
    (Annotation, "pk", "modified", CHANGED),
]


def stay(job: Import, items: Sequence[Item]) -> dict[Any, str]:
    """By key of the item, why it is not taken back. A thread goes whole or not at all."""
    theirs = Reply.objects.filter(pk__in=[item.reply_id for item in items if item.reply_id])
    threads = {item.annotation_id for item in items if item.annotation_id}
    note_of: dict[Any, Any] = dict(theirs.values_list("pk", "annotation"))
    stored = _stored(job, "annotation", threads | set(note_of.values()))
    went_on, touched = _replies(job, threads | set(note_of.values()))
    for key, why in _notes(job, stored):
        touched.setdefault(key, why)
    changed = _foreign(job, [item.foreign_id for item in items if item.foreign_id])
    found: dict[Any, str] = {item.pk: CHANGED for item in items if item.foreign_id in changed}
    for item in items:
        note = item.annotation_id or note_of.get(item.reply_id)
        if item.annotation_id and note in touched:
            found[item.pk] = touched[note]
        elif item.reply_id and note in stored and note in touched:
            found[item.pk] = "Its thread stays."
        elif item.reply_id and note not in stored and note in went_on:
            found[item.pk] = "Its thread has gone on."
    return found


def _since(item: Item, job: Import) -> datetime:
    return item.stored or job.finished or job.created


def _stored(job: Import, name: str, keys: Iterable[Any]) -> dict[Any, datetime]:
    """When those of these notes or replies that this import made were stored."""
    made = job.items.filter(**{f"{name}__in": list(keys)})
    return {getattr(item, f"{name}_id"): _since(item, job) for item in made.only("stored", name, "of")}


def _foreign(job: Import, keys: Sequence[Any]) -> set[Any]:
    """Those that somebody has changed or deleted since."""
    if not keys:
        return set()
    stored, rows = _stored(job, "foreign", keys), Foreign.objects.filter(pk__in=keys).values_list("pk", "modified")
    return {key for key, modified in rows if modified > stored[key]}


def _replies(job: Import, threads: Iterable[Any]) -> tuple[set[Any], dict[Any, str]]:
    """Notes in whose threads others have written, or something of this import was touched; the latter with the reason."""
    rows = list(Reply.objects.filter(annotation__in=list(threads)).values_list("pk", "annotation", "modified"))
    stored = _stored(job, "reply", [key for key, _, _ in rows])
    went_on = {note for key, note, modified in rows if key not in stored or modified > stored[key]}
    touched = dict.fromkeys(went_on, ANSWERED)
    handed_in = Submitted.objects.filter(reply__in=[key for key, _, _ in rows]).values_list("annotation", flat=True)
    marked = Annotation.objects.filter(answer__in=list(stored), pk__in=list(threads)).values_list(
        "pk", "modified", "answer"
    )
    went_on |= set(handed_in) | {note for note, modified, answer in marked if modified > stored[answer]}
    return went_on, dict.fromkeys(handed_in, REVIEWED) | touched


def _notes(job: Import, stored: dict[Any, datetime]) -> Iterable[tuple[Any, str]]:
    keys = list(stored)
    for key in Submitted.objects.filter(annotation__in=keys).values_list("annotation", flat=True):
        yield key, REVIEWED
    for kind, name, moment, why in LATER:
        rows: Any = kind._default_manager.filter(**{f"{name}__in": keys, f"{moment}__isnull": False})
        yield from ((key, why) for key, at in rows.order_by().values_list(name, moment) if at > stored[key])
    copies = Annotation.objects.filter(copied_from__in=keys).values_list("pk", "copied_from")
    duplicates = Query.objects.filter(duplicate_of__in=keys).values_list("pk", "duplicate_of")
    named = dict([*copies, *duplicates])
    ours = _stored(job, "annotation", named)
    yield from ((key, NAMED) for other, key in named.items() if other not in ours)
