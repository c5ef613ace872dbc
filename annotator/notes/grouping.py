"""What a group has noted, as far as the one who asks can read it: counts by text, notes, what happened last."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.groups.models import Group, Membership, Role
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


def lately(group: Group, names: Names) -> list[Happening]:
    """The newest notes, replies, arrivals and texts, together the newest RECENT."""
    happened = [*_notes(group, names), *_replies(group, names), *_arrivals(group), *_texts(group)]
    return nlargest(RECENT, happened, key=lambda one: one.at)


def _notes(group: Group, names: Names) -> list[Happening]:
    rows = notes_in(group, names.viewer).select_related("author", "text__parent", "assignment__group")
    return [
        _happening(note, note, f"{Motivation(note.motivation).label} on “{note.text}”", names)
        for note in rows.order_by("-created", "-id")[:RECENT]
    ]


def _replies(group: Group, names: Names) -> list[Happening]:
    rows = Reply.objects.readable_by(names.viewer).filter(annotation__group=group)
    beside = ("author", "annotation__text__parent", "annotation__assignment__group")
    return [
        _happening(reply.annotation, reply, f"Reply on “{reply.annotation.text}”", names)
        for reply in rows.select_related(*beside).order_by("-created", "-id")[:RECENT]
    ]


def _happening(note: Annotation, written: Annotation | Reply, words: str, names: Names) -> Happening:
    return Happening(written.created, names.of(note, written.author), words, note.get_absolute_url())


def _arrivals(group: Group) -> list[Happening]:
    rows = group.memberships.filter(left=None).select_related("person").order_by("-joined")[:RECENT]
    return [Happening(row.joined, row.person, "came into the group") for row in rows]


def _texts(group: Group) -> list[Happening]:
    rows = group.shown.select_related("text", "added_by").order_by("-added")[:RECENT]
    return [Happening(row.added, row.added_by, f"showed the group “{row.text}”") for row in rows]
