"""Telling people what became of their notes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from annotator import permissions
from annotator.notes.models import Anchor, Annotation, Notice, State
from texts.models import Revision, Text

SENTENCES = {
    State.CHANGED: "The words of your note on {text} have changed{reason}.",
    State.ORPHAN: "The words of your note on {text} are gone{reason}.",
}
BATCH = 2_000
Shaken = tuple[Any, Any, str, str]  # author, note, state, reason


def notices_of(person: permissions.Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(permissions.readable_notices(person))


def tell(note: Annotation, by: Any, words: str) -> None:
    """Tell the author of `note`, unless it was they who did it."""
    if note.author_id != by.pk:
        Notice.objects.create(person_id=note.author_id, annotation=note, words=words)


def tell_of_losses(revision: Revision, by: Any, answered: Collection[uuid.UUID] = ()) -> None:
    """One notice for each author whose notes wait for a look since `revision`: two queries, batches aside."""
    waiting = Anchor.objects.filter(revision=revision, settled=False, state__in=SENTENCES, annotation__deleted=None)
    shaken = waiting.filter(_new_trouble(revision)).exclude(annotation__author=by).exclude(annotation__in=answered)
    rows = shaken.order_by("annotation__author", "annotation").values_list(
        "annotation__author", "annotation", "state", "reason"
    )
    Notice.objects.bulk_create(_notices(revision, rows.iterator(BATCH)), batch_size=BATCH)


def _new_trouble(revision: Revision) -> Q:
    """In the base they stood well, or were settled, or had the other trouble."""
    before = "annotation__anchors__"
    well = Q(**{f"{before}state__in": [State.EXACT, State.MOVED]}) | Q(**{f"{before}settled": True})
    lost = Q(**{f"{before}state": State.CHANGED, "state": State.ORPHAN})
    found = Q(**{f"{before}state": State.ORPHAN, "state": State.CHANGED})
    return Q(**{f"{before}revision": revision.base_id}) & (well | lost | found)


def _notices(revision: Revision, rows: Iterable[Shaken]) -> Iterator[Notice]:
    for author, group in groupby(rows, key=lambda row: row[0]):
        (_, note, state, reason), *others = group
        if others:
            states = [state, *(row[2] for row in others)]
            words = _of_several(revision, states.count(State.CHANGED), states.count(State.ORPHAN))
        else:
            reason = "" if reason == "Its words are gone" else f": {reason[:1].lower()}{reason[1:]}"
            words = SENTENCES[State(state)].format(text=_name(revision.text), reason=reason)
        yield Notice(person_id=author, annotation_id=note, revision_id=revision.pk if others else None, words=words)


def _of_several(revision: Revision, changed: int, gone: int) -> str:
    what = [f"changed the words of {changed} of your notes"] if changed else []
    if gone:
        what.append(f"taken away those of {gone}" if changed else f"taken away the words of {gone} of your notes")
    return f"Revision {revision.number} of {_name(revision.text)} has {' and '.join(what)}."


def _name(text: Text) -> str:
    return f"“{text}”" if text.parent is None else f"comment {text.place} on “{text.parent}”"
