"""Earlier checks of the same words, with their sources to be used again. Nothing of any verdict is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from rapidfuzz import fuzz

from annotator import permissions
from annotator.checking.comparing import quotation
from annotator.notes.models import Annotation, Check, Motivation, Source
from annotator.search.terms import unspaced, words

LOOKED_AT = 5_000  # checks, the newest first
MOST = 10
ENOUGH = 75  # of 100
LEAST = 12  # folded characters; of fewer, only the whole is compared
NOT_COPIED = {"id", "quote_check", "added_by", "created", "deleted"}


@dataclass(frozen=True)
class Before:
    """A check of like words, and how alike they are, of 100."""

    note: Annotation
    per_cent: int


@dataclass(frozen=True)
class LookedBack:
    """`cut`: there are more than are shown, or more checks than were looked at."""

    found: list[Before]
    cut: bool


def checked_before(note: Any, user: permissions.Actor) -> LookedBack:
    """Other checks that `user` reads of words like those of `note`, the likest first, in two or three queries."""
    others = Annotation.objects.readable_by(user).filter(motivation=Motivation.ASSESSING).exclude(pk=note.pk)
    rows = others.exclude(exact="").order_by("-created", "-pk").values_list("pk", "exact")[: LOOKED_AT + 1]
    looked_at = list(rows)
    alike = sorted(_alike(quotation(note), looked_at[:LOOKED_AT]), key=lambda one: -one[1])
    notes = _with_sources({key for key, _ in alike[:MOST]}, user)
    found = [Before(notes[key], round(likeness)) for key, likeness in alike[:MOST] if key in notes]
    return LookedBack(found, len(alike) > MOST or len(looked_at) > LOOKED_AT)


def _alike(quoted: str, rows: list[tuple[Any, str]]) -> Iterator[tuple[Any, float]]:
    mine = words(quoted)
    terms = set(mine.split())
    for key, exact in rows:
        theirs = words(exact)
        shared = terms & set(theirs.split())
        if 3 * len(shared) >= min(len(terms), len(set(theirs.split()))) > 0:
            likeness = _likeness(unspaced(mine), unspaced(theirs))
            if likeness >= ENOUGH:
                yield key, likeness


def _likeness(one: str, other: str) -> float:
    """Of 100; a part of a quotation is like the whole if it is not too short."""
    if min(len(one), len(other)) < LEAST:
        return fuzz.ratio(one, other)
    return fuzz.partial_ratio(one, other)


def _with_sources(keys: set[Any], user: permissions.Actor) -> dict[Any, Annotation]:
    sources = Source.objects.filter(permissions.readable_sources(user))
    notes = (
        Annotation.objects.readable_by(user)
        .filter(pk__in=keys)
        .select_related("author", "text__parent", "quote_check")
        .prefetch_related(Prefetch("quote_check__sources", sources))
    )
    return {note.pk: note for note in notes}


@transaction.atomic
def reuse(sources: list[Source], check: Check, by: Any) -> int:
    """Copy these sources to `check`, but those it has already; returns how many were copied."""
    check = Check.objects.select_for_update().get(pk=check.pk)
    had = {_mark(source) for source in check.sources.filter(deleted=None)}
    names = [field.attname for field in Source._meta.concrete_fields if field.name not in NOT_COPIED]
    chosen: dict[tuple[str, str, str], Source] = {}
    for source in sources:
        if _mark(source) not in had:
            chosen.setdefault(_mark(source), source)
    for source in chosen.values():
        values = {name: getattr(source, name) for name in names}
        Source.objects.create(quote_check=check, added_by=by, **values)
    return len(chosen)


def _mark(source: Source) -> tuple[str, str, str]:
    return source.citation, source.locator, source.excerpt
