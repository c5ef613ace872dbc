"""Rows for spreadsheets: an assignment's notes with their replies, and the table of its learners.

Only what the one who exports can read, under the names that they may know. Rows come one after the other: nothing grows
with their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils import timezone

from annotator import permissions
from annotator.notes.models import Annotation, Reply, Tag
from annotator.notes.naming import Names
from annotator.review.models import Assignment
from annotator.review.overview import REPLYING, in_order, lines

AT_ONCE = 500  # notes read from the database
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NOTE_COLUMNS = (
    "id", "parent", "kind", "author", "author id", "text", "text id", "quote", "start", "end", "standing", "settled",
    "decision", "proposed", "visibility", "written", "changed", "tags", "body",
)  # fmt: skip
LEARNER_COLUMNS = (
    "learner", "learner id", "notes", "questions", "replies", "words", "days active", "written late", "due", "handed in",
    "handed in late", "points",
)  # fmt: skip


def harmless(cell: Any) -> Any:
    """Words that a spreadsheet would run as a formula begin with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def note_rows(assignment: Assignment, user: permissions.Actor) -> Iterator[list[Any]]:
    """In the order written, each note followed by its replies; `start` and `end` are code points of the latest version."""
    yield list(NOTE_COLUMNS)
    names = Names(user)
    coming = _notes(assignment, user).iterator(chunk_size=AT_ONCE)
    while some := list(islice(coming, AT_ONCE)):
        tags, replies = _tags(some), _replies(some, user)
        for note in some:
            note.assignment = assignment
            yield [harmless(cell) for cell in _note(note, tags[note.pk], names)]
            for reply in replies[note.pk]:
                yield [harmless(cell) for cell in _reply(reply, note, names)]


def _notes(assignment: Assignment, user: permissions.Actor) -> Any:
    readable = Annotation.objects.readable_by(user).filter(assignment=assignment).standing()
    beside = readable.select_related("author", "text__parent", "query", "quote_check")
    return beside.defer("body_html").order_by("created", "pk")


# Prefetching would tie each note and its answers into a circle, which stays in memory until somebody collects it.


def _tags(notes: list[Any]) -> dict[Any, list[str]]:
    found = defaultdict(list)
    for tag in Tag.objects.filter(annotation__in=[note.pk for note in notes]).order_by("name"):
        found[tag.annotation_id].append(tag.name)
    return found


def _replies(notes: list[Any], user: permissions.Actor) -> dict[Any, list[Reply]]:
    found = defaultdict(list)
    with permissions.among_readable():
        readable = Reply.objects.readable_by(user).filter(annotation__in=[note.pk for note in notes])
    for reply in readable.select_related("author").defer("body_html").order_by("created", "pk"):
        found[reply.annotation_id].append(reply)
    return found


def _note(note: Any, tags: list[str], names: Names) -> list[Any]:
    query, check = getattr(note, "query", None), getattr(note, "quote_check", None)
    return [
        str(note.pk),
        "",
        note.motivation,
        *_who(note, note.author, names),
        *_where(note),
        note.exact,
        note.at,
        note.until,
        note.stands,
        "yes" if note.resolved else "no",
        query.state if query else check.state if check else "",
        query.proposed if query else "",
        note.visibility,
        moment(note.created),
        moment(note.modified),
        ", ".join(tags),
        note.body,
    ]


def _reply(reply: Reply, note: Any, names: Names) -> list[Any]:
    who, times = _who(note, reply.author, names), [moment(reply.created), moment(reply.modified)]
    target = ["", None, None, "", "", "", ""]  # what it answers has these
    return [
        str(reply.pk),
        str(note.pk),
        REPLYING,
        *who,
        *_where(note),
        *target,
        note.visibility,
        *times,
        "",
        reply.body,
    ]


def _who(note: Any, person: Any, names: Names) -> list[str]:
    shown = names.of(note, person)
    return [shown.name, str(person.pk) if shown.address else ""]


def _where(note: Any) -> list[str]:
    title = str(note.text.article)
    return [f"{title}, comment {note.text.place}" if note.text.parent_id else title, str(note.text_id)]


def moment(time: datetime | None) -> str:
    """As the site's clock shows it, with its distance from UTC."""
    return timezone.localtime(time).isoformat(timespec="seconds") if time else ""


def learner_rows(assignment: Assignment, user: permissions.Actor) -> Iterator[list[Any]]:
    """The table of the overview, by name."""
    yield list(LEARNER_COLUMNS)
    for line in in_order(lines(assignment, user), "name")[0]:
        counted = [line.notes, line.questions, line.replies, line.words, line.days, line.late]
        late = "yes" if line.handed_in_late else "no"
        who = [harmless(str(line.person)), str(line.person.pk)]
        handed = [moment(line.due), moment(line.handed_in), late if line.handed_in else ""]
        yield [*who, *counted, *handed, line.points]
