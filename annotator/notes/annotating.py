"""Making an annotation: the row, its anchor, its tags and what its kind has beside them, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from annotator.inserting import insert
from annotator.notes.anchoring import store, store_at_once
from annotator.notes.models import Annotation, Check, Query, Source, Tag
from annotator.prepared import Prepared
from texts.models import Text
from texts.rendering import render_note


def annotate(
    annotation: Annotation,
    *,
    tags: Iterable[str] = (),
    query: Query | None = None,
    check: Check | None = None,
    sources: Iterable[Source] = (),
    beside: Callable[[Annotation], Iterable[Model]] = lambda _: (),
) -> Annotation:
    """Store an unsaved annotation and what belongs to it; what was already made with its client id is returned instead.

    The text's row is locked, so that no note is made between two revisions and lost. `beside` gives the rows that
    other parts keep with it.
    """
    annotation.body_html = render_note(annotation.body)
    try:
        bare = not (tags or query or check or annotation.assignment_id)
        if bare and store_at_once(annotation, beside):
            return annotation
        with transaction.atomic():
            _store(annotation, tags)
            _store_beside(annotation, query, check, sources)
            if rows := tuple(beside(annotation)):
                insert(*rows)
            return annotation
    except IntegrityError:
        made = Annotation.objects.filter(author=annotation.author, client_id=annotation.client_id).first()
        if made is None:
            raise
        return made


def _store(annotation: Annotation, tags: Iterable[str]) -> None:
    (latest,) = _latest(annotation.text_id)
    store(annotation, latest)
    if annotation.assignment:
        annotation.assignment.pen(annotation.author)
    if tags:
        Tag.objects.bulk_create(Tag(annotation=annotation, name=name) for name in tags)


@Prepared.sharing
def _latest(text: uuid.UUID) -> QuerySet[Text, Any]:
    """The latest revision, which stays so until the transaction ends: who publishes locks the text for themselves."""
    return Text.objects.filter(pk=text).order_by().values_list("latest", flat=True)


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
