"""Handing in: what somebody has written for an assignment, as it stood at a moment.

The words of then are found from the history of edits, so that what stood at a deadline can be said at any time after it,
and always the same. They are stored when somebody hands in, or by the first act on their work after their time is up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotator.notes.models import IN_A_GROUP, Annotation, Edit, Reply
from annotator.review.models import Assignment, Submission, Submitted


class Refused(Exception):
    """It cannot be done, and why, in words for people."""


def stood_at(assignment: Assignment, person: Any, moment: datetime) -> list[Submitted]:
    """What counted at `moment`, unsaved: notes in the order written, then replies to others."""
    return [*_notes(assignment, person, moment), *_replies(assignment, person, moment)]


def _there(moment: datetime) -> Q:
    return Q(created__lte=moment) & (Q(deleted=None) | Q(deleted__gt=moment))


def _notes(assignment: Assignment, person: Any, moment: datetime) -> Iterator[Submitted]:
    moved = Edit.objects.filter(before__assignment=str(assignment.pk), created__gt=moment).values("annotation")
    belonged = Q(assignment=assignment) | Q(pk__in=moved)
    mine = Annotation.objects.filter(_there(moment), belonged, author=person)
    for note in mine.prefetch_related("edits").order_by("created", "pk"):
        edits = list(note.edits.all())
        here = _as_of(note, edits, moment, "assignment_id", "assignment") == str(assignment.pk)
        if here and _as_of(note, edits, moment, "visibility") in IN_A_GROUP:
            yield Submitted(
                annotation=note,
                motivation=note.motivation,
                exact=note.exact,
                body=_as_of(note, edits, moment, "body"),
                written=_written(note, edits, moment),
            )


def _replies(assignment: Assignment, person: Any, moment: datetime) -> Iterator[Submitted]:
    mine = Reply.objects.filter(_there(moment), annotation__assignment=assignment, author=person)
    others = mine.exclude(annotation__author=F("author")).select_related("annotation")
    for reply in others.prefetch_related("edits").order_by("created", "pk"):
        edits = list(reply.edits.all())
        yield Submitted(
            annotation=reply.annotation,
            reply=reply,
            motivation=reply.annotation.motivation,
            exact=reply.annotation.exact,
            body=_as_of(reply, edits, moment, "body"),
            written=_written(reply, edits, moment),
        )


def _as_of(thing: Any, edits: list[Edit], moment: datetime, field: str, called: str = "") -> str:
    """What the first change after `moment` found there; what stands now if there was none. In the history it is `called` so."""
    name = called or field
    later = (edit.before[name] for edit in edits if edit.created > moment and name in edit.before)
    return str(next(later, getattr(thing, field)))


def _written(thing: Any, edits: list[Edit], moment: datetime) -> datetime:
    changed = [edit.created for edit in edits if edit.created <= moment and "body" in edit.before]
    made: datetime = thing.created
    return max(changed, default=made)


@transaction.atomic
def hand_in(assignment: Assignment, person: Any) -> Submission:
    """Handing in twice is handing in once."""
    submission = _locked(assignment, person)
    if not submission.handed_in:
        submission.handed_in = timezone.now()
        _store(submission, submission.handed_in)
    return submission


@transaction.atomic
def take_back(assignment: Assignment, person: Any) -> None:
    """As long as there is time. What was written stays; what is handed in then, is what stands then."""
    submission = _locked(assignment, person)
    due = assignment.due_of(person)
    if due and due <= timezone.now():
        raise Refused("The time is up: what you handed in stays.")
    if assignment.reviews.filter(learner=person).exists():
        raise Refused("It is being read already: what you handed in stays.")
    submission.rows.all().delete()
    submission.handed_in = submission.stood = None
    submission.save()


@transaction.atomic
def settle(assignment: Assignment, person: Any) -> Submission:
    """What is to be reviewed, stored: what was handed in, or what stood when the time was up. Raises Refused before."""
    submission = _locked(assignment, person)
    if submission.stood is None:
        due = assignment.due_of(person)
        if not due or due > timezone.now():
            raise Refused("There is time still, and nothing is handed in.")
        _store(submission, due)
    return submission


def _locked(assignment: Assignment, person: Any) -> Submission:
    found, _ = Submission.objects.get_or_create(assignment=assignment, person=person)
    return Submission.objects.select_for_update().get(pk=found.pk)


def _store(submission: Submission, moment: datetime) -> None:
    submission.rows.all().delete()
    submission.stood = moment
    submission.save()
    rows = stood_at(submission.assignment, submission.person, moment)
    for row in rows:
        row.submission = submission
    Submitted.objects.bulk_create(rows)


def submitted(assignment: Assignment, person: Any) -> tuple[Submission | None, list[Submitted] | None]:
    """What was handed in, or what stood when the time was up; None while there is neither. Stores nothing."""
    submission = Submission.objects.filter(assignment=assignment, person=person).first()
    if submission and submission.stood:
        return submission, list(submission.rows.select_related("annotation", "reply"))
    due = assignment.due_of(person)
    if due and due <= timezone.now():
        return submission, stood_at(assignment, person, due)
    return submission, None
