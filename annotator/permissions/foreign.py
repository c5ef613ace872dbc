"""Rights about annotations of things that are not here."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from annotator.permissions.asking import Actor, existing, given, own, where
from annotator.permissions.membership import TEACHERS, groups_with, of_viewed
from annotator.permissions.writing import writable


def readable_foreign(user: Actor, at: str = "") -> Q:
    """What came about things that are not here: public, one's own, or for the groups one is in or instructs."""
    return existing(at) & _visible_foreign(user, at)


def gone_foreign(user: Actor, at: str = "") -> Q:
    return where(at, deleted__isnull=False) & _visible_foreign(user, at)


def _visible_foreign(user: Actor, at: str) -> Q:
    public = where(at, visibility="public") & given(user.is_authenticated or settings.ANONYMOUS_READING)
    if not user.is_authenticated:
        return public
    shared = where(at, visibility="group") & groups_with(user, f"{at}group__")
    taught = where(at, visibility__in=["group", "instructors"]) & groups_with(user, f"{at}group__", TEACHERS)
    return (public | own(user, at) | shared | taught) & of_viewed(user, at)


def changeable_foreign(user: Actor, at: str = "") -> Q:
    return own(user, at) & readable_foreign(user, at) & writable(user, at)
