"""Giving what came in a stand-in's name to the person it stands for, once they have an account of their own.

Who wrote a note never changes (the database refuses it): so the stand-in becomes the account, under the same user name,
address and password, and what the new account has so far goes over to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction

from annotator.notes.models import Annotation
from annotator.people.models import User
from texts.models import Revision

PREFIX = "imported-"
NEVER = {(Annotation, "author"), (Revision, "author")}
KEPT = {"id", "date_joined"}  # of the stand-in


class NotMatched(Exception):
    """Why the two cannot be one, in a sentence."""


@transaction.atomic
def adopt(stand_in: User, person: User) -> User:
    """The stand-in's row as the person's account; the other is gone, and its sessions with it. Raises NotMatched."""
    if not stand_in.username.startswith(PREFIX) or stand_in.is_active or stand_in.has_usable_password():
        raise NotMatched(f"“{stand_in.username}” is no stand-in.")
    if written := Annotation.objects.filter(author=person).count():
        raise NotMatched(f"{person} has written {written:,} notes here already, and notes never change hands.")
    if Revision.objects.filter(author=person).exists():
        raise NotMatched(f"{person} has changed texts here already, and revisions never change.")
    try:
        with transaction.atomic():
            for model, column in _columns():
                model._base_manager.filter(**{column: person}).update(**{column: stand_in})
    except IntegrityError as error:
        raise NotMatched("Both are in the same group, or have done the same thing once.") from error
    taken = {one.attname: getattr(person, one.attname) for one in User._meta.concrete_fields if one.name not in KEPT}
    User.objects.filter(pk=person.pk).delete()
    for name, value in taken.items():
        setattr(stand_in, name, value)
    stand_in.save()
    return stand_in


def _columns() -> Iterator[tuple[Any, str]]:
    """All that name a person, but the authors of notes and of revisions."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and (model, field.name) not in NEVER:
                yield model, field.name
