"""Annotations on their way out: readable rows as documents, many at a time, in a bounded number of queries.

Whoever hands in a queryset has asked for the right to read it. Names go through `naming`, as everywhere.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db.models import Aggregate, OuterRef, Subquery, TextField
from django.http import HttpRequest

from annotator.exchange import jsonld
from annotator.exchange.confirmed import confirmed, finding
from annotator.exchange.findings import Finding
from annotator.exchange.jsonld import By, Json, Note, Version
from annotator.notes.models import Annotation, Tag
from annotator.notes.naming import Names
from annotator.raw import raw
from texts.models import Revision

AT_ONCE = 1_000


class Listed(Aggregate):
    """Words as a list in JSON."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(%(expressions)s)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_agg(%(expressions)s)::text", **extra)


def _worn() -> Subquery:
    """The tags of a note; None where it has none."""
    tags = Tag.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    return Subquery(tags.annotate(names=Listed("name")).values("names"))


PERSON = (raw("assignment_id"), raw("author_id"), "author__display_name", "author__username")
FIELDS = (
    raw("pk"), "motivation", "body", "colour", "visibility", raw("group_id"), raw("created"), raw("modified"),
    "start", "end", "exact", "prefix", "suffix", raw("text_id"), "text__language",
    raw("revision_id"), "query__proposed", "quote_check__state", "arrival__given", "arrival__held", *PERSON, _worn(),
)  # fmt: skip
REPLY = (
    raw("pk"), raw("annotation_id"), "body", raw("created"), raw("modified"), raw("annotation__assignment_id"),
    *PERSON[1:], "arrival__given", "arrival__held",
)  # fmt: skip
FOREIGN = (raw("pk"), "document", raw("created"), raw("modified"), *PERSON[1:])


def dashed(key: str) -> str:
    """A key as the standard writes it; SQLite leaves the dashes out."""
    return key if len(key) == 36 else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def moment(written: str) -> str:
    """A moment as databases and Python write it, in UTC, as the standard does: always with six digits, or none."""
    fraction = written[19:].partition("+")[0]
    return f"{written[:10]}T{written[11:19]}{fraction:0<7}Z" if fraction else f"{written[:10]}T{written[11:19]}Z"


class Writer:
    """Documents for one reader. Remembers names, so that nothing is asked twice."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.reader = request, request.user
        self.base = f"{request.scheme}://{request.get_host()}"
        self.names = Names(request.user)
        self._assignments: dict[str, Any] = {}
        self._people: dict[str, By] = {}
        self._keys: dict[str, str] = {}

    def notes(self, rows: Sequence[Any], *, with_arrivals: bool = True) -> list[Json]:
        """Of rows of FIELDS; without their arrivals, as the notes themselves say it."""
        versions, found = versions_of({row[15] for row in rows}), self._findings(rows)
        self._learn_assignments(row[20] for row in rows)
        rights = settings.ANNOTATION_RIGHTS
        made = []
        for row in rows:
            note = Note._make((
                dashed(row[0]), *row[1:5], row[5] and dashed(row[5]), moment(row[6]), moment(row[7]), *row[8:13],
                self._dashed(row[13]), row[14], versions[row[15]], self.by(*row[20:24]), row[16],
                sorted(json.loads(row[24])) if row[24] else (), found.get(row[0]),
                *(row[18:20] if with_arrivals else (None, None)),
            ))  # fmt: skip
            made.append(jsonld.dump(note, self.base, rights))
        return made

    def replies(self, rows: Iterable[Any], *, with_arrivals: bool = True) -> list[Json]:
        """Of rows of REPLY; without their arrivals, as the replies themselves say it."""
        listed = list(rows)
        self._learn_assignments(row[5] for row in listed)
        made = []
        for key, note, body, created, modified, *person, given, held in listed:
            times = moment(created), moment(modified)
            said = jsonld.reply(dashed(key), dashed(note), body, self.by(*person), *times, self.base)
            made.append(jsonld.given_back(said, given, held or {}) if given and with_arrivals else said)
        return made

    def foreign(self, rows: Iterable[Any]) -> list[Json]:
        """Of rows of FOREIGN."""
        return [
            jsonld.foreign(document, dashed(key), self.by(None, *person), moment(created), moment(modified), self.base)
            for key, document, created, modified, *person in rows
        ]

    def _dashed(self, key: str) -> str:
        """Of keys that come again and again."""
        known = self._keys.get(key)
        if known is None:
            known = self._keys[key] = dashed(key)
        return known

    def by(self, assignment: str | None, person: str, display: str, username: str) -> By:
        """The author as this reader may know them."""
        if assignment is None:
            known = self._people.get(person)
            if known is None:
                known = self._people[person] = By(display or username, f"/people/{dashed(person)}/")
            return known
        set_work = self._assignments[assignment]
        note = SimpleNamespace(assignment_id=set_work.pk, assignment=set_work)
        shown = self.names.of(note, _Person(uuid.UUID(person), display or username))
        return By(shown.name, shown.address)

    def _learn_assignments(self, keys: Iterable[str | None]) -> None:
        unknown = {uuid.UUID(key): key for key in set(keys) if key and key not in self._assignments}
        if unknown:
            found = apps.get_model("review", "Assignment").objects.in_bulk(unknown)
            self._assignments |= {unknown[key]: assignment for key, assignment in found.items()}

    def _findings(self, rows: Iterable[Any]) -> dict[str, Finding]:
        keys = {uuid.UUID(row[0]): row[0] for row in rows if row[17] == "confirmed"}
        if not keys:
            return {}
        return {keys[note.pk]: finding(note, self.request) for note in confirmed(self.reader).filter(pk__in=keys)}


class _Person(SimpleNamespace):
    """As much of a person as a name needs."""

    def __init__(self, pk: uuid.UUID, name: str) -> None:
        super().__init__(pk=pk, name=name)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return f"/people/{self.pk}/"


def row_of(note: Annotation, proposed: str | None, state: str | None, has_tags: bool) -> tuple[Any, ...]:
    """The row of FIELDS of a note just made, of which all but its tags is known: what its query proposes, how its check stands."""
    author: Any = note.author
    tags = json.dumps([tag.name for tag in note.tags.all()]) if has_tags else None
    return (
        str(note.pk), note.motivation, note.body, note.colour, note.visibility, _written(note.group_id),
        note.created.isoformat(" "), note.modified.isoformat(" "), note.start, note.end, note.exact, note.prefix,
        note.suffix, str(note.text_id), note.text.language, str(note.revision_id), proposed, state, None, None,
        _written(note.assignment_id), str(author.pk), author.display_name, author.username, tags,
    )  # fmt: skip


def _written(key: uuid.UUID | None) -> str | None:
    return str(key) if key else None


def versions_of(keys: Iterable[str]) -> dict[str, Version]:
    """Number and moment of revisions, which never change: each is asked for once by each process."""
    wanted = {f"version:{key}": key for key in keys}
    known = caches["facts"].get_many(wanted)
    if missing := {uuid.UUID(key): key for name, key in wanted.items() if name not in known}:
        rows = Revision.objects.filter(pk__in=missing).values_list("pk", "number", "created")
        found = {f"version:{missing[key]}": Version(number, jsonld.moment(created)) for key, number, created in rows}
        caches["facts"].set_many(found, None)
        known |= found
    return {key: known[name] for name, key in wanted.items()}


def mark(row: Any) -> Any:
    """Of a row of FIELDS: what changes whenever its document does."""
    return row[0], row[7], row[22], row[23], row[17]
