"""Rights about what is one person's alone: notices and keys."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import NOBODY, Actor, own, where
from annotator.permissions.assignments import readable_assignments
from annotator.permissions.membership import viewed_in
from annotator.permissions.reading import readable_annotations
from annotator.permissions.texts import readable_texts


def readable_notices(user: Actor, at: str = "") -> Q:
    """One's own, about a note or an assignment one can read still; one about several notes goes with their text."""
    mine = NOBODY if viewed_in(user) else own(user, at, "person")
    several = where(at, revision__isnull=False) & readable_texts(user, f"{at}annotation__text__")
    work = where(at, assignment__isnull=False) & readable_assignments(user, f"{at}assignment__")
    return mine & (readable_annotations(user, f"{at}annotation__") | several | work)


def revocable_tokens(user: Actor, at: str = "") -> Q:
    """One's own, as long as they open something."""
    return own(user, at, "person") & where(at, revoked=None)
