"""Who reads which annotations and replies, and learns who wrote them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from annotator.permissions.asking import ANYBODY, NOBODY, Actor, existing, known_readable, own, where
from annotator.permissions.assignments import all_assignments, assignments_with_names, assignments_with_peers
from annotator.permissions.membership import (
    LEARNERS,
    by_a_teacher,
    group_keys,
    in_no_group,
    in_reach,
    of_viewed,
    seats,
)
from annotator.permissions.remembering import Apart, remembered
from annotator.permissions.texts import readable_texts


def readable_annotations(user: Actor, at: str = "") -> Q:
    """On a readable text: what is public, one's own, what one's groups see, and what their instructors see."""
    if known_readable():
        return ANYBODY
    return existing(at) & _visible(user, at)


def gone_annotations(user: Actor, at: str = "") -> Q:
    """What one could read if it were not deleted: that it is gone is no secret."""
    return where(at, deleted__isnull=False) & _visible(user, at)


@remembered
def _visible(user: Actor, at: str) -> Q:
    visible = where(at, visibility="public") | own(user, at) | _seen_in_groups(user, at)
    return readable_texts(user, f"{at}text__") & visible & of_viewed(user, at)


def _seen_in_groups(user: Actor, at: str) -> Q:
    """Instructors see all that is written in their group; others what is for the group, as far as assignments show it.

    An assistant who is limited to sections sees what is written there, and what others wrote who teach.
    """
    if in_no_group(user):
        return NOBODY
    taught = in_reach(user, at, "author") | _of_teachers_beside(user, at)
    return where(at, visibility__in=["group", "instructors"]) & taught | _of_peers(user, at)


def _of_teachers_beside(user: Actor, at: str) -> Q:
    limited = group_keys(user, limited=True)
    return NOBODY if limited == [] else where(at, group__in=limited) & by_a_teacher(user, at)


def _of_peers(user: Actor, at: str) -> Q:
    """In groups that `user` is in without teaching there."""
    whole = group_keys(user, LEARNERS, limited=False)
    return NOBODY if whole == [] else where(at, visibility="group", group__in=whole) & _disclosed(user, at)


def _disclosed(user: Actor, at: str) -> Q:
    """Set for no assignment, or for one that shows `user` the notes of peers; what an instructor wrote is no peer's."""
    shown = Apart(all_assignments(user).filter(assignments_with_peers(user)).order_by().values("pk"))
    peers = where(at, assignment__in=shown) & _by_a_peer(user, at)
    return where(at, assignment=None) | peers | by_a_teacher(user, at)


def _by_a_peer(user: Actor, at: str) -> Q:
    """For an assignment without sections, or by who sits in the same one as `user`."""
    undivided = Apart(all_assignments(user).filter(division=None).order_by().values("pk"))
    written = {"person": OuterRef(f"{at}author"), "division__assignments": OuterRef(f"{at}assignment")}
    mine = Apart(seats(user).filter(person=user.pk).values("section"))
    return where(at, assignment__in=undivided) | Q(Exists(seats(user).filter(section__in=mine, **written)))


@remembered
def named_annotations(user: Actor, at: str = "") -> Q:
    """Those whose author `user` may know. Not a right to read: use it beside readable_annotations."""
    if not user.is_authenticated:
        return where(at, assignment=None)
    named = Apart(all_assignments(user).filter(assignments_with_names(user)).order_by().values("pk"))
    known = where(at, assignment=None) | where(at, assignment__in=named)
    return known | own(user, at) | by_a_teacher(user, at)


def readable_replies(user: Actor, at: str = "") -> Q:
    """A reply is as readable as what it answers."""
    return readable_annotations(user, f"{at}annotation__") & existing(at)


def gone_replies(user: Actor, at: str = "") -> Q:
    return where(at, deleted__isnull=False) & readable_annotations(user, f"{at}annotation__")


def readable_entries(user: Actor, at: str = "") -> Q:
    """What is found of notes and replies is as readable as they are."""
    there = where(at, reply=None) | existing(f"{at}reply__")
    return readable_annotations(user, f"{at}annotation__") & there


@remembered
def named_entries(user: Actor, at: str = "") -> Q:
    """Those whose writer `user` may know, note or reply: as named_annotations, about who wrote this one."""
    if not user.is_authenticated:
        return where(at, annotation__assignment=None)
    named = Apart(all_assignments(user).filter(assignments_with_names(user)).order_by().values("pk"))
    known = where(at, annotation__assignment=None) | where(at, annotation__assignment__in=named)
    return known | own(user, at) | by_a_teacher(user, at, "annotation__group")
