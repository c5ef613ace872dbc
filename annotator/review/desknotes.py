"""The desk by passage and by kind: one page of a class's notes, alike ones together, with what reviewers said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from annotator.notes.models import Annotation, Motivation, Reply
from annotator.review.bunches import Row, Section, by_kind, by_passage
from annotator.review.deskfilter import DeskFilter
from annotator.review.models import Assignment, NoteReview
from annotator.review.queue import Student, learners_of, matching, students
from annotator.review.reviewing import notes_under_review
from texts.models import Text

PAGE = 40  # notes
MODES = {"passage": "By passage", "kind": "By kind"}
KINDS = [
    Motivation.QUESTIONING, Motivation.EDITING, Motivation.ASSESSING, Motivation.COMMENTING, Motivation.HIGHLIGHTING,
]  # fmt: skip
FIELDS = ("pk", "author_id", "text_id", "at", "until", "motivation", "exact")


@dataclass(frozen=True)
class Said:
    """Notes that say the same."""

    notes: list[Any]

    @property
    def first(self) -> Any:
        return self.notes[0]

    @property
    def words(self) -> set[str]:
        """What they stand on: one, or several that are different."""
        return {note.exact for note in self.notes}


@dataclass(frozen=True)
class Bunch:
    """Notes on the same words, or that say the same; `total` of them, of which this page shows some."""

    total: int
    said: list[Said]

    @property
    def notes(self) -> list[Any]:
        return [note for said in self.said for note in said.notes]

    @property
    def first(self) -> Any:
        return self.said[0].first

    @property
    def writable(self) -> list[Any]:
        return [note for note in self.notes if note.may_review]

    @property
    def words(self) -> set[str]:
        return {note.exact for note in self.notes}


@dataclass(frozen=True)
class Shown:
    """A section as far as this page shows it. `sentence` are its words, in passages."""

    section: Section
    text: Text | None
    sentence: str
    bunches: list[Bunch]

    @property
    def kind(self) -> str:
        return str(Motivation(self.section.motivation).label) if self.section.motivation else ""

    @property
    def shown(self) -> int:
        return sum(len(bunch.notes) for bunch in self.bunches)


def light_rows(assignment: Assignment, reviewer: Any, chosen: DeskFilter) -> list[Row]:
    """All notes that the filter leaves, in reading order: one query."""
    learners = learners_of(assignment, reviewer).filter(matching(assignment, chosen)).values("person")
    notes = Annotation.objects.filter(notes_under_review(assignment), author__in=learners).standing()
    found = notes.filter(chosen.conditions()).in_reading_order()
    rows = found.values_list("query__proposed", "body", *FIELDS)
    return [Row(_folded(proposed, body), *values) for proposed, body, *values in rows]


def _folded(*words: str | None) -> str:
    return " ".join(" ".join(filter(None, words)).split()).casefold()


def kinds_of(rows: Iterable[Row]) -> list[tuple[str, str, int]]:
    """Motivation, its name, how many; those that nobody wrote are left out."""
    counted = Counter(row.motivation for row in rows)
    return [(str(kind), str(kind.label), counted[kind]) for kind in KINDS if counted[kind]]


def sections(mode: str, rows: list[Row], texts: dict[Any, Text]) -> list[Section]:
    if mode == "kind":
        return by_kind(rows, KINDS)
    return by_passage(rows, {key: text.latest.plain if text.latest else "" for key, text in texts.items()})


def texts_of(rows: Iterable[Row]) -> dict[Any, Text]:
    found = Text.objects.filter(pk__in={row.text for row in rows}).select_related("latest", "parent")
    return {text.pk: text for text in found.defer("latest__source", "latest__html")}


def page_of(every: list[Section], number: str | None) -> Page[Any]:
    """At most PAGE notes; each as (section, bunch, row)."""
    flat = [(place, bunch, row) for place in every for bunch in place.bunches for row in bunch]
    return Paginator(flat, PAGE).get_page(number)


def shown(assignment: Any, reviewer: Any, page: Page[Any], texts: dict[Any, Text]) -> list[Shown]:
    """What the page shows, in four queries."""
    found = _notes(assignment, [row.pk for _, _, row in page.object_list], texts)
    people = {one.pk: one for one in students(assignment, reviewer, DeskFilter({}))}
    for number, note in enumerate(found.values(), 1):
        _prepare(note, assignment, people.get(note.author_id))
        note.number = number
    listed = []
    for _, group in groupby(page.object_list, key=lambda entry: id(entry[0])):
        entries = [(section, bunch, found[row.pk], row) for section, bunch, row in group if row.pk in found]
        if entries:
            listed.append(_shown(entries, texts))
    return listed


def _notes(assignment: Assignment, keys: list[Any], texts: dict[Any, Text]) -> dict[Any, Any]:
    said = NoteReview.objects.filter(review__assignment=assignment)
    replies = Reply.objects.filter(deleted=None).select_related("author")
    related = ("author", "endorsement", "query", "quote_check")
    rows: Any = Annotation.objects.filter(pk__in=keys).standing().select_related(*related)
    rows = rows.prefetch_related(Prefetch("replies", replies), Prefetch("note_reviews", said, to_attr="reviews"))
    by_key = {note.pk: note for note in rows}
    for note in by_key.values():
        note.text = texts[note.text_id]
    return {key: by_key[key] for key in keys if key in by_key}


def _prepare(note: Any, assignment: Any, student: Student | None) -> None:
    note.said, note.student = next(iter(note.reviews), None), student
    free = student and not student.claimed and not student.released
    note.may_review = bool(free and assignment.may_write_reviews)


def _shown(entries: list[tuple[Section, list[Row], Any, Row]], texts: dict[Any, Text]) -> Shown:
    section = entries[0][0]
    text = texts.get(section.text)
    sentence = section.span.of(text.latest.plain) if section.span and text and text.latest else ""
    bunches = []
    for _, group in groupby(entries, key=lambda entry: id(entry[1])):
        own = list(group)
        alike = groupby(own, key=lambda entry: (entry[3].motivation, entry[3].said))
        bunches.append(Bunch(len(own[0][1]), [Said([note for _, _, note, _ in same]) for _, same in alike]))
    return Shown(section, text, sentence, bunches)
