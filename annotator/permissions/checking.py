"""Rights about quote checks: the work on them, their verdicts and sources, and the shelf of references."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import NOBODY, Actor, existing, given, may_edit_texts, own, where
from annotator.permissions.membership import viewed_in
from annotator.permissions.reading import readable_annotations
from annotator.permissions.writing import answerable_annotations, changeable_annotations


def checks_to_work_on(user: Actor, at: str = "") -> Q:
    """Whoever may reply to a quote check may add sources to it and give a verdict."""
    return answerable_annotations(user, at) & where(at, motivation="assessing")


def checks_to_change(user: Actor, at: str = "") -> Q:
    """Who is said to have written it, and where, is the word of the check's author."""
    return changeable_annotations(user, at) & where(at, motivation="assessing")


def checks_to_claim(user: Actor, at: str = "") -> Q:
    """What nobody is at work on and two readers have not settled."""
    free = where(at, quote_check__claimed_by=None, quote_check__state__in=["open", "proposed"])
    return checks_to_work_on(user, at) & free


def checks_to_release(user: Actor, at: str = "") -> Q:
    """By the reader who is at work on it, or by an editor when that reader stays away."""
    mine = own(user, at, "quote_check__claimed_by")
    taken = where(at, quote_check__claimed_by__isnull=False)
    return (mine | given(may_edit_texts(user)) & taken) & checks_to_work_on(user, at)


def checks_to_reopen(user: Actor, at: str = "") -> Q:
    """What two readers have settled is opened again by an editor."""
    return given(may_edit_texts(user)) & _settled(at) & checks_to_work_on(user, at)


def checks_to_correct(user: Actor, at: str = "") -> Q:
    """Words that a judged check found wrong are proposed for correction; before, that would tell what was found."""
    return _settled(at) & checks_to_work_on(user, at)


def _settled(at: str) -> Q:
    """Two readers have judged."""
    return where(at, quote_check__state__in=["confirmed", "disputed"])


def readable_verdicts(user: Actor, at: str = "") -> Q:
    """Verdicts are blind: one's own, and those that are disclosed because two readers have given theirs."""
    mine = NOBODY if viewed_in(user) else own(user, at, "reader")
    disclosed = where(at, disclosed__isnull=False)
    return (mine | disclosed) & readable_annotations(user, f"{at}quote_check__annotation__")


def readable_sources(user: Actor, at: str = "") -> Q:
    return readable_annotations(user, f"{at}quote_check__annotation__") & existing(at)


def removable_sources(user: Actor, at: str = "") -> Q:
    """By who added it, as long as no verdict leans on it; one that was withdrawn does not."""
    mine = own(user, at, "added_by")
    unjudged = where(at, quote_check__round=1, quote_check__state__in=["open", "claimed"])
    return mine & readable_sources(user, at) & unjudged


def readable_references(user: Actor, at: str = "") -> Q:
    """The shelf of sources is for everybody who is signed in; what they add is for all of them."""
    return given(user.is_authenticated)


def changeable_references(user: Actor, at: str = "") -> Q:
    """By who put it on the shelf, or by an editor."""
    mine = own(user, at, "added_by")
    return (mine | given(may_edit_texts(user))) & readable_references(user, at)
