"""Annotations on their way out: readable rows as documents, many at a time, in a bounded number of queries.

Whoever hands in a queryset has asked for the right to read it. Names go through `naming`, as everywhere.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from annotator.exchange import jsonld
from annotator.exchange.confirmed import confirmed, finding
from annotator.exchange.findings import Finding
from annotator.exchange.jsonld import By, Json, Note, Version
from annotator.notes.models import Annotation, Tag
from annotator.notes.naming import Names
from texts.models import Revision

OWN = (
    "pk", "motivation", "body", "colour", "visibility", "group_id", "created", "modified", "start", "end", "exact",
    "prefix", "suffix", "text_id", "text__language",
)  # fmt: skip
BESIDE = ("revision_id", "query__proposed", "quote_check__state", "arrival__given", "arrival__held")
PERSON = ("assignment_id", "author_id", "author__display_name", "author__username")
FIELDS = (*OWN, *BESIDE, *PERSON)
AT_ONCE = 1_000


class Writer:
    """Documents for one reader. Remembers names, so that nothing is asked twice."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.reader = request, request.user
        self.base = f"{request.scheme}://{request.get_host()}"
        self.names = Names(request.user)
        self._assignments: dict[Any, Any] = {}

    def stream(self, notes: Any) -> Iterator[Json]:
        """Of any number of notes, in the order of the queryset and in constant memory."""
        rows = notes.values_list(*FIELDS).iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            yield from self.notes(some)

    def notes(
        self, rows: Sequence[Any], *, with_arrivals: bool = True, tags: dict[Any, Sequence[str]] | None = None
    ) -> list[Json]:
        """Of rows of FIELDS; without their arrivals, as the notes themselves say it. `tags` are asked for if not given."""
        tags = _tags([row[0] for row in rows]) if tags is None else tags
        versions, found = versions_of(row[15] for row in rows), self._findings(rows)
        self._learn_assignments(row[20] for row in rows)
        rights = settings.ANNOTATION_RIGHTS
        return [
            jsonld.dump(
                Note._make(
                    (
                        *row[:15],
                        versions[row[15]],
                        self.by(*row[20:24]),
                        row[16],
                        tags.get(row[0], ()),
                        found.get(row[0]),
                        *(row[18:20] if with_arrivals else (None, None)),
                    )
                ),
                self.base,
                rights,
            )
            for row in rows
        ]

    def replies(self, rows: Iterable[Any]) -> list[Json]:
        """Of rows of REPLY."""
        listed = list(rows)
        self._learn_assignments(row[5] for row in listed)
        return [
            jsonld.reply(key, note, body, self.by(*person), created, modified, self.base)
            for key, note, body, created, modified, *person in listed
        ]

    def foreign(self, rows: Iterable[Any]) -> list[Json]:
        """Of rows of FOREIGN."""
        return [
            jsonld.foreign(document, key, self.by(None, *person), created, modified, self.base)
            for key, document, created, modified, *person in rows
        ]

    def by(self, assignment: Any, person: Any, display: str, username: str) -> By:
        """The author as this reader may know them."""
        if assignment is None:
            return By(display or username, f"/people/{person}/")
        note = SimpleNamespace(assignment_id=assignment, assignment=self._assignments[assignment])
        shown = self.names.of(note, _Person(person, display or username))
        return By(shown.name, shown.address)

    def _learn_assignments(self, keys: Iterable[Any]) -> None:
        unknown = set(keys) - {None} - set(self._assignments)
        if unknown:
            self._assignments |= apps.get_model("review", "Assignment").objects.in_bulk(unknown)

    def _findings(self, rows: Iterable[Any]) -> dict[Any, Finding]:
        keys = [row[0] for row in rows if row[17] == "confirmed"]
        if not keys:
            return {}
        return {note.pk: finding(note, self.request) for note in confirmed(self.reader).filter(pk__in=keys)}


REPLY = (
    "pk", "annotation_id", "body", "created", "modified", "annotation__assignment_id", "author_id",
    "author__display_name", "author__username",
)  # fmt: skip
FOREIGN = ("pk", "document", "created", "modified", "author_id", "author__display_name", "author__username")


class _Person(SimpleNamespace):
    """As much of a person as a name needs."""

    def __init__(self, pk: uuid.UUID, name: str) -> None:
        super().__init__(pk=pk, name=name)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return f"/people/{self.pk}/"


def row_of(note: Annotation, proposed: str | None, state: str | None) -> tuple[Any, ...]:
    """The row of FIELDS of a note just made, of which everything is known: what its query proposes, how its check stands."""
    own = (getattr(note, name) for name in OWN[:-1])
    author: Any = note.author
    person = (note.assignment_id, author.pk, author.display_name, author.username)
    return (*own, note.text.language, note.revision_id, proposed, state, None, None, *person)


def _tags(keys: Sequence[Any]) -> dict[Any, Sequence[str]]:
    worn: dict[Any, Any] = defaultdict(list)
    for key, name in Tag.objects.filter(annotation__in=keys).order_by("name").values_list("annotation_id", "name"):
        worn[key].append(name)
    return worn


def versions_of(keys: Iterable[Any]) -> dict[Any, Version]:
    """Number and moment of revisions, which never change: each is asked for once by each process."""
    wanted = {f"version:{key}": key for key in set(keys)}
    known = caches["facts"].get_many(wanted)
    if missing := [key for name, key in wanted.items() if name not in known]:
        rows = Revision.objects.filter(pk__in=missing).values_list("pk", "number", "created")
        found = {f"version:{key}": Version(number, created) for key, number, created in rows}
        caches["facts"].set_many(found, None)
        known |= found
    return {key: known[name] for name, key in wanted.items()}


def document(request: HttpRequest, pk: uuid.UUID) -> Json | None:
    """One note that who asks can read."""
    row = Annotation.objects.readable_by(request.user).filter(pk=pk).values_list(*FIELDS).first()
    return Writer(request).notes([row])[0] if row else None
