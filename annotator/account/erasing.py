"""Taking away the words of somebody who leaves: threads of others stay whole, and what was decided stays decided."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.exchange.arriving.draft import NOBODY
from annotator.exchange.models import Arrival, Foreign, Item, ReplyArrival
from annotator.notes.models import Annotation, Edit, Query, QueryState, Reply, Source, Tag, Verdict, Visibility
from annotator.review.models import Submitted
from texts.rendering import render_note

NOTHING_SAID: dict[str, Any] = {
    "creator": asdict(NOBODY),
    "body": "",
    "tags": [],
    "own": {},
    "more": {},
    "document": {},
    "cut": [],
}
REMOVED = "*Its author has left, and taken these words away.*"


def erase_words(person: Any) -> None:
    """Notes and replies are deleted with their words and earlier wordings; where others answered, their place stays."""
    Edit.objects.filter(Q(annotation__author=person) | Q(reply__author=person)).delete()
    Tag.objects.filter(annotation__author=person).delete()
    Submitted.objects.filter(Q(reply=None, annotation__author=person) | Q(reply__author=person)).update(body="")
    _erase_what_came(person)
    _erase_notes(person)
    _erase_replies(person)


def _erase_what_came(person: Any) -> None:
    """What other programs sent says the same words again: beside notes, about other things, and in files that were imported."""
    Arrival.objects.filter(annotation__author=person).delete()
    ReplyArrival.objects.filter(reply__author=person).delete()
    Foreign.objects.filter(author=person, deleted=None).update(deleted=timezone.now())
    Foreign.objects.filter(author=person).update(document={}, earlier=[])
    came = Item.objects.filter(Q(annotation__author=person) | Q(reply__author=person) | Q(foreign__author=person))
    for item in came.iterator(chunk_size=500):
        item.draft |= {**NOTHING_SAID, "trouble": "Its author has left, and taken these words away."}
        item.save(update_fields=["draft"])


def _erase_notes(person: Any) -> None:
    notes = Annotation.objects.filter(author=person)
    needed = list(notes.filter(_built_upon(person), deleted=None).values_list("pk", flat=True))
    Query.objects.filter(annotation__in=notes.exclude(pk__in=needed)).update(proposed="")
    _empty(notes, needed)


def _built_upon(person: Any) -> Q:
    """Others answered it, judged it or gave sources; or a proposal of it stands in the text."""
    answered = Reply.objects.filter(annotation=OuterRef("pk"), deleted=None).exclude(author=person)
    judged = Verdict.objects.filter(quote_check=OuterRef("pk"), withdrawn=None).exclude(reader=person)
    sourced = Source.objects.filter(quote_check=OuterRef("pk"), deleted=None).exclude(added_by=person)
    stands = Q(query__state__in=[QueryState.ACCEPTED, QueryState.STET])
    seen = ~Q(visibility=Visibility.PRIVATE)
    return seen & (Q(Exists(answered)) | Q(Exists(judged)) | Q(Exists(sourced)) | stands)


def _erase_replies(person: Any) -> None:
    replies = Reply.objects.filter(author=person)
    later = Reply.objects.filter(annotation=OuterRef("annotation"), deleted=None, created__gt=OuterRef("created"))
    answers = Annotation.objects.filter(answer__in=replies).values("answer")
    followed = Q(Exists(later.exclude(author=person))) | Q(pk__in=answers)
    needed = list(replies.filter(followed, deleted=None).values_list("pk", flat=True))
    _empty(replies, needed)


def _empty(rows: Any, needed: list[Any]) -> None:
    """Those that are needed say that their words were taken away; the others are deleted and say nothing."""
    now = timezone.now()
    rows.filter(pk__in=needed).update(body=REMOVED, body_html=render_note(REMOVED), modified=now)
    gone = rows.exclude(pk__in=needed)
    gone.filter(deleted=None).update(deleted=now)
    gone.update(body="", body_html="", modified=now)
