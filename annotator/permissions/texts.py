"""Rights about texts: to read, annotate, show, edit and sign them off, and to say what was looked at in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q

from annotator.permissions.asking import ANYBODY, NOBODY, Actor, given, known_texts, may_edit_texts, own, where
from annotator.permissions.membership import in_no_group, memberships, viewed_in
from annotator.permissions.remembering import Apart, remembered


def own_uploads(user: Actor, at: str = "") -> Q:
    """A document on its way into the library is seen by who gave it alone."""
    return given(may_edit_texts(user)) & own(user, at, "person")


def _shown(user: Actor) -> Any:
    """The articles shown to the groups that `user` is in."""
    return Apart(memberships(user, group__shown__isnull=False).values("group__shown__text"))


@remembered
def readable_texts(user: Actor, at: str = "") -> Q:
    """A comment is as readable as its article: open, for signed-in people, or for groups and who added it."""
    if known_texts():
        return ANYBODY
    if not user.is_authenticated and not settings.ANONYMOUS_READING:
        return NOBODY
    if viewed_in(user):
        return _in_groups(user, at)
    open_to = ["everyone", "members"] if user.is_authenticated else ["everyone"]
    readable = where(at, parent=None, readers__in=open_to) | where(at, parent__readers__in=open_to)
    if not user.is_authenticated:
        return readable
    added = where(at, parent=None, added_by=user.pk) | where(at, parent__added_by=user.pk)
    return readable | added | _in_groups(user, at)


def _in_groups(user: Actor, at: str) -> Q:
    """Shown to a group that `user` is in, and the comments on it."""
    if in_no_group(user):
        return NOBODY
    shown = _shown(user)
    return where(at, pk__in=shown) | where(at, parent__in=shown)


def showable_texts(user: Actor, at: str = "") -> Q:
    """Articles that one may show to a group one instructs: open ones, and a closed one if it is one's own or an editor's."""
    theirs = given(may_edit_texts(user)) | own(user, at, "added_by")
    return where(at, parent=None) & readable_texts(user, at) & (~where(at, readers="groups") | theirs)


def editable_texts(user: Actor, at: str = "") -> Q:
    return given(may_edit_texts(user)) & readable_texts(user, at)


def annotatable_texts(user: Actor, at: str = "") -> Q:
    return given(user.is_authenticated) & readable_texts(user, at)


def texts_to_take_away(user: Actor, at: str = "") -> Q:
    """With all their revisions, which signed-in people read on the pages of the history."""
    return given(user.is_authenticated) & readable_texts(user, at)


def texts_to_cover(user: Actor, at: str = "") -> Q:
    """Whoever may annotate a text may say what in it was looked at."""
    return annotatable_texts(user, at)


def ticks_to_undo(user: Actor, at: str = "") -> Q:
    """One's own; an editor takes back anybody's."""
    mine = own(user, at, "by")
    return (mine | given(may_edit_texts(user))) & texts_to_cover(user, f"{at}text__") & where(at, undone=None)


def texts_to_sign_off(user: Actor, at: str = "") -> Q:
    """An editor answers for a text, and takes that back."""
    return editable_texts(user, at)
