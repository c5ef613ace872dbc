"""Telling people what became of their notes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from annotator import permissions
from annotator.notes.models import Anchor, Annotation, Notice, State
from texts.models import Revision

SENTENCES = {
    State.CHANGED: "The words of your note on “{text}” have changed: {reason}.",
    State.ORPHAN: "The words of your note on “{text}” are gone: {reason}.",
}
BATCH = 2_000


def notices_of(person: permissions.Actor) -> QuerySet[Notice]:
    """Those about notes that the person can read still."""
    return Notice.objects.filter(permissions.readable_annotations(person, "annotation__"), person=person.pk)


def tell(note: Annotation, by: Any, words: str) -> None:
    """Tell the author of `note`, unless it was they who did it."""
    if note.author_id != by.pk:
        Notice.objects.create(person_id=note.author_id, annotation=note, words=words)


def tell_of_losses(revision: Revision, by: Any) -> None:
    """Tell the authors of notes that stood well in the base and wait for a look now: two queries, batches aside."""
    shaken = Anchor.objects.filter(revision=revision, settled=False, state__in=SENTENCES).exclude(annotation__author=by)
    newly = shaken.filter(
        annotation__deleted=None,
        annotation__anchors__revision=revision.base_id,
        annotation__anchors__state__in=[State.EXACT, State.MOVED],
    )
    rows = newly.order_by("annotation_id").values_list("annotation_id", "annotation__author_id", "state", "reason")
    Notice.objects.bulk_create(
        (
            Notice(person_id=author, annotation_id=note, words=_sentence(revision, state, reason))
            for note, author, state, reason in rows
        ),
        batch_size=BATCH,
    )


def _sentence(revision: Revision, state: str, reason: str) -> str:
    return SENTENCES[State(state)].format(text=revision.text, reason=reason[:1].lower() + reason[1:])
