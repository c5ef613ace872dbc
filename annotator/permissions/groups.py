"""Rights about groups, and about who is in them."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import Actor, may_edit_texts, own, where
from annotator.permissions.membership import WRITERS, groups_with


def may_make_classes(user: Actor) -> bool:
    """Anybody who is signed in makes reading groups; a class, which adds people unasked and sends mail, an editor."""
    return may_edit_texts(user)


def readable_groups(user: Actor, at: str = "") -> Q:
    """A group is for those who are in it, and nobody else learns that it exists."""
    return groups_with(user, at)


def manageable_groups(user: Actor, at: str = "") -> Q:
    """Its instructors archive it and open it again; what is archived is otherwise only read."""
    return groups_with(user, at, ["instructor"])


def changeable_groups(user: Actor, at: str = "") -> Q:
    """Its instructors add and remove people and texts, make joining links and say what it is."""
    return groups_with(user, at, ["instructor"], still_open=True)


def writable_groups(user: Actor, at: str = "") -> Q:
    """Who is in a group writes in it; an observer only reads, and so does everybody once it is archived."""
    return groups_with(user, at, WRITERS, still_open=True)


def memberships_to_view_as(user: Actor, at: str = "") -> Q:
    """Learners, through whose eyes the instructors of their group may look at it."""
    learners = where(at, left=None, role="learner")
    return learners & manageable_groups(user, f"{at}group__") & ~own(user, at, "person")
