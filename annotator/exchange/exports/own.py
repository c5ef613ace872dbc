"""What an exported note says beside the standard, as JSON under `annotator`: what became of it, and where it stands now.

Only what the one who exports may know. Read again by annotator.exchange.importing. What was before is said in past.py,
what readers found of quotations in judged.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from annotator import permissions
from annotator.among import Keys
from annotator.exchange.exports.feedback import Feedback
from annotator.exchange.exports.judged import Judged
from annotator.exchange.exports.kept import FIELDS, Kept, Row, kept, rows_of
from annotator.exchange.exports.past import Past
from annotator.exchange.jsonld import Json, agent, moment, says
from annotator.exchange.outgoing import Writer
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Colour, Query, State

__all__ = ["CONTEXT", "FIELDS", "Own"]

CONTEXT = {"annotator": {"@id": "urn:annotator:own", "@type": "@json"}}
QUERY = ("category", "certain", "in_source", "state", "reason", "link", "applied_in__number", "duplicate_of")
PERSON = ("display_name", "username")


class Own:
    """For one reader. Asks for what few notes have once for each batch of them."""

    def __init__(self, writer: Writer, user: permissions.Actor) -> None:
        self.writer, self.user = writer, user
        self.groups: dict[Any, str] = {}
        self.past, self.judged = Past(user, self.agent), Judged(user, self.agent)
        self.feedback = Feedback(user, self.agent)

    def of(self, rows: Sequence[Row]) -> list[Json]:
        some = [kept(row) for row in rows]
        self._learn_groups(some)
        found: dict[Any, Json] = {one.key: self._plain(one) for one in some}
        self._add_arrivals(rows, some, found)
        self._add_resolutions([one for one in some if one.resolved], found)
        self._add_queries([one for one in some if one.motivation == "editing"], found)
        self.past.add(some, found)
        self.judged.add(some, found)
        self.feedback.add(some, found)
        return [found[one.key] for one in some]

    def of_replies(self, rows: Sequence[Row]) -> list[Json]:
        """Of rows of outgoing.REPLY."""
        past = self.past.of_replies({UUID(row[0]): row[5] for row in rows})
        found = {row[0]: dict(past.get(UUID(row[0]), {})) for row in rows}
        came = [row for row in rows if row[9]]
        for row, document in zip(came, self.writer.replies(came, with_arrivals=False), strict=True):
            found[row[0]] |= _arrived(row[9], row[10], document)
        return [found[row[0]] for row in rows]

    def _learn_groups(self, some: Sequence[Kept]) -> None:
        unknown = {one.group for one in some} - {None} - set(self.groups)
        if unknown:
            self.groups |= dict(Group.objects.filter(pk__in=unknown).values_list("pk", "name"))

    def _plain(self, one: Kept) -> Json:
        made: Json = {"visibility": one.visibility, "revision": one.revision}
        if one.group:
            made["group"] = self.groups[one.group]
        if one.assignment:
            made["assignment"] = str(UUID(str(one.assignment)))
        if one.colour != Colour.YELLOW:
            made["colour"] = one.colour
        if one.unplaced:
            made["unplaced"] = one.unplaced
        if one.stood != one.span or one.stands != State.EXACT:
            start, end = one.stood
            made["anchor"] = {"start": start, "end": end, "state": one.stands, "reason": one.because}
        return made

    def agent(self, assignment: Any, person: Any, display: str, username: str) -> Json:
        return agent(self.writer.by(assignment, str(person), display, username), self.writer.base)

    def _add_arrivals(self, rows: Sequence[Row], some: Sequence[Kept], found: dict[Any, Json]) -> None:
        """What came with a note, and what the note itself says where the document says what came."""
        came = {one.key: (row, one) for row, one in zip(rows, some, strict=True) if one.given}
        made = self.writer.notes([row for row, _ in came.values()], with_arrivals=False) if came else []
        for (key, (_, one)), document in zip(came.items(), made, strict=True):
            found[key] |= _arrived(one.given or {}, one.held, document)

    def _add_resolutions(self, some: Sequence[Kept], found: dict[Any, Json]) -> None:
        columns = ("resolved_by", *(f"resolved_by__{name}" for name in PERSON))
        people = {key: rest for key, *rest in rows_of(Annotation, "pk", [one.key for one in some], columns)}
        for one in some:
            said: Json = {"at": moment(one.resolved), "by": self.agent(one.assignment, *people[one.key])}  # type: ignore[arg-type]
            if one.answer:
                said["answer"] = f"{self.writer.base}/annotations/{one.answer}"
            found[one.key]["resolved"] = said

    def _add_queries(self, some: Sequence[Kept], found: dict[Any, Json]) -> None:
        columns = (*QUERY, "decided", "decided_by", *(f"decided_by__{name}" for name in PERSON))
        set_for = {one.key: one.assignment for one in some}
        originals = []
        for key, *rest in Query.objects.filter(pk__among=Keys(set_for)).values_list("pk", *columns) if some else ():
            *said, link, applied, original = rest[:8]
            made = dict(zip(QUERY, said, strict=False)) | {"link": link and str(link), "applied_in": applied}
            if original:
                originals.append((made, original))
            if rest[8]:
                made |= {"decided": moment(rest[8]), "decided_by": self.agent(set_for[key], *rest[9:])}
            found[key]["query"] = made
        self._name_originals(originals)

    def _name_originals(self, duplicates: Sequence[tuple[Json, Any]]) -> None:
        """Which query each of these is a duplicate of, as far as one may read that."""
        asked = [original for _, original in duplicates]
        readable = Annotation.objects.readable_by(self.user).filter(pk__in=asked) if asked else ()
        open_to = {note.pk for note in readable}
        for made, original in duplicates:
            if original in open_to:
                made["duplicate_of"] = str(original)


def _arrived(given: Json, held: Json | None, document: Json) -> Json:
    """What came, and how `document`, which is ours alone, says the same."""
    ours = {says(name) for name in given} & set(document) - {"@context"}
    return {"came": {"given": given, "held": held or {}}, "said": {name: document[name] for name in sorted(ours)}}
