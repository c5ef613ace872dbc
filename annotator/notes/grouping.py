"""What a group has noted, as far as the one who asks can read it: counts by text, notes, what happened last."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, Greatest

from annotator import permissions
from annotator.groups.models import Group, GroupText, Membership, Role
from annotator.groups.timeline import Kinds, Row, fetched, timeline
from annotator.notes.filters import ASKING
from annotator.notes.models import Annotation, Edit, Motivation, Reply
from annotator.notes.naming import Names

RECENT = 8  # of what happened last


@dataclass(frozen=True)
class Happening:
    """One line of "lately": who did what when, with its address if it has one."""

    at: datetime
    person: Any
    words: str
    address: str = ""


def with_group_names(edits: Iterable[Edit], user: permissions.Actor) -> list[Edit]:
    """Where a note was in another group, that group by name for who is in it, and for nobody else."""
    listed = list(edits)
    for edit in listed:
        edit.before.pop("assignment", None)  # kept to find what was handed in; its group says it to people
    if any(edit.before.get("group") for edit in listed):
        names = {str(group.pk): group.name for group in Group.objects.readable_by(user)}
        for edit in listed:
            if key := edit.before.get("group"):
                edit.before["group"] = names.get(key, "another group")
    return listed


def notes_in(group: Group, user: permissions.Actor) -> QuerySet[Annotation]:
    return Annotation.objects.readable_by(user).filter(group=group)


def counts_by_article(group: Group, user: permissions.Actor) -> dict[uuid.UUID, dict[str, Any]]:
    """For each article: the group's notes on it and its comments, and how many of them ask for something."""
    article = Coalesce("text__parent", "text")
    rows = notes_in(group, user).order_by().annotate(article=article).values("article")
    counted = rows.annotate(notes=Count("pk"), open=Count("pk", filter=ASKING))
    return {row["article"]: dict(row) for row in counted}


def people_by_role(group: Group) -> list[tuple[str, list[Membership]]]:
    """Those who are in the group now, instructors first; roles that nobody has are left out."""
    members = group.memberships.filter(left=None).select_related("person", "added_by")
    listed = list(members.order_by("person__display_name", "person__username"))
    by_role = [(f"{role.label}s", [one for one in listed if one.role == role]) for role in Role]
    return [(label, ones) for label, ones in by_role if ones]


def _kinds(group: Group, user: permissions.Actor) -> Kinds:
    """What is told of: notes, answers, arrivals, texts shown, work set, as far as `user` can read them."""
    notes = notes_in(group, user).select_related("author", "text__parent", "assignment__group")
    replies = Reply.objects.readable_by(user).filter(annotation__group=group)
    beside = ("author", "annotation__author", "annotation__text__parent", "annotation__assignment__group")
    work: Any = group.assignments.filter(permissions.readable_assignments(user)).select_related("created_by")
    return {
        "note": (notes, "created"),
        "reply": (replies.select_related(*beside), "created"),
        "arrival": (group.memberships.filter(left=None).select_related("person"), "joined"),
        "text": (group.shown.select_related("text", "added_by"), "added"),
        "work": (work, Greatest("created", Coalesce("opens", "created"))),
    }


def activity(group: Group, user: permissions.Actor) -> Any:
    """Rows to be cut into pages, newest first."""
    return timeline(_kinds(group, user))


def happenings(group: Group, page: Iterable[Row], names: Names) -> list[Happening]:
    """A page of the activity, in words: one query for each kind on it."""
    told: dict[str, Callable[..., Happening]] = {
        "note": _note,
        "reply": _reply,
        "arrival": _arrival,
        "text": _text,
        "work": _work,
    }
    saying: dict[str, Callable[..., Happening]] = {kind: partial(tell, names) for kind, tell in told.items()}
    return fetched(page, _kinds(group, names.viewer), saying)


def lately(group: Group, names: Names) -> list[Happening]:
    """The newest RECENT."""
    return happenings(group, activity(group, names.viewer)[:RECENT], names)


def _note(names: Names, at: datetime, note: Annotation) -> Happening:
    words = f"{Motivation(note.motivation).label} on “{note.text}”"
    return Happening(at, names.of(note, note.author), words, note.get_absolute_url())


def _reply(names: Names, at: datetime, reply: Reply) -> Happening:
    note = reply.annotation
    return Happening(at, names.of(note, reply.author), f"Reply on “{note.text}”", note.get_absolute_url())


def _arrival(names: Names, at: datetime, row: Membership) -> Happening:
    return Happening(at, row.person, "came into the group")


def _text(names: Names, at: datetime, row: GroupText) -> Happening:
    return Happening(at, row.added_by, f"showed the group “{row.text}”")


def _work(names: Names, at: datetime, assignment: Any) -> Happening:
    return Happening(at, assignment.created_by, f"set “{assignment}”", assignment.get_absolute_url())
