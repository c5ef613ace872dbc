"""What a quote check says beyond the standard: the claim, its sources, and what readers found, round by round.

A verdict that is not disclosed leaves with nobody, nor does anything that tells whose it is: who is at work on a check,
and, while it is not settled, who has added which source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator import permissions
from annotator.among import Keys
from annotator.exchange.exports.kept import Kept, rows_of
from annotator.exchange.exports.past import Found, Who
from annotator.exchange.jsonld import Json, moment
from annotator.exchange.versions import digests
from annotator.notes.models import Check, CheckState, Reopening, Source, Verdict
from annotator.notes.models.check import SETTLED
from annotator.notes.models.reference import FIELDS as CITED

CHECK = ("speaker", "work", "dated", "state", "outcome", "round")
SOURCE = ("citation", "locator", "url", "archived_url", "primary", "seen", "excerpt", "excerpt_language", "created")
VERDICT = ("round", "wording", "attribution", "context", "reason", "words", "created", "disclosed")
REOPENING = ("round", "state", "outcome", "reason", "created")
PLACE = ("found_text", "found_revision", "found_start", "found_end")


class Judged:
    """For one reader; `who` as for Past."""

    def __init__(self, user: permissions.Actor, who: Who) -> None:
        self.user, self.who = user, who

    def add(self, some: Iterable[Kept], found: Found) -> None:
        checks = {one.key: one for one in some if one.check}
        for key, *rest in rows_of(Check, "pk", checks, (*CHECK, "claimed_by", "claimed")):
            found[key]["check"] = self._claimed(dict(zip(CHECK, rest, strict=False)), *rest[-2:])
            found[key] |= {"sources": [], "verdicts": []}
        self._add_sources(checks, found)
        self._add_verdicts(checks, found)
        for one in _rows(Reopening, checks, "by"):
            said = {name: _plain(getattr(one, name)) for name in REOPENING}
            by = self._by(checks[one.quote_check_id], one.by)
            found[one.quote_check_id].setdefault("reopenings", []).append({**said, "by": by})

    def _by(self, note: Kept, person: Any) -> Json:
        return self.who(note.assignment, person.pk, person.display_name, person.username)

    def _claimed(self, said: Json, by: Any, claimed: Any) -> Json:
        """Who is at work on it knows that themselves; for the others it is open to be checked."""
        if by is not None and by == self.user.pk:
            return {**said, "claimed": moment(claimed)} if claimed else said
        return {**said, "state": CheckState.OPEN} if said["state"] == CheckState.CLAIMED else said

    def _add_sources(self, checks: Mapping[Any, Kept], found: Found) -> None:
        listed = list(_rows(Source, checks, "added_by", "reference", deleted=None))
        places = self._places([one.pk for one in listed if one.found_text_id])
        for one in listed:
            said = {name: _plain(getattr(one, name)) for name in SOURCE} | places.get(one.pk, {})
            note = checks[one.quote_check_id]
            if note.check in SETTLED or self.user.pk == one.added_by_id:
                said["by"] = self._by(note, one.added_by)
            if one.reference and self.user.is_authenticated:
                said["reference"] = {name: getattr(one.reference, name) for name in CITED}
            found[one.quote_check_id]["sources"].append(said)

    def _places(self, sources: list[Any]) -> dict[Any, Json]:
        """Where the words of a source stand in the library, in texts that one can read."""
        if not sources:
            return {}
        readable = permissions.readable_texts(self.user, "found_text__")
        rows = list(Source.objects.filter(readable, pk__in=sources).values_list("pk", *PLACE))
        known = digests(row[2] for row in rows)
        return {
            key: {"found": {"text": str(text), "digest": known[revision], "start": start, "end": end}}
            for key, text, revision, start, end in rows
        }

    def _add_verdicts(self, checks: Mapping[Any, Kept], found: Found) -> None:
        for one in _rows(Verdict, checks, "reader", disclosed__isnull=False, withdrawn=None):
            said = {name: _plain(getattr(one, name)) for name in VERDICT}
            reader = self._by(checks[one.quote_check_id], one.reader)
            found[one.quote_check_id]["verdicts"].append({**said, "reader": reader})


def _rows(model: Any, checks: Mapping[Any, Kept], *beside: str, **narrowed: Any) -> Iterable[Any]:
    if not checks:
        return ()
    rows = model.objects.filter(quote_check__among=Keys(checks), **narrowed).select_related(*beside)
    return rows.order_by("created", "pk")  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if hasattr(value, "hour"):
        return moment(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
