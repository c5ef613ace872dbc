"""Notes as they will be stored, of the things of a file that were looked at. Stores nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from annotator.exchange.importing.models import Fate, Item
from annotator.exchange.parsing import LONGEST_TAG
from annotator.notes.models import (
    Annotation,
    Attribution,
    Category,
    Check,
    CheckState,
    Colour,
    Context,
    Motivation,
    Outcome,
    Query,
    QueryState,
    Source,
    Tag,
    Verdict,
    Wording,
)
from texts.escaping import escape
from texts.rendering import render_note
from texts.spans import CONTEXT, Quote, Span, quote_at

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DECIDED = (QueryState.STET, QueryState.WITHDRAWN)  # what can be decided without knowing anything else
Json = dict[str, Any]


def note(item: Item, author: Any) -> Annotation:
    """With the words of the text where it stands on its own, and else with those it came with."""
    draft = item.came
    quote = _quote(item)
    lost = item.fate in (Fate.LOST, Fate.NEARLY)
    return Annotation(
        text=item.text,
        revision=item.revision,
        start=item.start,
        end=item.end,
        exact=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
        unplaced=item.why if lost else "",
        motivation=draft.motivation if draft.motivation in Motivation.values else Motivation.COMMENTING,
        body=draft.body,
        body_html=html_of(draft.body),
        colour=draft.colour if draft.colour in Colour.values else Colour.YELLOW,
        visibility=item.visibility,
        group_id=item.group_id,
        author=author,
        client_id=client_id(item),
    )


def client_id(item: Item) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, item.origin)


def _quote(item: Item) -> Quote:
    draft = item.came
    if item.fate == Fate.EXACT and item.revision and item.start is not None and item.end is not None:
        return quote_at(item.revision.plain, Span(item.start, item.end))
    around = (draft.prefix[-CONTEXT:], draft.suffix[:CONTEXT])
    return Quote(draft.exact, *around) if draft.exact else Quote("")


def html_of(body: str) -> str:
    try:
        return render_note(body)
    except ValueError:  # it cannot be made safe as it is marked up; its words can
        return render_note(escape(body))


def moment(said: str, otherwise: datetime) -> datetime:
    """A time in the past, or `otherwise` where none is said."""
    try:
        found = parse_datetime(said)
    except ValueError:
        return otherwise
    if found is None:
        return otherwise
    aware = found if found.tzinfo else timezone.make_aware(found)
    return min(aware, timezone.now())


def tags(item: Item, made: Annotation) -> Iterator[Tag]:
    """What is too long for a tag is cut; commas would part one in two."""
    names = {" ".join(tag.replace(",", " ").split())[:LONGEST_TAG].strip() for tag in item.came.tags}
    return (Tag(annotation=made, name=name) for name in sorted(names - {""}))


def query(item: Item, made: Annotation, by: Any, when: datetime) -> Query:
    """A decision that needs nothing else comes along; `accepted` where its words stand in the text now."""
    said = item.came.own.get("query") or {}
    found = Query(
        annotation=made,
        proposed=str(said.get("proposed") or "")[:5_000],
        category=said["category"] if said.get("category") in Category.values else Category.OTHER,
        certain=said.get("certain") is True,
        in_source=said.get("in_source") is True,
    )
    state = said.get("state")
    if state in DECIDED or (state == QueryState.ACCEPTED and _is_applied(item, found)):
        found.state, found.reason = state, str(said.get("reason") or "")
        found.decided, found.decided_by = moment(str(said.get("decided") or ""), when), by
        found.applied_in = item.revision if state == QueryState.ACCEPTED else None
    return found


def _is_applied(item: Item, asked: Query) -> bool:
    if item.start is None or item.end is None or item.revision is None:
        return False
    return bool(asked.proposed) and Span(item.start, item.end).of(item.revision.plain) == asked.proposed


def check(item: Item, made: Annotation) -> Check:
    said = item.came.own.get("check") or {}
    dated = str(said.get("dated") or "")[:10]
    found = Check(
        annotation=made,
        speaker=str(said.get("speaker") or "")[:200],
        work=str(said.get("work") or "")[:500],
        dated=dated if DATE.fullmatch(dated) else "",
    )
    settled, outcome = said.get("state"), said.get("outcome") or ""
    if settled == CheckState.DISPUTED or (settled == CheckState.CONFIRMED and outcome in Outcome.values):
        found.state = settled
        found.outcome = outcome if settled == CheckState.CONFIRMED else ""
    return found


def sources(item: Item, of: Check, by: Any) -> Iterator[Source]:
    for said in (item.came.own.get("sources") or []) if isinstance(item.came.own.get("sources"), list) else []:
        words = {name: str(said.get(name) or "") for name in ("citation", "locator", "excerpt", "excerpt_language")}
        urls = {name: _web(str(said.get(name) or "")) for name in ("url", "archived_url")}
        words["locator"], words["excerpt_language"] = words["locator"][:200], words["excerpt_language"][:35]
        if words["citation"]:
            yield Source(quote_check=of, added_by=by, primary=said.get("primary") is True, **words, **urls)


def _web(address: str) -> str:
    return address[:1000] if address.startswith(("http://", "https://")) else ""


def verdicts(item: Item, of: Check, readers: list[Any], when: datetime) -> Iterator[Verdict]:
    """Those of two readers, open to all; a check that is settled without them is none."""
    for said, reader in zip(item.came.own.get("verdicts") or [], readers, strict=False):
        kinds = {"wording": Wording, "attribution": Attribution, "context": Context}
        if all(said.get(name) in kind.values for name, kind in kinds.items()):
            found = {name: said[name] for name in kinds}
            words = {name: str(said.get(name) or "") for name in ("reason", "words")}
            yield Verdict(quote_check=of, reader=reader, disclosed=when, **found, **words)
