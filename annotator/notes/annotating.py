"""Making an annotation: the row, its anchor, its tags and what its kind has beside them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from annotator.notes.anchoring import anchor
from annotator.notes.models import Annotation, Check, Query, Source, Tag
from texts.models import Text
from texts.rendering import render_note


def annotate(
    annotation: Annotation,
    *,
    tags: Iterable[str] = (),
    query: Query | None = None,
    check: Check | None = None,
    sources: Iterable[Source] = (),
) -> Annotation:
    """Store an unsaved annotation and what belongs to it; what was already made with its client id is returned instead.

    The text's row is locked, so that no note is made between two revisions and lost.
    """
    annotation.body_html = render_note(annotation.body)
    try:
        with transaction.atomic():
            _store(annotation, tags)
            _store_beside(annotation, query, check, sources)
            return annotation
    except IntegrityError:
        made = Annotation.objects.filter(author=annotation.author, client_id=annotation.client_id).first()
        if made is None:
            raise
        return made


def _store(annotation: Annotation, tags: Iterable[str]) -> None:
    locked = Text.objects.select_for_update(no_key=True)
    latest = locked.values_list("latest", flat=True).get(pk=annotation.text_id)
    annotation.save(force_insert=True)
    anchor(annotation, latest)
    if annotation.assignment:
        annotation.assignment.pen(annotation.author)
    Tag.objects.bulk_create(Tag(annotation=annotation, name=name) for name in tags)


def _store_beside(annotation: Annotation, query: Query | None, check: Check | None, sources: Iterable[Source]) -> None:
    if query:
        query.annotation = annotation
        query.save(force_insert=True)
    if check:
        check.annotation = annotation
        check.save(force_insert=True)
        for source in sources:
            source.quote_check = check
        Source.objects.bulk_create(sources)
