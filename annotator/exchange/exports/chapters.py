"""The texts of an annotated edition, each with the notes on it, numbered through from the first to the last.

For each note of one text 20 bytes are kept, its key and its place; everything else passes by.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import F, UUIDField
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.notes.leaving import Thread, threads_of
from texts.models import Revision, Text

AT_ONCE = 2_000  # keys read from the database
FIELDS = ("text", "text__latest", "pk", "until")


@dataclass
class Chapter:
    """A text as it is now. `first` is the number of the first note; `loose` of them stand on no words and come first,
    the others in the order of their `ends`, offsets in code points."""

    text: Text
    revision: Revision
    user: permissions.Actor
    first: int
    loose: int = 0
    ends: array[int] = field(default_factory=lambda: array("I"))
    keys: bytearray = field(default_factory=bytearray)

    @property
    def first_placed(self) -> int:
        """The number of the first note that stands on words."""
        return self.first + self.loose

    def threads(self) -> Iterator[tuple[int, Thread]]:
        """Each note with its number."""
        return enumerate(threads_of(bytes(self.keys), self.revision, self.user), self.first)


def chapters(notes: Any, user: permissions.Actor, texts: Any = None) -> Iterator[Chapter]:
    """Readable notes by text, an article before its comments. With `texts`, also those of them without notes."""
    whole = Text.objects.filter(pk__in=notes.order_by().values("text")) if texts is None else texts
    order = (Coalesce("parent", "pk", output_field=UUIDField()), F("place").asc(nulls_first=True))
    coming = groupby(_rows(notes), key=lambda row: row[:2])
    following = next(coming, None)
    number = 1
    for key in list(whole.order_by(*order).values_list("pk", flat=True)):
        found = following if following and following[0][0] == key else None
        chapter = _chapter(key, found, user, number)
        number += len(chapter.keys) // 16
        following = next(coming, None) if found else following
        yield chapter


def _rows(notes: Any) -> Iterator[Any]:
    order = (
        Coalesce("text__parent", "text", output_field=UUIDField()),
        F("text__place").asc(nulls_first=True),
        F("until").asc(nulls_first=True),
        "at",
        "created",
        "pk",
    )
    rows: Iterator[Any] = notes.standing().order_by(*order).values_list(*FIELDS).iterator(AT_ONCE)
    return rows


def _chapter(key: Any, found: Any, user: permissions.Actor, number: int) -> Chapter:
    """The revision is the one that the places are in, whatever is published meanwhile."""
    text = Text.objects.select_related("parent").get(pk=key)
    shown: Any = found[0][1] if found else text.latest_id
    revision = Revision.objects.defer("source").get(pk=shown)
    chapter = Chapter(text, revision, user, number)
    for _, _, pk, until in found[1] if found else ():
        chapter.keys += pk.bytes
        if until is None:
            chapter.loose += 1
        else:
            chapter.ends.append(until)
    return chapter
