"""Who came into a group and how, who changed whose role, who left: all of it, for no row of it is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.groups.models import Group, Membership, RoleChange
from annotator.groups.timeline import Kinds, Row, fetched, timeline


@dataclass(frozen=True)
class Event:
    """One line: `person` is whom it is about, `words` what happened to them, with who did it."""

    at: datetime
    person: Any
    words: str


def _kinds(group: Group) -> Kinds:
    members = Membership.objects.filter(group=group).select_related("person", "added_by", "ended_by")
    members = members.prefetch_related("changes")
    changes = RoleChange.objects.filter(membership__group=group).select_related("membership__person", "by")
    return {
        "joined": (members, "joined"),
        "left": (members.exclude(left=None), "left"),
        "role": (changes, "at"),
    }


def history(group: Group) -> Any:
    """Rows to be cut into pages, newest first."""
    return timeline(_kinds(group))


def events(group: Group, page: Iterable[Row]) -> list[Event]:
    return fetched(page, _kinds(group), {"joined": _joined, "left": _left, "role": _role})


def _joined(at: datetime, one: Membership) -> Event:
    first = min(one.changes.all(), key=lambda change: change.at, default=None)
    role = first.get_before_display() if first else one.get_role_display()
    by = f" by {one.added_by}" if one.added_by else ""
    return Event(at, one.person, f"joined as {role.lower()}: {one.get_how_display()}{by}")


def _left(at: datetime, one: Membership) -> Event:
    return Event(at, one.person, "left" if one.ended_by_id == one.person_id else f"was removed by {one.ended_by}")


def _role(at: datetime, one: RoleChange) -> Event:
    before, after = one.get_before_display().lower(), one.get_after_display().lower()
    by = "themselves" if one.by_id == one.membership.person_id else one.by
    return Event(at, one.membership.person, f"became {after}, was {before}: changed by {by}")
