"""Telling people what became of their notes."""

from __future__ import annotations

from typing import Any

from annotator.notes.models import Annotation, Notice


def tell(note: Annotation, by: Any, words: str) -> None:
    """Tell the author of `note`, unless it was they who did it."""
    if note.author_id != by.pk:
        Notice.objects.create(person_id=note.author_id, annotation=note, words=words)
