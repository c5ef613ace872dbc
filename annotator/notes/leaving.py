"""Notes on their way out, each with all that belongs to it, some hundred at a time.

Only what the one who asks can read. Nothing grows with their number.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import F

from annotator import permissions
from annotator.notes.models import Annotation, Motivation, Reply, Source, Tag, Verdict

AT_ONCE = 500  # notes read from the database
KEY = 16  # bytes
BESIDE = ("author", "group", "text__parent", "query", "quote_check")


@dataclass(frozen=True, slots=True)
class Thread:
    """A note that is `standing`, and what belongs to it, each list oldest first. Verdicts are those open to everybody."""

    note: Any
    tags: list[str]
    replies: list[Reply]
    sources: list[Source]
    verdicts: list[Verdict]


def threads(notes: Any, user: permissions.Actor) -> Iterator[Thread]:
    """Of readable notes, in the order written."""
    standing = notes.standing().select_related(*BESIDE).defer("body_html").order_by("created", "pk")
    yield from _whole(standing.iterator(chunk_size=AT_ONCE), user)


def threads_of(keys: bytes, revision: Any, user: permissions.Actor) -> Iterator[Thread]:
    """Of readable notes whose keys lie one after the other in `keys`, in that order, as they stand in `revision`."""
    for first in range(0, len(keys), KEY * AT_ONCE):
        some = keys[first : first + KEY * AT_ONCE]
        wanted = [uuid.UUID(bytes=some[at : at + KEY]) for at in range(0, len(some), KEY)]
        standing = Annotation.objects.filter(pk__in=wanted).standing(revision)
        found: Any = standing.select_related("author", "group", "query", "quote_check").in_bulk()
        yield from _whole((found[key] for key in wanted), user)


# Prefetching would tie each note and its answers into a circle, which stays in memory until somebody collects it.


def _whole(notes: Iterator[Any], user: permissions.Actor) -> Iterator[Thread]:
    while some := list(islice(notes, AT_ONCE)):
        keys = [note.pk for note in some]
        tags, replies = _tags(keys), _replies(keys, user)
        checks = [note.pk for note in some if note.motivation == Motivation.ASSESSING]
        sources, verdicts = sources_of(checks), verdicts_of(checks, user)
        for note in some:
            yield Thread(note, tags[note.pk], replies[note.pk], sources[note.pk], verdicts[note.pk])


def _by_note(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _tags(keys: list[Any]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for key, name in Tag.objects.filter(annotation__in=keys).order_by("name").values_list("annotation", "name"):
        found[key].append(name)
    return found


def _replies(keys: list[Any], user: permissions.Actor) -> dict[Any, list[Reply]]:
    with permissions.among_readable():
        readable = Reply.objects.readable_by(user).filter(annotation__in=keys)
    return _by_note(readable.select_related("author").order_by("created", "pk"), "annotation_id")


def sources_of(checks: list[Any]) -> dict[Any, list[Source]]:
    rows = Source.objects.filter(quote_check__in=checks, deleted=None).order_by("created", "pk") if checks else ()
    return _by_note(rows, "quote_check_id")


def verdicts_of(checks: list[Any], user: permissions.Actor) -> dict[Any, list[Verdict]]:
    """A verdict that stands alone is nobody's to take away, not even its reader's."""
    if not checks:
        return defaultdict(list)
    with permissions.among_readable():
        readable = Verdict.objects.filter(permissions.readable_verdicts(user), quote_check__in=checks)
    standing = readable.filter(disclosed__isnull=False, withdrawn=None, round=F("quote_check__round"))
    return _by_note(standing.select_related("reader").order_by("created", "pk"), "quote_check_id")
