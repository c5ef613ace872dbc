"""Notes whose words changed or went: the queue of those that wait for a person, and what a person decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Least, Substr

from annotator import permissions
from annotator.notes.anchoring import apply
from annotator.notes.models import Act, Anchor, Annotation, Repair, State
from annotator.notes.notices import tell
from texts.models import Text
from texts.spans import Span

TOLD = {
    Act.CONFIRMED: "has looked at the changed words of your note, and kept it on them.",
    Act.PLACED: "has put your note on other words, because its own had changed.",
    Act.LEFT: "has left your note without a place: its words are gone from the text.",
}


AROUND = 40  # code points of the text shown on each side of the words


def waiting(article: Text, user: permissions.Actor) -> QuerySet[Annotation]:
    """Those on the article and its comments that `user` may decide, in reading order, with the words they stand on now."""
    on = Q(text=article) | Q(text__parent=article)
    here = Annotation.objects.filter(permissions.repairable_annotations(user)).filter(on).standing()
    found: QuerySet[Annotation] = (
        here.annotate(is_settled=F("anchors__settled"))
        .filter(stands__in=[State.CHANGED, State.ORPHAN], is_settled=False)
        .annotate(
            now=Substr("text__latest__plain", F("at") + 1, F("until") - F("at")),
            before=Substr("text__latest__plain", Greatest(F("at") + 1 - AROUND, 1), Least(F("at"), AROUND)),
            after=Substr("text__latest__plain", F("until") + 1, AROUND),
        )
        .select_related("text", "author", "query")
        .in_reading_order()
    )
    return found


def decided(article: Text, user: permissions.Actor) -> QuerySet[Repair]:
    """Decisions about notes that `user` may decide about, the newest first."""
    on = Q(annotation__text=article) | Q(annotation__text__parent=article)
    return Repair.objects.filter(on, permissions.repairable_annotations(user, "annotation__")).order_by(
        "-created", "-pk"
    )


@transaction.atomic
def repair(note: Annotation, act: Act, by: Any, span: Span | None = None) -> Repair:
    """Let `note` stand in the latest revision as a person decided; `span` is for Act.PLACED. The author is told.

    Raises ValueError when there is nothing to confirm, or the span is not in the text.
    """
    text = Text.objects.select_for_update().select_related("latest").get(pk=note.text_id)
    assert text.latest
    anchor = Anchor.objects.get(annotation=note, revision=text.latest)
    if act == Act.CONFIRMED:
        if anchor.start is None or anchor.end is None:
            raise ValueError(
                "There are no words to confirm. Choose another place for the note, or leave it without one."
            )
        span = Span(anchor.start, anchor.end)
    if span and not (len(span) and span.within(text.latest.plain)):
        raise ValueError("The place is not in the text.")
    place = (span.start, span.end) if span and act != Act.LEFT else (None, None)
    made = Repair.objects.create(annotation=note, revision=text.latest, act=act, start=place[0], end=place[1], by=by)
    apply(made)
    tell(note, by, f"{by} {TOLD[act]}")
    return made
