"""Typo queries become corrections: accepting writes a revision and carries every note along; taking back writes another.

Before anything is written, the words at each anchor must still be the words that were queried, and `texts.editing` must
have proved the change. Otherwise nothing is changed and `Conflict` says why, for each query that stands in the way.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction

from annotator.library.publishing import publish
from annotator.notes.models import Annotation, Notice, Query, QueryState
from annotator.notes.queries import Row, open_queries, rows_of
from texts.editing import Edited, Refused, replace, replace_all
from texts.importing import has_words
from texts.models import Revision, Text
from texts.spans import Span

MESSAGE = 500  # code points that a revision has room for
OVERLAP = "Another of these changes is about the same words. Choose one of them."
GONE = "The words are no longer those that were queried."
EMPTY = "Nothing would be left of the text."
DECIDED = "This query has been decided already, or its author has taken it away."
OLD = "This text was stored by an older version of the program. Open the editor and save it once, then accept."


class Conflict(Exception):
    """Nothing was changed. `refused` has the queries in the way, each with a sentence saying why."""

    def __init__(self, refused: Iterable[tuple[Annotation, str]]) -> None:
        self.refused = list(refused)
        super().__init__(" ".join(dict.fromkeys(why for _, why in self.refused)) or "Choose at least one query.")


@transaction.atomic
def accept_all(chosen: Collection[uuid.UUID], by: Any) -> list[Revision]:
    """Accept queries on any texts, in one revision of each. Raises Conflict, with all that is in the way."""
    revisions, refused = [], []
    for text, keys in by_text(chosen, by):
        try:
            revisions.append(accept(text, keys, by))
        except Conflict as conflict:
            refused += conflict.refused
    if refused or not revisions:
        raise Conflict(refused)
    return revisions


def by_text(chosen: Collection[uuid.UUID], by: Any) -> list[tuple[Text, set[uuid.UUID]]]:
    """The texts that these queries are on, always in the same order, so that two editors never wait for one another."""
    readable = Annotation.objects.readable_by(by).filter(pk__in=chosen, query__isnull=False)
    keys: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for text, key in readable.values_list("text", "pk"):
        keys[text].add(key)
    return [(text, keys[text.pk]) for text in Text.objects.filter(pk__in=keys).order_by("pk")]


@transaction.atomic
def accept(text: Text, chosen: Collection[uuid.UUID], by: Any) -> Revision:
    """Accept the open queries `chosen` on `text`, and all others on the same words with the same proposal, in one revision.

    Raises Conflict, and then nothing is changed.
    """
    latest = _lock(text)
    rows = chosen_rows(latest, chosen, by)
    edited = edited_by(latest, rows)
    edits = [[span.start, span.end, words] for span, words in sorted(edited.edits)]
    answered = [note.pk for row in rows for note in row.notes]
    revision = publish(
        latest.text,
        edited.source,
        author=by,
        message=_message(rows),
        base=latest,
        edits=edits,
        answered=answered,
    )
    if revision.plain != edited.plain:
        raise Conflict((row.first, OLD) for row in rows)
    for row in rows:
        told = f"Your correction “{row.words}” → “{row.proposed}” is in the text."
        _decide(row.notes, QueryState.ACCEPTED, by, told, applied_in=revision)
    return revision


def chosen_rows(latest: Revision, chosen: Collection[uuid.UUID], by: Any) -> list[Row]:
    """The rows that `chosen` belong to. Raises Conflict for queries that are decided, or whose words are not there."""
    rows = rows_of(latest.plain, open_queries(latest.text, by))
    wanted = [row for row in rows if not {note.pk for note in row.notes}.isdisjoint(chosen)]
    undecided = {note.pk for row in wanted for note in row.notes}
    decided = Annotation.objects.readable_by(by).filter(pk__in=set(chosen) - undecided)
    refused = [(note, DECIDED) for note in decided.select_related("query")]
    refused += [(row.first, GONE) for row in wanted if row.span is None]
    if refused or not wanted:
        raise Conflict(refused)
    return wanted


def edited_by(latest: Revision, rows: Sequence[Row]) -> Edited:
    """The source with all of `rows` in it. Raises Conflict, naming those that cannot be proved."""
    changes = [(row.span, row.proposed) for row in rows if row.span]
    try:
        edited = replace_all(latest.source, changes)
    except Refused as refusal:
        raise Conflict(_guilty(latest.source, rows) or [(row.first, str(refusal)) for row in rows]) from refusal
    if edited.plain != _with(latest.plain, edited.edits):
        raise Conflict((row.first, OLD) for row in rows)
    if not has_words(edited.plain):
        raise Conflict((row.first, EMPTY) for row in rows)
    return edited


def _guilty(source: str, rows: Sequence[Row]) -> list[tuple[Annotation, str]]:
    """Those that cannot be proved even alone, and those that overlap another."""
    refused = []
    for row in rows:
        assert row.span
        if any(other is not row and other.span and other.span.overlaps(row.span) for other in rows):
            refused.append((row.first, OVERLAP))
            continue
        try:
            replace(source, row.span, row.proposed)
        except Refused as refusal:
            refused.append((row.first, str(refusal)))
    return refused


def _with(plain: str, edits: Iterable[tuple[Span, str]]) -> str:
    """`plain` with words put in the place of spans, none of which overlaps another; else it is none of its own."""
    end = len(plain) + 1
    for span, words in sorted(edits, reverse=True):
        if span.end > end:
            return ""
        plain, end = plain[: span.start] + words + plain[span.end :], span.start
    return plain


@transaction.atomic
def decide_alike(
    note: Annotation, state: str, by: Any, reason: str, *, duplicate_of: Query | None = None
) -> list[Annotation]:
    """Stet or duplicate, for all open queries on the same words with the same proposal, which are returned.

    Raises Conflict if the query has been decided meanwhile.
    """
    latest = _lock(note.text)
    rows = rows_of(latest.plain, open_queries(latest.text, by))
    alike = next((row.notes for row in rows if any(one.pk == note.pk for one in row.notes)), ())
    others = [one for one in alike if duplicate_of is None or one.pk != duplicate_of.pk]
    if not others:
        raise Conflict([(note, DECIDED)])
    what = "Kept as it stands" if state == QueryState.STET else "A duplicate of another query"
    told = f"{what}: “{note.exact}”.{' ' + reason if reason else ''}"
    _decide(others, state, by, told, reason=reason, duplicate_of=duplicate_of)
    return others


@transaction.atomic
def keep_all(notes: Iterable[Annotation], by: Any, reason: str) -> tuple[int, int]:
    """Stet for each, and those like it. Returns how many were kept, and how many had been decided meanwhile."""
    kept: set[uuid.UUID] = set()
    late = 0
    for note in notes:
        if note.pk in kept:
            continue
        try:
            kept |= {one.pk for one in decide_alike(note, QueryState.STET, by, reason)}
        except Conflict:
            late += 1
    return len(kept), late


def _decide(notes: Sequence[Annotation], state: str, by: Any, told: str, **decision: Any) -> None:
    """One decision, in the history of each of the open `notes`, and told to their authors."""
    asked = Query.objects.filter(pk__in=[note.pk for note in notes], state=QueryState.OPEN)
    if asked.decide(state, by, **decision) != len(notes):  # its author has withdrawn one in this moment
        raise Conflict((note, DECIDED) for note in notes)
    tell_authors(notes, by, told)


def tell_authors(notes: Iterable[Annotation], by: Any, words: str) -> None:
    """One insert for all. Nobody is told what they did themselves."""
    others = [note for note in notes if note.author_id != by.pk]
    Notice.objects.bulk_create(Notice(person_id=note.author_id, annotation=note, words=words) for note in others)


def _lock(text: Text) -> Revision:
    """The latest revision of a text that nobody else changes until this transaction ends."""
    locked = Text.objects.select_for_update().get(pk=text.pk)
    assert locked.latest
    locked.latest.text = locked
    return locked.latest


def _message(rows: Sequence[Row]) -> str:
    return f"Accepted: {'; '.join(map(str, rows))}"[:MESSAGE]
