"""Where the words of a source in the library stand today: in the revision they were taken from, or carried to the latest."""

from __future__ import annotations

from typing import NamedTuple

from django.core.cache import caches

from annotator.notes.models import Source
from texts.changes import ChangeMap
from texts.models import Revision
from texts.spans import Span


class There(NamedTuple):
    """`span` and `words` are in the latest revision, None and "" where they are gone; `reason` is for people."""

    span: Span | None
    words: str = ""
    changed: bool = False
    reason: str = ""


def there(source: Source) -> There:
    """Of a source with words of the library, loaded with its text. Worked out once for each pair of revisions."""
    text, start, end = source.found_text, source.found_start, source.found_end
    assert text and start is not None and end is not None
    key = f"found:{source.found_revision_id}:{text.latest_id}:{start}:{end}"
    known: There | None = caches["facts"].get(key)
    if known is None:
        known = _carried(source, Span(start, end))
        caches["facts"].set(key, known, None)
    return known


def _carried(source: Source, span: Span) -> There:
    assert source.found_revision_id and source.found_text and source.found_text.latest_id
    old, new = source.found_revision_id, source.found_text.latest_id
    plains = dict(Revision.objects.filter(pk__in=[old, new]).values_list("pk", "plain"))
    placed = ChangeMap.between(plains[old], plains[new]).place(span)
    words = placed.span.of(plains[new]) if placed.span else ""
    return There(placed.span, words, placed.state in ("changed", "orphan"), placed.reason)
