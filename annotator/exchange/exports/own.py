"""What an exported note says beside the standard, as JSON under `annotator`: what became of it, and where it stands now.

Only what the one who exports may know. Read again by annotator.exchange.importing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from annotator import permissions
from annotator.exchange.jsonld import Json, agent, moment
from annotator.exchange.outgoing import Writer
from annotator.groups.models import Group
from annotator.notes.leaving import sources_of, verdicts_of
from annotator.notes.models import Annotation, Check, Query, State

CONTEXT = {"annotator": {"@id": "urn:annotator:own", "@type": "@json"}}
FIELDS = ("resolved", "answer_id", "at", "until", "stands", "because")
SOURCE = ("citation", "locator", "url", "archived_url", "primary", "excerpt", "excerpt_language")
VERDICT = ("wording", "attribution", "context", "reason", "words")
PERSON = ("display_name", "username")
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of a row that this needs, by name."""

    key: Any
    motivation: str
    colour: str
    visibility: str
    group: Any
    span: tuple[Any, Any]
    check: str | None
    assignment: Any
    resolved: datetime | None
    answer: Any
    stood: tuple[Any, Any]
    stands: str
    because: str


def kept(row: Row) -> Kept:
    """Of a row of outgoing.FIELDS with FIELDS behind it."""
    resolved, answer, at, until, stands, because = row[-6:]
    return Kept(
        UUID(row[0]), row[1], row[3], row[4], row[5] and UUID(row[5]), (row[8], row[9]), row[17], row[20],
        resolved, answer, (at, until), stands, because,
    )  # fmt: skip


class Own:
    """For one reader. Asks for what few notes have once for each batch of them."""

    def __init__(self, writer: Writer, user: permissions.Actor) -> None:
        self.writer, self.user = writer, user
        self.groups: dict[Any, str] = {}

    def of(self, rows: Sequence[Row]) -> list[Json]:
        some = [kept(row) for row in rows]
        self._learn_groups(some)
        found: dict[Any, Json] = {one.key: self._plain(one) for one in some}
        self._add_resolutions([one for one in some if one.resolved], found)
        self._add_queries([one for one in some if one.motivation == "editing"], found)
        self._add_checks([one for one in some if one.check], found)
        return [found[one.key] for one in some]

    def _learn_groups(self, some: Sequence[Kept]) -> None:
        unknown = {one.group for one in some} - {None} - set(self.groups)
        if unknown:
            self.groups |= dict(Group.objects.filter(pk__in=unknown).values_list("pk", "name"))

    def _plain(self, one: Kept) -> Json:
        made: Json = {"visibility": one.visibility}
        if one.group:
            made["group"] = self.groups[one.group]
        if one.colour != "yellow" and one.motivation == "highlighting":
            made["colour"] = one.colour
        if one.stood != one.span or one.stands != State.EXACT:
            start, end = one.stood
            made["anchor"] = {"start": start, "end": end, "state": one.stands, "reason": one.because}
        return made

    def _agent(self, one: Kept, person: Any, display: str, username: str) -> Json:
        return agent(self.writer.by(one.assignment, str(person), display, username), self.writer.base)

    def _add_resolutions(self, some: Sequence[Kept], found: dict[Any, Json]) -> None:
        columns = ("resolved_by", *(f"resolved_by__{name}" for name in PERSON))
        people = {key: rest for key, *rest in _rows(Annotation, some, columns)}
        for one in some:
            said: Json = {"at": moment(one.resolved), "by": self._agent(one, *people[one.key])}  # type: ignore[arg-type]
            if one.answer:
                said["answer"] = f"{self.writer.base}/annotations/{one.answer}"
            found[one.key]["resolved"] = said

    def _add_queries(self, some: Sequence[Kept], found: dict[Any, Json]) -> None:
        names = ("category", "certain", "in_source", "state", "reason")
        columns = (*names, "decided", "decided_by", *(f"decided_by__{name}" for name in PERSON))
        by_key = {one.key: one for one in some}
        for key, *rest in _rows(Query, some, columns):
            said = dict(zip(names, rest, strict=False))
            if rest[5]:
                said |= {"decided": moment(rest[5]), "decided_by": self._agent(by_key[key], *rest[6:])}
            found[key]["query"] = said

    def _add_checks(self, some: Sequence[Kept], found: dict[Any, Json]) -> None:
        """A first verdict is nobody's to read, so that nothing is said of it."""
        names, keys = ("speaker", "work", "dated", "state", "outcome"), [one.key for one in some]
        sources, verdicts = sources_of(keys), verdicts_of(keys, self.user)
        by_key = {one.key: one for one in some}
        for key, *rest in _rows(Check, some, names):
            own = found[key]
            own["check"] = dict(zip(names, rest, strict=True))
            own["sources"] = [{name: getattr(one, name) for name in SOURCE} for one in sources[key]]
            own["verdicts"] = [self._verdict(one, by_key[key]) for one in verdicts[key]]

    def _verdict(self, one: Any, of: Kept) -> Json:
        reader = self._agent(of, one.reader_id, one.reader.display_name, one.reader.username)
        return {**{name: getattr(one, name) for name in VERDICT}, "reader": reader}


def _rows(model: Any, some: Sequence[Kept], columns: Sequence[str]) -> Any:
    keys = [one.key for one in some]
    return model.objects.filter(pk__in=keys).values_list("pk", *columns) if keys else ()
