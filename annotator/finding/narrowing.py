"""All operators of a search into one condition on entries, and one on texts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.conditions import (
    CONDITIONS,
    NOBODY_CALLED,
    TEXT,
    Unknown,
    known_writer,
    names_few,
    one_author,
    people_called,
)


@dataclass(frozen=True)
class Narrowed:
    """A condition on entries; on texts too unless only notes are asked for. `faults` as of Asked.

    With `few` the notes that fit are named one by one, only those that are readable, so that finding them is cheap.
    `doubted` is the one person asked for: where nothing is found, `doubts` says whether that is why. `author` is the key
    of a person if nothing but that is asked for.
    """

    entries: Q
    texts: Q
    wants_entries: bool = True
    wants_texts: bool = True
    doubted: str = ""
    few: bool = False
    faults: tuple[str, ...] = ()
    author: uuid.UUID | None = None


def narrowed(asked: Asked, user: permissions.Actor) -> Narrowed:
    faults: list[str] = []
    entries, texts = Q(), Q()
    for name, condition in CONDITIONS.items():
        for negative in (False, True):
            found, places = _each(condition, asked.values(name, negative), user, faults)
            if found:
                together = _together(name, found, negative)
                entries &= ~together if negative else together
            if places:
                texts &= ~reduce(or_, places) if negative else reduce(or_, places)
    asked_for, refused = (_named(asked, negative) for negative in (False, True))
    doubted = asked_for[0] if len(asked_for) == 1 and not refused else ""
    if not doubted:
        faults += [fault for value in [*asked_for, *refused] for fault in _unread(value, user)]
    wanted = [value.lower() for value in asked.values("kind")]
    of_notes = any(one.name in ("by", "tag", "is") for one in asked.operators)
    return Narrowed(
        entries,
        texts,
        wants_entries=not wanted or any(value != TEXT for value in wanted),
        wants_texts=bool(asked.terms) and not of_notes and (not wanted or TEXT in wanted),
        doubted=doubted,
        few=names_few(entries),
        faults=tuple(dict.fromkeys(faults)),
        author=_author(asked, entries),
    )


def doubts(limits: Narrowed, user: permissions.Actor) -> list[str]:
    """As `faults`, of a search that has found nothing: one that finds something need not ask for it."""
    return _unread(limits.doubted, user) if limits.doubted else []


def _author(asked: Asked, entries: Q) -> uuid.UUID | None:
    only = len(asked.operators) == 1 and not asked.terms and not asked.without
    return one_author(entries) if only else None


def _named(asked: Asked, negative: bool) -> list[str]:
    return [value for value in asked.values("by", negative) if value.lower() != "me"]


def _unread(value: str, user: permissions.Actor) -> list[str]:
    readable = any(known_writer(key, user) for key in people_called(value))
    return [] if readable else [NOBODY_CALLED.format(value)]


def _together(name: str, found: list[Q], negative: bool) -> Q:
    """Several tags or states must all be there; of several people, places or kinds it is any."""
    if name in ("tag", "is", "before", "after") and not negative:
        return reduce(lambda one, other: one & other, found)
    return reduce(or_, found)


def _each(
    condition: Callable[..., tuple[Q, Q | None]], values: list[str], user: permissions.Actor, faults: list[str]
) -> tuple[list[Q], list[Q]]:
    found, places = [], []
    for value in values:
        try:
            on_entries, on_texts = condition(value, user)
        except Unknown as error:
            faults.append(str(error))
            continue
        found.append(on_entries)
        places += [on_texts] if on_texts is not None else []
    return found, places
