"""Keeping the index of passages true to the latest revision of every text.

Who publishes calls `index` in the same transaction. `reindex` makes all of it again, with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from annotator.search.models import Passage
from annotator.search.terms import parts, words
from texts.blocks import Block, blocks
from texts.models import Revision, Text
from texts.spans import Span, trimmed

LONGEST = 1_500  # code points of a passage; longer paragraphs are cut between words
BATCH = 2_000  # rows at a time
READ = 25  # texts at a time
_LAST_SPACE = re.compile(r"\s\S*\Z")


def index(revisions: Iterable[Revision], *, new: bool = False) -> None:
    """Let these revisions, each the latest of its text, be found. `new`: nothing of their texts is indexed yet."""
    found = list(revisions)
    if not new:
        Passage.objects.filter(text__in=[revision.text_id for revision in found]).delete()
    Passage.objects.bulk_create(_passages(found, Passage), batch_size=BATCH)


def reindex() -> int:
    """Make the index again from the texts; how many passages there are. Each batch of texts is locked and done at once."""
    keys = list(Text.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), READ):
        with transaction.atomic():
            locked = Text.objects.select_for_update().filter(pk__in=keys[at : at + READ]).order_by("pk")
            latest = [key for key in locked.values_list("latest", flat=True) if key]
            index(Revision.objects.filter(pk__in=latest).order_by("pk").only("pk", "text_id", "html", "plain"))
    return Passage.objects.count()


def index_at_first(apps: Any, editor: Any) -> None:
    """For a migration: the texts that were there before the index was."""
    texts, revisions = apps.get_model("texts", "Text"), apps.get_model("texts", "Revision")
    passage = apps.get_model("search", "Passage")
    keys = list(texts.objects.filter(latest__isnull=False).order_by("pk").values_list("latest", flat=True))
    for at in range(0, len(keys), READ):
        found = (
            revisions.objects.filter(pk__in=keys[at : at + READ]).order_by("pk").only("pk", "text_id", "html", "plain")
        )
        passage.objects.bulk_create(_passages(found, passage), batch_size=BATCH)


def _passages(revisions: Iterable[Any], model: Any) -> Iterator[Any]:
    for revision in revisions:
        for block in blocks(revision.html, revision.plain):
            for span in _short(revision.plain, block):
                yield _passage(revision, block.number, span, model)


def _passage(revision: Any, number: int, span: Span, model: Any) -> Any:
    kept = words(span.of(revision.plain))
    return model(
        text_id=revision.text_id,
        revision_id=revision.pk,
        number=number,
        start=span.start,
        end=span.end,
        words=kept,
        parts=parts(kept),
    )


def _short(plain: str, block: Block) -> Iterator[Span]:
    """The block, cut between words where it is too long."""
    start, end = block.span.start, block.span.end
    while end - start > LONGEST:
        space = _LAST_SPACE.search(plain, start + LONGEST // 2, start + LONGEST)
        cut = space.start() if space else start + LONGEST
        if span := trimmed(plain, Span(start, cut)):
            yield span
        start = cut
    if span := trimmed(plain, Span(start, end)):
        yield span
