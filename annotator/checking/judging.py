"""Giving a verdict, and telling those who wait for it what two readers have come to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from annotator.notes.models import Annotation, Check, CheckState, Notice, Verdict
from annotator.notes.naming import Names

AGREED = "Two readers agree about the quotation “{words}”: {outcome}."
DISAGREED = "Two readers disagree about the quotation “{words}”. Say in its thread what speaks for which."
REOPENED = "{by} has opened the check of the quotation “{words}” again: {reason}"
SHORT = 60  # characters of the quotation in a notice


@transaction.atomic
def judge(check: Check, verdict: Verdict) -> None:
    """Store the verdict; with the second, the check's author and both readers learn what became of it.

    Raises Refusal, and then nothing is changed. Nobody is told of a first verdict.
    """
    check.give(verdict)
    if check.state == CheckState.DISPUTED:
        _tell(check, DISAGREED)
    elif check.state == CheckState.CONFIRMED:
        _tell(check, AGREED, but=verdict.reader_id, outcome=check.get_outcome_display().lower())


@transaction.atomic
def reopen(check: Check, by: Any, reason: str) -> None:
    """Raises Refusal while the check is not settled."""
    people = _concerned(check)
    check.reopen(by, reason)
    _tell(check, REOPENED, people, but=by.pk, by=_known(check, by), reason=reason)


def _known(check: Check, by: Any) -> str:
    """Who is told is a peer at most: where names are hidden, a peer is named to none of them."""
    return str(Names(AnonymousUser()).of(check.annotation, by))


def _concerned(check: Check) -> set[Any]:
    return {check.annotation.author_id, *check.standing_verdicts().values_list("reader", flat=True)}


def _tell(check: Check, sentence: str, people: set[Any] | None = None, *, but: Any = None, **said: Any) -> None:
    words = sentence.format(words=_short(check.annotation), **said)
    told = (people or _concerned(check)) - {but}
    Notice.objects.bulk_create(
        Notice(person_id=person, annotation_id=check.pk, words=words) for person in sorted(told, key=str)
    )


def _short(note: Annotation) -> str:
    return note.exact if len(note.exact) <= SHORT else f"{note.exact[: SHORT - 1].rstrip()}…"
