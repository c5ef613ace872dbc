"""Rights about set work, and what it discloses of the notes made for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q

from annotator.permissions.asking import NOBODY, Actor, where
from annotator.permissions.groups import changeable_groups, readable_groups, writable_groups
from annotator.permissions.membership import TEACHERS, groups_with
from annotator.permissions.moment import Moment
from annotator.permissions.remembering import Apart, remembered


def all_assignments(user: Actor) -> Any:
    """All there are, whoever set them."""
    return user.assignments_made.model.objects.all()  # type: ignore[union-attr]


@remembered
def readable_assignments(user: Actor, at: str = "") -> Q:
    """For the group it is set for; before it opens, for who teaches there."""
    opened = where(at, opens=None) | where(at, opens__lte=Moment())
    return readable_groups(user, f"{at}group__") & opened | reviewable_assignments(user, at)


def changeable_assignments(user: Actor, at: str = "") -> Q:
    """The group's instructors set, change and archive it, give more time and reveal notes."""
    return changeable_groups(user, f"{at}group__")


def reviewable_assignments(user: Actor, at: str = "") -> Q:
    """Instructors and assistants see how far those are whom they review, and read what they hand in."""
    return groups_with(user, f"{at}group__", TEACHERS)


def writable_assignments(user: Actor, at: str = "") -> Q:
    """Who writes in the group writes for its assignments, also late."""
    return writable_groups(user, f"{at}group__") & readable_assignments(user, at) & where(at, archived=None)


def assignments_to_hand_in(user: Actor, at: str = "") -> Q:
    """Work is set for learners."""
    mine = groups_with(user, f"{at}group__", ["learner"], still_open=True)
    return mine & readable_assignments(user, at) & where(at, archived=None)


@remembered
def assignments_with_peers(user: Actor, at: str = "") -> Q:
    """Those in which `user` sees the notes of peers now: the one rule of "peers shown"."""
    if not user.is_authenticated:
        return NOBODY
    now = Moment()
    longer = Apart(user.extensions.filter(due__gt=now).values("assignment"))  # type: ignore[attr-defined]
    past = where(at, peers="after_due", due__lte=now) & ~where(at, pk__in=longer)
    written = where(at, peers="after_own", pk__in=_written_enough(user))
    shown = where(at, peers="always") | where(at, revealed__lte=now) | past | written
    return readable_groups(user, f"{at}group__") & shown | reviewable_assignments(user, at)


def _written_enough(user: Actor) -> Any:
    """The assignments for which `user` has written as much as opens the notes of the others. Highlights and private notes do not count."""
    shared = user.annotations.filter(deleted=None, assignment__isnull=False, group__isnull=False)  # type: ignore[union-attr]
    mine = shared.exclude(motivation="highlighting")
    counted = mine.order_by().values("assignment").annotate(written=Count("pk"))
    return Apart(counted.filter(written__gte=F("assignment__peers_after")).values("assignment"))


def assignments_with_names(user: Actor, at: str = "") -> Q:
    """Where it is anonymous, only who teaches the group knows who wrote what."""
    return where(at, anonymous=False) | reviewable_assignments(user, at)


def assignments_to_review(user: Actor, at: str = "") -> Q:
    """Instructors and assistants write reviews as long as the group is open."""
    return groups_with(user, f"{at}group__", TEACHERS, still_open=True)


def assignments_to_release(user: Actor, at: str = "") -> Q:
    """What learners are told is the word of an instructor."""
    return changeable_assignments(user, at)
