"""What an annotated edition says of a note beside its words: one sentence's worth each, for all forms of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from annotator.notes.leaving import Thread
from annotator.notes.models import State
from annotator.notes.naming import Names

STANDS = {
    State.ORPHAN: "its words are not in this version of the text",
    State.CHANGED: "its words have changed",
}


def day(moment: Any) -> str:
    """As 3 May 2026, by the site's clock."""
    return date_format(timezone.localtime(moment), "j F Y")


def head(thread: Thread, names: Names) -> str:
    """Kind, author and day."""
    note = thread.note
    return f"{note.get_motivation_display()} by {names.of(note, note.author)}, {day(note.created)}"


def states(thread: Thread) -> Iterator[str]:
    """What became of it: resolved, decided, judged, moved or lost; where nothing did, nothing."""
    note = thread.note
    if stands := STANDS.get(note.stands):
        yield f"without a place: {note.because[0].lower()}{note.because[1:]}" if note.because else stands
    if note.resolved:
        yield "answered" if note.answer_id else "resolved"
    if query := getattr(note, "query", None):
        reason = f": {query.reason}" if query.reason else ""
        yield f"{query.get_state_display().lower()}{reason}"
    if check := getattr(note, "quote_check", None):
        yield check.get_state_display().lower()


def claim(thread: Thread) -> str:
    """Who is said to have written the words of a quote check, where and when."""
    check = getattr(thread.note, "quote_check", None)
    return ", ".join(part for part in (check.speaker, check.work, check.dated) if part) if check else ""


def source(one: Any) -> str:
    parts = (one.citation, one.locator, one.url)
    return ", ".join(part for part in parts if part)


def verdict(one: Any) -> str:
    """The three verdicts of one reader; who it was stays with the names of the note."""
    parts = (one.get_wording_display(), one.get_attribution_display(), one.get_context_display())
    said = "wording {}, attribution {}, context {}".format(*(part.lower() for part in parts))
    return f"{said}. {one.reason}" if one.reason else said
