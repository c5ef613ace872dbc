"""Which notes of a student are read where only some are: drawn by lot, and the same for whoever looks, whenever.

What has been read stays in the sample, whatever is written later; bare highlights are drawn last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from annotator.notes.models import Motivation
from annotator.review.models import Assignment


def sampled(assignment: Assignment, notes: Sequence[Any]) -> list[Any]:
    """Of one student's notes those to read, in the order given; all where the assignment asks for all."""
    if not assignment.sample:
        return list(notes)
    read = {note.pk for note in notes if _was_read(note)}
    drawn = sorted((note for note in notes if note.pk not in read), key=lambda note: _lot(assignment, note))
    chosen = read | {note.pk for note in drawn[: max(0, assignment.sample - len(read))]}
    return [note for note in notes if note.pk in chosen]


def _was_read(note: Any) -> bool:
    said = getattr(note, "said", None)
    return bool(said and (said.reviewed or said.feedback))


def _lot(assignment: Assignment, note: Any) -> tuple[bool, bytes]:
    """Its place in the draw. The seed is told to nobody, so that no learner knows beforehand what will be read."""
    seed = f"{assignment.sample_seed}:{assignment.pk}".encode()[:64]
    drawn = hashlib.blake2b(note.pk.bytes, key=seed, digest_size=8).digest()
    return note.motivation == Motivation.HIGHLIGHTING, drawn
