"""Who answers, changes, takes back, resolves and repairs annotations and replies."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import Actor, given, may_edit_texts, own, where
from annotator.permissions.groups import changeable_groups, writable_groups
from annotator.permissions.reading import readable_annotations, readable_replies
from annotator.permissions.texts import readable_texts


def writable(user: Actor, at: str = "") -> Q:
    """Outside groups, or in one that `user` may write in now."""
    return where(at, group=None) | writable_groups(user, f"{at}group__")


def _taught(user: Actor, at: str = "") -> Q:
    """In a group that `user` instructs."""
    return changeable_groups(user, f"{at}group__")


def answerable_annotations(user: Actor, at: str = "") -> Q:
    """Who reads a note and is signed in may reply to it; in a group, who may write there."""
    return given(user.is_authenticated) & readable_annotations(user, at) & writable(user, at)


def changeable_annotations(user: Actor, at: str = "") -> Q:
    """One's own; what one wrote in a group one has left, or that is archived, stays as it is."""
    return own(user, at) & readable_annotations(user, at) & writable(user, at)


def restorable_annotations(user: Actor, at: str = "") -> Q:
    """What one has deleted oneself can be brought back."""
    mine = own(user, at) & readable_texts(user, f"{at}text__") & writable(user, at)
    return mine & where(at, deleted__isnull=False)


def changeable_replies(user: Actor, at: str = "") -> Q:
    return own(user, at) & readable_replies(user, at) & writable(user, f"{at}annotation__")


def restorable_replies(user: Actor, at: str = "") -> Q:
    mine = own(user, at) & answerable_annotations(user, f"{at}annotation__")
    return mine & where(at, deleted__isnull=False)


def resolvable_annotations(user: Actor, at: str = "") -> Q:
    """Notes are resolved and reopened by their author, an editor of the text or an instructor of their group."""
    theirs = own(user, at) | given(may_edit_texts(user)) | _taught(user, at)
    resolvable = where(at, motivation__in=["commenting", "questioning"])
    return theirs & answerable_annotations(user, at) & resolvable


def repairable_annotations(user: Actor, at: str = "") -> Q:
    """Where a note stands after its words changed is decided by its author, an editor of the text or an instructor of its group."""
    theirs = own(user, at) | given(may_edit_texts(user)) | _taught(user, at)
    on_words = where(at, start__isnull=False) | ~where(at, unplaced="")
    return theirs & answerable_annotations(user, at) & on_words
