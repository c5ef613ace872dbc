"""Rows for spreadsheets: an assignment's notes with their replies, and the table of its learners.

Only what the one who exports can read, under the names that they may know. Rows come one after the other: nothing grows
with their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from annotator import permissions
from annotator.notes.leaving import Thread, threads
from annotator.notes.models import Annotation, Motivation, Reply
from annotator.notes.naming import Names
from annotator.review.models import Assignment
from annotator.review.overview import REPLYING, in_order, lines

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NOTE_COLUMNS = (
    "id", "parent", "kind", "author", "author id", "text", "text id", "quote", "start", "end", "standing", "settled",
    "decision", "proposed", "visibility", "written", "changed", "tags", "body", "group", "prefix", "suffix", "colour",
    "why", "verdicts",
)  # fmt: skip
LEARNER_COLUMNS = (
    "learner", "learner id", "notes", "questions", "replies", "words", "days active", "written late", "due", "handed in",
    "handed in late", "points",
)  # fmt: skip


def harmless(cell: Any) -> Any:
    """Words that a spreadsheet would run as a formula begin with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def note_rows(notes: Any, user: permissions.Actor) -> Iterator[list[Any]]:
    """Of readable notes, in the order written, each followed by its replies.

    `start` and `end` are code points of the latest version.
    """
    yield list(NOTE_COLUMNS)
    names = Names(user)
    for thread in threads(notes, user):
        yield [harmless(cell) for cell in _note(thread, names)]
        for reply in thread.replies:
            yield [harmless(cell) for cell in _reply(reply, thread.note, names)]


def notes_of(assignment: Assignment, user: permissions.Actor) -> Any:
    """Those that `user` can read."""
    return Annotation.objects.readable_by(user).filter(assignment=assignment)


def _note(thread: Thread, names: Names) -> list[Any]:
    note = thread.note
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
        ", ".join(thread.tags),
        note.body,
        str(note.group or ""),
        note.prefix,
        note.suffix,
        note.colour if note.motivation == Motivation.HIGHLIGHTING else "",
        note.because,
        "; ".join(map(str, thread.verdicts)),
    ]


def _reply(reply: Reply, note: Any, names: Names) -> list[Any]:
    who, times = _who(note, reply.author, names), [moment(reply.created), moment(reply.modified)]
    target = ["", None, None, "", "", "", ""]  # what it answers has these
    nothing = [""] * (len(NOTE_COLUMNS) - NOTE_COLUMNS.index("body") - 1)
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
        *nothing,
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
