"""The queries desk: all typo queries of an article and its comments, as those who decide work through them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count

from annotator import permissions
from annotator.notes.correcting import Conflict, by_text, chosen_rows, edited_by
from annotator.notes.models import Annotation, Category, QueryState, Reply
from annotator.notes.pages import on_article
from annotator.notes.queries import Row, open_queries, rivals, rows_of
from texts.editing import Edited
from texts.models import Text
from texts.spans import Span

AROUND = 90  # code points of context on each side of the words
STATES = [("", "All"), *QueryState.choices]
BULKY = ("source", "html", "plain")


class DeskFilter(forms.Form):
    """What stands in the address of the desk."""

    category = forms.ChoiceField(choices=[("", "Any"), *Category.choices], required=False)
    state = forms.ChoiceField(choices=STATES, required=False)

    def keeps(self, row: Row) -> bool:
        category = self.cleaned_data.get("category")
        return not category or any(note.query.category == category for note in row.notes)

    def shows(self, state: str) -> bool:
        return self.cleaned_data.get("state", "") in ("", state)

    @property
    def active(self) -> bool:
        return any(self.cleaned_data.values())


@dataclass
class Place:
    """Words that something is proposed for, with all rival proposals."""

    text: Text
    rows: list[Row]

    @property
    def span(self) -> Span | None:
        spans = [row.span for row in self.rows if row.span]
        return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None

    @property
    def around(self) -> tuple[str, str, str]:
        """What stands before the words, the words, what stands after them."""
        assert self.text.latest
        plain, span = self.text.latest.plain, self.span
        if span is None:
            return "", "", ""
        before, after = plain[: span.start][-AROUND:], plain[span.end :][:AROUND]
        if span.start > AROUND:
            before = f"…{before.partition(' ')[2]}"
        if span.end + AROUND < len(plain):
            after = f"{after.rpartition(' ')[0]}…"
        return before, span.of(plain), after


def places(article: Text, reader: permissions.Actor, chosen: DeskFilter) -> list[Place]:
    """What is open, in reading order: two queries, however many there are."""
    notes = on_article(reader, article).filter(query__state=QueryState.OPEN)
    asked = notes.select_related("query", "author").in_reading_order()  # type: ignore[attr-defined]
    on: dict[uuid.UUID, list[Any]] = {}
    for note in asked:
        on.setdefault(note.text_id, []).append(note)
    found: list[Place] = []
    texts = Text.objects.filter(pk__in=on).select_related("latest", "parent").in_bulk()
    for key, together in on.items():
        latest = texts[key].latest
        assert latest
        groups = rivals(rows_of(latest.plain, together))
        found += [Place(texts[key], group) for group in groups if any(map(chosen.keeps, group))]
    return found


@dataclass(frozen=True)
class Decided:
    """One decision, however many readers it answered."""

    notes: tuple[Any, ...]

    @property
    def first(self) -> Any:
        return self.notes[0]

    @property
    def others(self) -> int:
        """How many readers beside the first."""
        return len({note.author_id for note in self.notes}) - 1


def decided(article: Text, reader: permissions.Actor, chosen: DeskFilter) -> list[Decided]:
    """What has been decided, the newest first: one query."""
    notes = on_article(reader, article).filter(query__isnull=False).exclude(query__state=QueryState.OPEN)
    related = ("query__decided_by", "query__applied_in", "author", "text__parent")
    kept = notes.select_related(*related).defer(*(f"query__applied_in__{name}" for name in BULKY))
    rows: dict[object, list[Any]] = {}
    for note in kept.order_by("-query__decided", "pk"):
        if chosen.shows(note.query.state) and chosen.keeps(Row(None, "", "", (note,))):
            rows.setdefault(_decision(note), []).append(note)
    return [Decided(tuple(row)) for row in rows.values()]


def _decision(note: Any) -> object:
    """The same for all notes that were decided together at one place."""
    query = note.query
    place = (note.at, note.until) if note.at is not None else (note.revision_id, note.start)
    return note.text_id, place, note.exact, query.proposed, query.state, query.decided, query.applied_in_id


def count_replies(shown: Iterable[Place]) -> None:
    """Each named note learns how many replies it has: one query."""
    notes: list[Any] = [note for place in shown for row in place.rows for note in row.named]
    replies = Reply.objects.filter(annotation__in=[note.pk for note in notes], deleted=None).order_by()
    counted = dict(replies.values_list("annotation").annotate(Count("pk")))
    for note in notes:
        note.replied = counted.get(note.pk, 0)


@dataclass(frozen=True)
class Foreseen:
    """What accepting would do to one text: the rows that can be accepted, and those that cannot, with the reasons."""

    text: Text
    rows: list[Row]
    edited: Edited | None
    refused: list[tuple[Annotation, str]]


def foreseen(chosen: Collection[uuid.UUID], by: Any) -> list[Foreseen]:
    """For each text that `chosen` are on. Stores nothing."""
    return [_foreseen(text, keys, by) for text, keys in by_text(chosen, by)]


def _foreseen(text: Text, keys: set[uuid.UUID], by: Any) -> Foreseen:
    latest = text.latest
    assert latest
    latest.text = text
    alike = _alike(rows_of(latest.plain, open_queries(text, by)))
    refused: list[tuple[Annotation, str]] = []
    while keys:
        try:
            rows = chosen_rows(latest, keys, by)
            return Foreseen(text, rows, edited_by(latest, rows), refused)
        except Conflict as conflict:
            refused += conflict.refused
            keys = keys.difference(*(alike.get(note.pk, {note.pk}) for note, _ in conflict.refused))
    return Foreseen(text, [], None, refused)


def _alike(rows: Sequence[Row]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """For each note those in its row."""
    return {note.pk: {other.pk for other in row.notes} for row in rows for note in row.notes}
