"""How anchors follow from where notes stood, and from what changed since: nothing is stored here."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotator.notes.models import Act, Anchor, Annotation, State
from annotator.notes.standings import Standing
from texts.changes import ChangeMap, Placement
from texts.folding import same_words
from texts.models import Revision
from texts.spans import Quote, Span, quote_at

BACK = "Its words are back"


def on_target(annotation: Annotation) -> Anchor:
    return Anchor(
        annotation=annotation,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        state=_came_as(annotation),
        reason=annotation.unplaced,
    )


def _came_as(annotation: Annotation) -> State:
    """Nearly always on its words; from elsewhere it may have come on other words, or on none."""
    if not annotation.unplaced:
        return State.EXACT
    return State.ORPHAN if annotation.start is None else State.CHANGED


def carried(revision: Revision, standings: Iterable[Standing]) -> Iterator[Anchor]:
    """Align once for each revision that notes come from (nearly always one), and place all."""
    groups: dict[uuid.UUID, list[Standing]] = defaultdict(list)
    for standing in standings:
        groups[standing.revision_id].append(standing)
    origins = Revision.objects.filter(pk__in=list(groups)).only("pk", "plain").order_by()
    for origin in origins.iterator(chunk_size=1):  # a text may be large, and notes lost in many of its revisions
        yield from _placed(origin, revision, groups.pop(origin.pk))
    for group in groups.values():
        yield from _placed(revision, revision, group)


def _placed(origin: Revision, revision: Revision, group: list[Standing]) -> Iterator[Anchor]:
    spans = [standing.span for standing in group if standing.span]
    placements = iter(_change_map(origin, revision).place_many(spans))
    for standing in group:
        if standing.span is None:
            state = State.ORPHAN if standing.lost else State.EXACT
            left = standing.lost and standing.settled
            yield Anchor(annotation_id=standing.annotation_id, revision=revision, state=state, settled=left)
        else:
            yield _anchor(standing, next(placements), origin, revision)


def _change_map(origin: Revision, revision: Revision) -> ChangeMap:
    """By what was done where the program made the change itself, else by comparing the two."""
    if revision.edits is not None and revision.base_id == origin.pk:
        edits = [(Span(start, end), words) for start, end, words in revision.edits]
        return ChangeMap.replacing(origin.plain, edits)
    return ChangeMap.between(origin.plain, revision.plain)


def _anchor(standing: Standing, placement: Placement, origin: Revision, revision: Revision) -> Anchor:
    state, reason = _state(standing, placement, origin, revision)
    span = None if state == State.ORPHAN else placement.span
    return Anchor(
        annotation_id=standing.annotation_id,
        revision=revision,
        start=span.start if span else None,
        end=span.end if span else None,
        state=state,
        score=placement.score,
        reason=reason[:200],
        settled=_is_settled(standing, placement, state, revision),
    )


def _state(standing: Standing, placement: Placement, origin: Revision, revision: Revision) -> tuple[str, str]:
    """What changed once stays changed until a person has looked, or the note's own words are back.

    What a person left without a place gets none but on its own words.
    """
    found = placement.state in ("exact", "moved")
    own = found
    if standing.state == State.CHANGED and placement.span and standing.span:
        own = _own_again(standing.quote, standing.span.of(origin.plain), quote_at(revision.plain, placement.span))
        if own:
            return State.EXACT, BACK
    if standing.lost and own:
        return State.EXACT, BACK
    if standing.lost and standing.settled:
        return State.ORPHAN, str(Act.LEFT.label)
    if standing.state == State.CHANGED and found:
        return State.CHANGED, "Its words had changed before"
    return placement.state, placement.reason


def _own_again(quote: Quote, before: str, now: Quote) -> bool:
    """Words that were the same before, and doubtful, are the note's own again in their old place alone."""
    if not same_words(quote.exact, now.exact):
        return False
    doubted = same_words(quote.exact, before)
    return not doubted or (same_words(quote.prefix, now.prefix) and same_words(quote.suffix, now.suffix))


def _is_settled(standing: Standing, placement: Placement, state: str, revision: Revision) -> bool:
    """What the program changed itself needs no look; what somebody has settled, none while nothing more happens to it."""
    if state == State.ORPHAN:
        return standing.lost and standing.settled
    waits = standing.lost or (standing.state == State.CHANGED and not standing.settled)
    by_program = revision.edits is not None and revision.base_id == standing.revision_id
    kept = standing.settled and placement.state in ("exact", "moved")
    return state == State.CHANGED and not waits and (by_program or kept)
