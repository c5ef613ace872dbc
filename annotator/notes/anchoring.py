"""Where annotations stand in each revision of their text. All anchors follow from targets and revisions."""

from __future__ import annotations

from annotator.notes.models import Anchor, Annotation, State


def anchor(annotation: Annotation) -> None:
    """The anchors of a new annotation: on its words in the revision it was made on."""
    Anchor.objects.create(
        annotation=annotation,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        state=State.EXACT,
    )
