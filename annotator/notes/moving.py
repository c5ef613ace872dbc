"""One's own note in another of one's groups: moved, or copied with the same words and the same target."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from annotator.notes.annotating import annotate
from annotator.notes.audience import Audience, answered_in_group, audience_value, audiences, groups_here
from annotator.notes.models import Annotation, Check, Query, Source

KEPT = (
    "text_id", "revision_id", "start", "end", "exact", "prefix", "suffix", "motivation", "body", "colour", "author_id",
)  # fmt: skip
QUERY = ("proposed", "category", "certain", "in_source")
CHECK = ("speaker", "work", "dated")


def places_for(note: Annotation, user: Any) -> list[Audience]:
    """The groups a note of one's own can go to: they read its text, and one may write there."""
    offered = audiences(note.text, groups_here(user, note.text.article))
    return [one for one in offered if one.group and one.value != audience_value(note)]


def may_move(note: Annotation) -> bool:
    """What others have answered in a group stays there: their answers were not written for another."""
    return not answered_in_group(note)


@transaction.atomic
def copy_note(note: Annotation, to: Audience, client_id: uuid.UUID) -> Annotation:
    """A note of its own, without the answers, decisions and verdicts of the first. Sent twice, it is made once."""
    fields = {name: getattr(note, name) for name in KEPT}
    copy = Annotation(**fields, visibility=to.visibility, group=to.group, copied_from=note, client_id=client_id)
    query, check = getattr(note, "query", None), getattr(note, "quote_check", None)
    return annotate(
        copy,
        tags=[tag.name for tag in note.tags.all()],
        query=Query(**{name: getattr(query, name) for name in QUERY}) if query else None,
        check=Check(**{name: getattr(check, name) for name in CHECK}) if check else None,
        sources=[_source(source) for source in check.sources.filter(deleted=None)] if check else [],
    )


def _source(source: Source) -> Source:
    left_out = ("id", "quote_check", "created", "deleted")
    return Source(
        **{f.attname: getattr(source, f.attname) for f in Source._meta.concrete_fields if f.name not in left_out}
    )
