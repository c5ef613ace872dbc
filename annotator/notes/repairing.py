"""Notes whose words changed or went: the queue of those that wait for a person, and what a person decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, Least, Substr

from annotator import permissions
from annotator.notes.anchoring import apply
from annotator.notes.models import Act, Anchor, Annotation, QueryState, Repair, State
from annotator.notes.naming import Names
from annotator.notes.notices import tell
from texts.models import Revision, Text
from texts.spans import Span

TOLD = {
    Act.CONFIRMED: "has looked at the changed words of your note, and kept it on them.",
    Act.PLACED: "has put your note on other words, because its own had changed.",
    Act.LEFT: "has left your note without a place: its words are gone from the text.",
    Act.UNDONE: "has taken back what was decided about the place of your note.",
}


WAITING = Q(stands__in=[State.CHANGED, State.ORPHAN], is_settled=False) & ~Q(
    query__state=QueryState.ACCEPTED  # its words were changed as it asked
)  # of notes that are `standing`
AROUND = 40  # code points of the text shown on each side of the words


def waiting(article: Text, user: permissions.Actor) -> QuerySet[Annotation]:
    """Those on the article and its comments that `user` may decide, in reading order, with the words they stand on now."""
    on = Q(text=article) | Q(text__parent=article)
    here: Any = Annotation.objects.filter(permissions.repairable_annotations(user)).filter(on).standing()
    found: QuerySet[Annotation] = (
        here.filter(WAITING)
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
    made = Repair.objects.filter(on, permissions.repairable_annotations(user, "annotation__"))
    return made.annotate(may_undo=_may_undo()).order_by("-created", "-pk")


def _may_undo() -> Case:
    """The last decision about its note, as long as the text is as it was then."""
    newest = Repair.objects.filter(annotation=OuterRef("annotation")).order_by("-created", "-pk").values("pk")[:1]
    last = When(Q(revision=F("annotation__text__latest"), pk=Subquery(newest)) & ~Q(act=Act.UNDONE), then=Value(True))
    return Case(last, default=Value(False), output_field=BooleanField())


@transaction.atomic
def repair(note: Annotation, act: Act, by: Any, span: Span | None = None) -> Repair:
    """Let `note` stand in the latest revision as a person decided. The author is told.

    `span` is the place for Act.PLACED, and for Act.CONFIRMED the one that was seen and must still be the note's.
    Raises ValueError, in words for people, when this cannot be done.
    """
    text = Text.objects.select_for_update(of=["self"]).select_related("latest").get(pk=note.text_id)
    assert text.latest
    place = _place(note, act, text.latest, span)
    start, end = (place.start, place.end) if place else (None, None)
    made = Repair.objects.create(annotation=note, revision=text.latest, act=act, start=start, end=end, by=by)
    apply(made)
    tell(note, by, f"{Names(note.author).of(note, by)} {TOLD[act]}")
    return made


def _place(note: Annotation, act: Act, latest: Revision, span: Span | None) -> Span | None:
    if act == Act.CONFIRMED:
        return _confirmed(note, latest, span)
    if act == Act.PLACED:
        if not (span and span.within(latest.plain)):
            raise ValueError("The place is not in the text.")
        return span
    if act == Act.UNDONE:
        last = Repair.objects.filter(annotation=note, revision=latest).order_by("-created", "-pk").first()
        if last is None or last.act == Act.UNDONE:
            raise ValueError("There is no decision on this revision of the text to take back. Decide again.")
    return None


def _confirmed(note: Annotation, latest: Revision, seen: Span | None) -> Span:
    anchor = Anchor.objects.get(annotation=note, revision=latest)
    if anchor.start is None or anchor.end is None:
        raise ValueError("There are no words to confirm. Choose another place for the note, or leave it without one.")
    place = Span(anchor.start, anchor.end)
    if seen and seen != place:
        raise ValueError("The note has another place since this page was shown to you. Look at it again.")
    return place
