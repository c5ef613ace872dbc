"""A quote check as our own exports say it: the claim, its sources, what readers found, and when it was opened again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from annotator import permissions
from annotator.exchange.importing.models import Item
from annotator.exchange.importing.moments import dated, moment
from annotator.exchange.importing.past import By, parts
from annotator.exchange.jsonld import Json
from annotator.exchange.versions import digests
from annotator.notes.models import (
    Annotation,
    Attribution,
    Check,
    CheckState,
    Context,
    Outcome,
    Reference,
    Reopening,
    Source,
    Verdict,
    Wording,
)
from annotator.notes.models.check import SETTLED
from annotator.notes.models.reference import FIELDS, fingerprint
from texts.models import Revision

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
KINDS = {"wording": Wording, "attribution": Attribution, "context": Context}
ROUNDS = range(1, 32_000)


def check(item: Item, made: Annotation, by: Any) -> Check:
    """As far as it stands without verdicts; `settle` says the rest. `by` imports: their claim comes with it, nobody else's."""
    said = _part(item.came.own, "check")
    dated_ = str(said.get("dated") or "")[:10]
    found = Check(
        annotation=made,
        speaker=str(said.get("speaker") or "")[:200],
        work=str(said.get("work") or "")[:500],
        dated=dated_ if DATE.fullmatch(dated_) else "",
        round=said["round"] if said.get("round") in ROUNDS else 1,
    )
    if said.get("claimed") and said.get("state") not in SETTLED:
        found.state, found.claimed_by = CheckState.CLAIMED, by
        found.claimed = moment(said, "claimed", made.created)
    return found


def settle(of: Check, own: Json, verdicts: list[Verdict]) -> list[Verdict]:
    """Two readers settle a round; with fewer it is open, and what one reader found in it is nobody's to know."""
    said = _part(own, "check")
    state, outcome = said.get("state"), said.get("outcome") or ""
    judged = [one for one in verdicts if one.round == of.round]
    if len(judged) < 2 or state not in SETTLED or (state == CheckState.CONFIRMED and outcome not in Outcome.values):
        return [one for one in verdicts if one.round < of.round]
    of.state, of.outcome = str(state), str(outcome) if state == CheckState.CONFIRMED else ""
    return [one for one in verdicts if one.round <= of.round]


def verdicts(item: Item, of: Check, by: By, now: datetime) -> list[Verdict]:
    """One of each reader in each round, open to all."""
    found: dict[Any, Verdict] = {}
    for said in parts(item.came.own, "verdicts"):
        if all(said.get(name) in kind.values for name, kind in KINDS.items()):
            given = {name: said[name] for name in KINDS} | {
                name: str(said.get(name) or "") for name in ("reason", "words")
            }
            number = said["round"] if said.get("round") in ROUNDS else of.round
            reader = by(said.get("reader"), of.annotation.author)
            made = Verdict(
                quote_check=of, reader=reader, round=number, disclosed=moment(said, "disclosed", now), **given
            )
            found.setdefault((number, reader.pk), dated(made, said, of.annotation.created))
    return list(found.values())


def reopenings(item: Item, of: Check, by: By) -> Iterator[Reopening]:
    for said in parts(item.came.own, "reopenings"):
        if said.get("round") in ROUNDS and said.get("state") in SETTLED:
            words = {name: str(said.get(name) or "") for name in ("outcome", "reason")}
            words["outcome"] = words["outcome"][:10]
            made = Reopening(quote_check=of, round=said["round"], state=said["state"], **words)
            made.by = by(said.get("by"), of.annotation.author)
            yield dated(made, said, of.annotation.created)


def sources(item: Item, of: Check, by: By, reader: Any) -> Iterator[Source]:
    for said in parts(item.came.own, "sources"):
        words = {name: str(said.get(name) or "") for name in ("citation", "locator", "excerpt", "excerpt_language")}
        urls = {name: _web(str(said.get(name) or "")) for name in ("url", "archived_url")}
        words["locator"], words["excerpt_language"] = words["locator"][:200], words["excerpt_language"][:35]
        if words["citation"]:
            made = Source(quote_check=of, primary=said.get("primary") is True, **words, **urls)
            made.added_by, made.seen = by(said.get("by"), of.annotation.author), _day(said.get("seen"))
            made.reference = _reference(said.get("reference"), made.added_by)
            _find(made, said.get("found"), reader)
            yield dated(made, said, of.annotation.created)


def _part(own: Json, name: str) -> Json:
    return own[name] if isinstance(own.get(name), dict) else {}


def _web(address: str) -> str:
    return address[:1000] if address.startswith(("http://", "https://")) else ""


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _reference(said: Any, by: Any) -> Reference | None:
    """The work on the shelf; put there if it is none that is known. What is no work is none."""
    if not isinstance(said, dict):
        return None
    made = Reference(**{name: said[name] for name in FIELDS if name in said}, added_by=by)
    try:
        made.clean_fields(exclude=["line", "fingerprint"])
        known = Reference.objects.filter(fingerprint=fingerprint(made.citation)).first()
    except (ValidationError, TypeError, ValueError, AttributeError):
        return None
    if known is None:
        made.save()
    return known or made


def _find(source: Source, said: Any, reader: Any) -> None:
    """Its words in the library, if the text is here as it was there and may be read."""
    if not isinstance(said, dict):
        return
    start, end = said.get("start"), said.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
        return
    try:
        named = UUID(str(said.get("text")))
    except ValueError:
        return
    rows = Revision.objects.filter(permissions.readable_texts(reader, "text__"), text=named)
    keys = list(rows.values_list("pk", "text"))
    known = digests(key for key, _ in keys)
    for key, text in keys:
        if known[key] == said.get("digest"):
            source.found_text_id, source.found_revision_id = text, key
            source.found_start, source.found_end = start, end
