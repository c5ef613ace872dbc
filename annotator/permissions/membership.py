"""Who is in which group, in which role, and whom that lets one teach."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Hashable
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Aggregate, Exists, JSONField, OuterRef, Q, Subquery

from annotator.permissions.asking import ANYBODY, NOBODY, Actor, known_readable, known_texts, may_edit_texts, where

WRITERS = ["instructor", "assistant", "learner"]  # roles; an observer reads
MEMBERS = [*WRITERS, "observer"]
TEACHERS = ["instructor", "assistant"]
LEARNERS = ["learner", "observer"]


def memberships(user: Actor, **narrowed: Any) -> Any:
    """Those that hold now. Inside a condition they are a subquery: nothing is asked beforehand, no row comes twice."""
    here = viewed_in(user)
    held = user.memberships.filter(left=None, **narrowed)  # type: ignore[union-attr]
    return held.filter(group=here) if here else held


def viewed_in(user: Actor) -> Any:
    """The one group that somebody else looks at through this person's eyes; None for who is there themselves."""
    return getattr(user, "viewed_in", None)


def groups_with(user: Actor, at: str, roles: Collection[str] = MEMBERS, *, still_open: bool = False) -> Q:
    """Those that `user` is in, in one of these roles; with `still_open` none that is archived."""
    if not user.is_authenticated:
        return NOBODY
    return where(at, pk__in=group_keys(user, roles, still_open=still_open))


class Held(Aggregate):
    """Groups, roles, limits and when they were archived, as a list of lists in JSON."""

    output_field = JSONField()
    allow_distinct = False

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="jsonb_agg(jsonb_build_array(%(expressions)s))", **extra)


def remembering_groups(people: Any) -> Any:
    """Each of `people` brings its groups along: no right asks for them again, and many conditions are spared a subquery."""
    return people.annotate(groups_held=_held(people.model))


@cache
def _held(person: Any) -> Subquery:
    """Built once: a queryset copies what it takes in."""
    every = person.memberships.rel.related_model._default_manager
    held = every.filter(person=OuterRef("pk"), left=None).order_by().values("person")
    listed = held.annotate(held=Held("group", "role", "limited", "group__archived")).values("held")
    return Subquery(listed)


def _known_groups(user: Any) -> list[tuple[uuid.UUID, str, bool, bool]] | None:
    """(group, role, limited to sections, still open) of each membership, for who remembers them; None for who does not."""
    if not hasattr(user, "groups_held"):
        return None
    if not hasattr(user, "groups_known"):  # read once: every right of a page asks
        user.groups_known = [
            (uuid.UUID(group), role, bool(limited), archived is None)
            for group, role, limited, archived in user.groups_held or []
        ]
    known: list[tuple[uuid.UUID, str, bool, bool]] = user.groups_known
    return known


def shape(user: Any) -> Hashable | None:
    """All that the rules ask of a person beside who it is, as far as no query is needed to know it; None if one is."""
    asked_here = (known_readable(), known_texts(), settings.ANONYMOUS_READING)
    if not user.is_authenticated:
        return asked_here
    known = _known_groups(user)
    if known is None:
        return None
    return (*asked_here, may_edit_texts(user), viewed_in(user), tuple(known))


def in_no_group(user: Actor) -> bool:
    """As far as is known without asking."""
    return not user.is_authenticated or _known_groups(user) == []


def group_keys(
    user: Actor, roles: Collection[str] = MEMBERS, *, still_open: bool = False, limited: bool | None = None
) -> Any:
    """The keys of such groups, as they are known or as a subquery; only those where `user` is `limited` to sections, or is not."""
    known = _known_groups(user)
    if known is not None:
        asked = (True, False) if limited is None else (limited,)
        return [
            key
            for key, role, is_limited, is_open in known
            if role in roles and is_limited in asked and (is_open or not still_open)
        ]
    held = memberships(user, role__in=roles, **({} if limited is None else {"limited": limited}))
    return (held.filter(group__archived=None) if still_open else held).values("group")


def in_reach(user: Actor, at: str, person: str, group: str = "group") -> Q:
    """About somebody whose work `user` reviews: all of a group, or who sits in a section that an assistant is limited to."""
    if not user.is_authenticated:
        return NOBODY
    whole, part = (group_keys(user, TEACHERS, limited=limited) for limited in (False, True))
    everybody = where(at, **{f"{group}__in": whole})
    if part == []:  # as far as is known: most assistants are limited to nothing
        return everybody
    here = {"person": OuterRef(f"{at}{person}"), "division__group": OuterRef(f"{at}{group}")}
    mine = memberships(user, limited=True).values("sections")
    charged = Exists(seats(user).filter(section__in=mine, **here))
    return everybody | where(at, **{f"{group}__in": part}) & Q(charged)


def seats(user: Actor) -> Any:
    """All that are taken, by anybody."""
    return user.seats.model.objects.filter(until=None)  # type: ignore[union-attr]


def by_a_teacher(user: Actor, at: str, group: str = "group") -> Q:
    """Written by who teaches the group it is in."""
    written = {"group": OuterRef(f"{at}{group}"), "person": OuterRef(f"{at}author")}
    return Q(Exists(user.memberships.model.objects.filter(left=None, role__in=TEACHERS, **written)))  # type: ignore[union-attr]


def of_viewed(user: Actor, at: str) -> Q:
    """What others may see through this person's eyes: nothing private, nothing of other groups."""
    here = viewed_in(user)
    return where(at, visibility="public") | where(at, group=here) if here else ANYBODY
