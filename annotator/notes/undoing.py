"""An accepted correction is taken back: a new revision with the old words, and everybody's query on them open again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotator.library.publishing import publish
from annotator.notes.correcting import MESSAGE, OLD, Conflict, tell_authors
from annotator.notes.models import Anchor, Annotation, Query, QueryState
from texts.changes import ChangeMap
from texts.editing import Refused, replace
from texts.models import Revision, Text
from texts.spans import Span

BESIDE = 40  # code points beside deleted words, by which their place is known again
NEAR = 10  # code points on the other side that must be the same
KEPT = ("exact", "moved")
AGAIN = "The corrected words have been changed again since. Edit the text by hand."


@transaction.atomic
def take_back(note: Annotation, by: Any) -> Revision:
    """Undo an accepted query. Raises Conflict when the words are no longer those that the correction put there."""
    text = Text.objects.select_for_update().get(pk=note.text_id)
    query = Query.objects.select_related("applied_in__base").get(pk=note.pk)
    if query.state != QueryState.ACCEPTED:
        raise Conflict([(note, "This correction has been taken back already.")])
    assert text.latest and query.applied_in
    together = _decided_together(note, query)
    revision = _restored(text, note, query, by)
    asked = Query.objects.filter(pk__in=[other.pk for other in together], applied_in=query.applied_in)
    asked.decide(QueryState.OPEN, by, "The correction was taken back.")
    words = f"The correction “{note.exact}” → “{query.proposed}” was taken back; your query is open again."
    tell_authors(together, by, words)
    return revision


def _decided_together(note: Annotation, query: Query) -> list[Annotation]:
    """Every query that the same revision answered, at the same place with the same proposal."""
    assert query.applied_in
    place = note.anchors.get(revision=query.applied_in.base_id)
    same = Anchor.objects.filter(
        revision=place.revision_id,
        start=place.start,
        end=place.end,
        annotation__query__applied_in=query.applied_in_id,
        annotation__query__proposed=query.proposed,
    )
    return [anchor.annotation for anchor in same.select_related("annotation")]


def _restored(text: Text, note: Annotation, query: Query, by: Any) -> Revision:
    assert text.latest and query.applied_in
    span, old = _edit(note, query.applied_in)
    now = _place_now(query.applied_in, span, text.latest)
    if now is None:
        raise Conflict([(note, AGAIN)])
    source = _source(text.latest, now, old, note)
    message = f"Taken back: “{note.exact}” → “{query.proposed}”"[:MESSAGE]
    edits = [[now.start, now.end, old]]
    revision = publish(text, source, author=by, message=message, base=text.latest, edits=edits)
    if revision.plain != _with(revision.base, now, old):
        raise Conflict([(note, OLD)])
    return revision


def _edit(note: Annotation, applied: Revision) -> tuple[Span, str]:
    """Where `applied` put the words of this correction, and the words that stood there before."""
    place = note.anchors.get(revision=applied.base_id)
    grown = 0
    for start, end, words in sorted(applied.edits or []):
        if start <= place.start and place.end <= end:
            assert applied.base
            return Span(start + grown, start + grown + len(words)), applied.base.plain[start:end]
        grown += len(words) - (end - start)
    raise Conflict([(note, AGAIN)])


def _place_now(applied: Revision, span: Span, latest: Revision) -> Span | None:
    """Where the words of the correction stand in `latest`, or the place between words where others were deleted."""
    if applied.pk == latest.pk:
        return span
    changes = ChangeMap.between(applied.plain, latest.plain)
    if span:
        now = changes.place(span)
        return now.span if now.span and now.span.of(latest.plain) == span.of(applied.plain) else None
    return _point_now(applied.plain, span.start, latest.plain, changes)


def _point_now(old: str, at: int, new: str, changes: ChangeMap) -> Span | None:
    """A place between words is known by the words on one side of it, and the letters on the other."""
    before, after = Span(max(0, at - BESIDE), at), Span(at, min(len(old), at + BESIDE))
    kept = changes.place(before) if before else None
    if kept and kept.span and kept.state in KEPT and new[kept.span.end :][:NEAR] == old[at:][:NEAR]:
        return Span(kept.span.end, kept.span.end)
    kept = changes.place(after) if after else None
    if kept and kept.span and kept.state in KEPT and new[: kept.span.start][-NEAR:] == old[:at][-NEAR:]:
        return Span(kept.span.start, kept.span.start)
    return None


def _source(latest: Revision, now: Span, old: str, note: Annotation) -> str:
    """The Markdown with the old words; where they had been deleted, put beside the words of the same line."""
    place, words = (now, old) if now else _beside(latest.plain, now.start, old)
    try:
        return replace(latest.source, place, words).source
    except Refused as refusal:
        raise Conflict([(note, str(refusal))]) from refusal


def _beside(plain: str, at: int, old: str) -> tuple[Span, str]:
    """Words cannot be put in the place of none: those before or after them on the line are written again with them."""
    line = plain.rfind("\n", 0, at) + 1
    left = Span(max(line, at - BESIDE), at)
    if left.of(plain).strip():
        return left, left.of(plain) + old
    end = plain.find("\n", at)
    right = Span(at, min(at + BESIDE, len(plain) if end < 0 else end))
    return right, old + right.of(plain)


def _with(base: Revision | None, span: Span, words: str) -> str:
    assert base
    return base.plain[: span.start] + words + base.plain[span.end :]
