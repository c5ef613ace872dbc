"""An old revision as it was read: its words, and the notes as they stood on them. Nothing can be done to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotator.notes.models import Annotation
from annotator.notes.models.annotation import RIGHTS
from annotator.permissions import Actor
from texts.models import Revision, Text


def as_it_stood(revision: Revision) -> Text:
    """The text with `revision` in the place of its latest, for what paints and prints texts. Not to be saved."""
    text = Text.objects.select_related("parent").get(pk=revision.text_id)
    text.latest = revision
    return text


def notes_on(revision: Revision, reader: Actor) -> Any:
    """The readable notes that have an anchor in `revision`, where they stood in it."""
    return Annotation.objects.readable_by(reader).standing(revision).filter(text=revision.text_id)


def read_only(notes: Iterable[Any]) -> list[Any]:
    """Cards without buttons: what is done to a note is done where it stands now."""
    cards = list(notes)
    for note in cards:
        for thing in (note, *note.replies.all()):
            for right in RIGHTS:
                setattr(thing, right, False)
    return cards
