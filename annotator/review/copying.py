"""A class again for new people: its texts, assignments and rubrics, and the instructor's own notes.

Nothing of anybody else goes along: no people, no notes of others, nothing handed in, reviewed or revealed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.groups.making import make_group
from annotator.groups.membering import lock
from annotator.groups.models import Group, GroupText
from annotator.notes.audience import Audience
from annotator.notes.models import Annotation
from annotator.notes.moving import copy_note
from annotator.review.models import Assignment, AssignmentText, Criterion, Level, Peers
from annotator.review.sectioning import divided_as
from texts.models import Text

NOT_COPIED = {
    "id",
    "group",
    "division",
    "created",
    "created_by",
    "revealed",
    "archived",
    "texts",
    "sample_seed",
}  # everything else is


@dataclass(frozen=True)
class Planned:
    """An assignment as it will be, unsaved, of the one it is made from; `texts` in order."""

    old: Assignment
    new: Assignment
    texts: list[Text]

    @property
    def is_revealed_by_hand(self) -> bool:
        """Without a due date, peers' notes cannot be shown after it."""
        return self.old.peers != self.new.peers


@dataclass(frozen=True)
class Plan:
    """What a copy for `by` takes along, and what has to stay behind."""

    texts: list[Text]
    closed: list[Text]  # only somebody else may show them to a group
    assignments: list[Planned]
    left: list[Assignment]  # archived, or without a text that can go along
    notes: list[Annotation]


def plan(group: Group, by: Any, days: int | None) -> Plan:
    """With dates moved by so many days, at the same time of day; or, with None, without dates."""
    read = Text.objects.filter(shown_to__group=group).order_by("shown_to__place", "shown_to__pk")
    showable = list(read.filter(permissions.showable_texts(by)))
    assignments = list(group.assignments.prefetch_related("to_read__text", "criteria__levels"))
    planned = [_planned(one, by, days, {text.pk for text in showable}) for one in assignments if not one.archived]
    kept = [one for one in planned if one.texts]
    taken = {one.old.pk for one in kept}
    return Plan(
        texts=showable,
        closed=[text for text in read if text not in showable],
        assignments=kept,
        left=[one for one in assignments if one.pk not in taken],
        notes=list(_own_notes(group, by, showable)),
    )


def _planned(old: Assignment, by: Any, days: int | None, showable: set[uuid.UUID]) -> Planned:
    fields = {f.attname: getattr(old, f.attname) for f in Assignment._meta.concrete_fields if f.name not in NOT_COPIED}
    new = Assignment(**fields, created_by=by)
    new.opens, new.due = _moved(old.opens, days), _moved(old.due, days)
    if new.peers == Peers.AFTER_DUE and not new.due:
        new.peers = Peers.REVEALED
    return Planned(old, new, [one.text for one in old.to_read.all() if one.text_id in showable])


def _moved(moment: datetime | None, days: int | None) -> datetime | None:
    """At the same time by the clock, also across a change of the clocks."""
    if moment is None or days is None:
        return None
    there = timezone.make_naive(moment) + timedelta(days=days)
    return timezone.make_aware(there)


def _own_notes(group: Group, by: Any, texts: list[Text]) -> Any:
    """Those that `by` wrote in the group on these articles and the comments under them."""
    here = Q(text__in=texts) | Q(text__parent__in=texts)
    notes = Annotation.objects.readable_by(by).filter(here, group=group, author=by)
    return notes.select_related("query", "quote_check").prefetch_related("tags").order_by("created", "pk")


def key_of(group: Group, by: Any, key: uuid.UUID) -> uuid.UUID:
    """The copy that this form makes of this group for this person: sent twice, it is made once."""
    return uuid.uuid5(key, f"{group.pk} {by.pk}")


@transaction.atomic
def copy_group(group: Group, by: Any, name: str, days: int | None, key: uuid.UUID) -> Group:
    """The new group, with `by` as its instructor."""
    lock(group)
    pk = key_of(group, by, key)
    if made := Group.objects.filter(pk=pk).first():
        return made
    planned = plan(group, by, days)
    new = make_group(by, id=pk, kind=group.kind, name=name, description=group.description)
    shown = (GroupText(group=new, text=text, place=n, added_by=by) for n, text in enumerate(planned.texts))
    GroupText.objects.bulk_create(shown)
    assignments = {one.old.pk: _set(one, new) for one in planned.assignments}
    for note in planned.notes:
        _copy_note(note, new, assignments.get(note.assignment_id) if note.assignment_id else None)
    return new


def _set(planned: Planned, group: Group) -> Assignment:
    new = planned.new
    new.group, new.division = group, divided_as(planned.old, group)
    new.save()
    texts = (AssignmentText(assignment=new, text=text, place=n) for n, text in enumerate(planned.texts))
    AssignmentText.objects.bulk_create(texts)
    for criterion in planned.old.criteria.all():
        made = Criterion.objects.create(assignment=new, name=criterion.name, place=criterion.place)
        levels = (
            Level(criterion=made, words=one.words, points=one.points, place=one.place) for one in criterion.levels.all()
        )
        Level.objects.bulk_create(levels)
    return new


def _copy_note(note: Annotation, group: Group, assignment: Assignment | None) -> None:
    made = copy_note(note, Audience(note.visibility, str(group), group), uuid.uuid4())
    if assignment:
        made.assignment = assignment
        made.save(update_fields=["assignment"])
        assignment.pen(note.author)
