"""Who reviews whose work, and who reads what is said of it."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import NOBODY, Actor, own, where
from annotator.permissions.assignments import readable_assignments
from annotator.permissions.membership import TEACHERS, groups_with, in_reach
from annotator.permissions.reading import readable_annotations


def reviewable_people(user: Actor, at: str = "") -> Q:
    """On memberships, also those that are over: whose work instructors read, and assistants that of their sections."""
    return in_reach(user, at, "person")


def reviewable_learners(user: Actor, at: str = "") -> Q:
    """On memberships: the learners there are now."""
    return where(at, left=None, role="learner") & reviewable_people(user, at)


def readable_reviews(user: Actor, at: str = "") -> Q:
    """A draft is for who teaches the group; what is released also for the learner it is about, and for nobody else."""
    if not user.is_authenticated:
        return NOBODY
    released = where(at, learner=user.pk, release__isnull=False, release__undone=None)
    taught = in_reach(user, at, "learner", "assignment__group")
    return taught | released & readable_assignments(user, f"{at}assignment__")


def readable_feedback(user: Actor, at: str = "") -> Q:
    """What a review says of one note, where the note itself is shown: nobody sees it there before its release."""
    return readable_reviews(user, f"{at}review__") & where(at, review__release__isnull=False)


def endorsable_annotations(user: Actor, at: str = "") -> Q:
    """Who teaches a group stands behind notes in it."""
    taught = groups_with(user, f"{at}group__", TEACHERS, still_open=True)
    return readable_annotations(user, at) & taught


def readable_phrases(user: Actor, at: str = "") -> Q:
    """One's own, and those shared with who teaches the group."""
    taught = groups_with(user, f"{at}group__", TEACHERS)
    return taught & (own(user, at, "owner") | where(at, shared=True))


def removable_phrases(user: Actor, at: str = "") -> Q:
    return readable_phrases(user, at) & own(user, at, "owner")
