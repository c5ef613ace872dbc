"""What an operator may be completed to: names that who asks can read, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from annotator import permissions
from annotator.finding.asking import OPERATORS, written
from annotator.finding.conditions import AGO, KIND_NAMES, STATES, writers
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Tag
from annotator.people.models import User
from texts.models import Text

MOST = 8
# From one name to the next, by the index of names.
ONE_OF_EACH = """notes_tag.id IN (
WITH RECURSIVE each_name (id) AS (
    SELECT (SELECT id FROM notes_tag ORDER BY name LIMIT 1)
    UNION ALL SELECT (
        SELECT id FROM notes_tag WHERE name > (SELECT name FROM notes_tag WHERE id = each_name.id) ORDER BY name LIMIT 1
    ) FROM each_name WHERE id IS NOT NULL
) SELECT id FROM each_name)"""
LOOKED_AT = 160  # people whose names fit; one more letter leads to the others


class Suggestion(NamedTuple):
    """What is written, and what it means."""

    value: str
    label: str


def suggestions(begun: str, user: permissions.Actor) -> list[Suggestion]:
    """For the piece of a search that somebody is writing, such as `ta` or `tag:so` or `-by:"Ja`. At most one query or two."""
    minus, piece = ("-", begun[1:]) if begun.startswith("-") else ("", begun)
    name, colon, value = piece.partition(":")
    if not colon:
        found = [Suggestion(f"{one}:", meaning) for one, meaning in OPERATORS.items() if one.startswith(name.lower())]
    elif name.lower() in OPERATORS:
        found = [
            Suggestion(written(name.lower(), one), one)
            for one in VALUES[name.lower()](value.strip('"“”').strip(), user)
        ]
    else:
        found = []
    return [Suggestion(minus + one.value, one.label) for one in found[:MOST]] if piece else []


def _people(begun: str, user: permissions.Actor) -> list[str]:
    named = Q(display_name__istartswith=begun) | Q(display_name__icontains=f" {begun}")
    named |= Q(display_name="", username__istartswith=begun)
    called = list(
        User.objects.filter(named).order_by("display_name", "username").values_list("pk", flat=True)[:LOOKED_AT]
    )
    me = ["me"] if user.is_authenticated and "me".startswith(begun.lower()) else []
    return [*me, *dict.fromkeys(str(person) for person in _writing(called, user))]


def _writing(called: list[uuid.UUID], user: permissions.Actor) -> list[Any]:
    """The first of them who wrote something that `user` reads: asked of a few at once, for most did."""
    found: list[Any] = []
    for first in range(0, len(called), 2 * MOST):
        some = writers(user).filter(pk__in=called[first : first + 2 * MOST])
        found += some.order_by("display_name", "username")
        if len(found) >= MOST:
            break
    return found[:MOST]


def _places(begun: str, user: permissions.Actor) -> list[str]:
    groups = Group.objects.readable_by(user).filter(name__icontains=begun).order_by("name")
    texts = Text.objects.filter(permissions.readable_texts(user), parent=None, title__icontains=begun)
    names = [
        *groups.values_list("name", flat=True)[:MOST],
        *texts.order_by("title").values_list("title", flat=True)[:MOST],
    ]
    return list(dict.fromkeys(name for name in names if name))


def _tags(begun: str, user: permissions.Actor) -> list[str]:
    """One tag of each name stands for all: names are few, and tags as many as notes."""
    noted = Annotation.objects.readable_by(user).filter(pk=OuterRef("annotation"))
    called = Tag.objects.filter(Exists(noted), name=OuterRef("name"))
    found = Tag.objects.filter(RawSQL(ONE_OF_EACH, (), BooleanField()), Exists(called), name__istartswith=begun)
    return list(found.order_by("name").values_list("name", flat=True)[:MOST])


def _among(names: Iterable[str]) -> Callable[[str, Any], list[str]]:
    kept = list(names)
    return lambda begun, user: [name for name in kept if name.startswith(begun.lower())]


VALUES: dict[str, Callable[[str, Any], list[str]]] = {
    "by": _people,
    "in": _places,
    "tag": _tags,
    "is": _among(STATES),
    "kind": _among(KIND_NAMES),
    "before": _among(AGO),
    "after": _among(AGO),
}
