"""Notes as they will be stored, of the things of a file that were looked at. Stores nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from annotator.exchange.arriving import Draft
from annotator.exchange.importing.models import Fate, Item
from annotator.exchange.importing.moments import moment
from annotator.exchange.jsonld import Json
from annotator.exchange.models import Foreign
from annotator.exchange.parsing import LONGEST_TAG
from annotator.exchange.storing import kept_whole
from annotator.notes.models import (
    Annotation,
    Category,
    Colour,
    Motivation,
    Query,
    QueryState,
    Tag,
)
from texts.rendering import render_note
from texts.spans import CONTEXT, Quote, Span, quote_at
from texts.uuids import uuid7

LONGEST_NAME = 70  # of a stand-in
DECIDED = (QueryState.STET, QueryState.WITHDRAWN)  # what can be decided without knowing anything else


class Here(NamedTuple):
    """What of this site a note may name: revisions that are as they were there, by number; notes, by their key there."""

    revisions: dict[Any, Any]
    notes: dict[str, Any]


def note(item: Item, author: Any, key: uuid.UUID | None = None) -> Annotation:
    """With this key, or a new one. With the words of the text where it stands on its own, and else with those it came with."""
    draft = item.came
    quote = _quote(item)
    lost = item.fate in (Fate.LOST, Fate.NEARLY)
    return Annotation(
        id=key or uuid7(),
        text=item.text,
        revision=item.revision,
        start=item.start,
        end=item.end,
        exact=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
        unplaced=_unplaced(item) if lost or item.as_it_was else "",
        motivation=draft.motivation if draft.motivation in Motivation.values else Motivation.COMMENTING,
        body=draft.body,
        body_html=render_note(draft.body),
        colour=_colour(draft),
        visibility=item.visibility,
        group_id=item.group_id,
        author=author,
        client_id=client_id(item),
    )


def foreign(item: Item, author: Any, key: uuid.UUID | None, site: str) -> Foreign:
    """What is about another site, as it came; nobody of `site` speaks in it. With a new key it says by which address it came."""
    document = item.came.document if key else {**item.came.document, "id": item.draft_id}
    return Foreign(
        id=key or uuid7(),
        author=author,
        visibility=item.visibility,
        group_id=item.group_id,
        document=kept_whole(document, site),
        client_id=client_id(item),
    )


def _unplaced(item: Item) -> str:
    return str(item.came.own.get("unplaced") or "")[:200] if item.as_it_was else item.why


def _colour(draft: Draft) -> str:
    """One may have none at all."""
    if draft.ours and draft.own.get("colour") == "":
        return ""
    return draft.colour if draft.colour in Colour.values else Colour.YELLOW


def client_id(item: Item) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, item.origin)


def _quote(item: Item) -> Quote:
    draft = item.came
    if item.as_it_was:
        return Quote(draft.exact, draft.prefix, draft.suffix)
    if item.fate == Fate.EXACT and item.revision and item.start is not None and item.end is not None:
        return quote_at(item.revision.plain, Span(item.start, item.end))
    around = (draft.prefix[-CONTEXT:], draft.suffix[:CONTEXT])
    return Quote(draft.exact, *around) if draft.exact else Quote("")


def tags(item: Item, made: Annotation) -> Iterator[Tag]:
    names = {tag[:LONGEST_TAG] if item.came.ours else tag_of(tag) for tag in item.came.tags}
    return (Tag(annotation=made, name=name) for name in sorted(names - {""}))


def tag_of(said: str) -> str:
    """What is too long for a tag is cut; commas would part one in two."""
    return " ".join(said.replace(",", " ").split())[:LONGEST_TAG].strip()


def cut(draft: Draft) -> Iterator[str]:
    """Sentences on what a note or a reply here cannot hold of it."""
    yield from draft.cut
    for tag in draft.tags if not draft.ours and not draft.is_reply else ():
        if (kept := tag_of(tag)) != " ".join(tag.split()):
            yield f"The tag “{tag[:80]}” becomes “{kept}”: tags have at most {LONGEST_TAG} characters, and no commas."
    if draft.is_reply and draft.tags:
        yield f"A reply has no tags here: {', '.join(draft.tags)[:200]} left out."
    if len(draft.creator.name) > LONGEST_NAME:
        yield f"The name of its author is longer than {LONGEST_NAME} characters and is cut, unless you name a person here."


def query(item: Item, made: Annotation, by: Any, when: datetime, here: Here) -> Query:
    """A decision comes along if what it names is here: the revision, or the query that it is a duplicate of.

    Without that revision, `accepted` where its words stand in the text now.
    """
    said: Json = item.came.own.get("query") or {}
    found = Query(
        annotation=made,
        proposed=str(said.get("proposed") or "")[:5_000],
        category=said["category"] if said.get("category") in Category.values else Category.OTHER,
        certain=said.get("certain") is True,
        in_source=said.get("in_source") is True,
    )
    found.link = _key(said.get("link"))
    state, original = str(said.get("state") or ""), here.notes.get(str(said.get("duplicate_of")))
    applied = here.revisions.get(said.get("applied_in")) or (item.revision_id if _is_applied(item, found) else None)
    needed: Json = {QueryState.ACCEPTED: applied, QueryState.DUPLICATE: original and original != made.pk}
    if state in DECIDED or needed.get(state):
        found.state, found.reason = state, str(said.get("reason") or "")
        found.decided, found.decided_by = moment(said, "decided", when), by
        found.applied_in_id = applied if state == QueryState.ACCEPTED else None
        found.duplicate_of_id = original if state == QueryState.DUPLICATE else None
    return found


def _key(said: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _is_applied(item: Item, asked: Query) -> bool:
    if item.start is None or item.end is None or item.revision is None:
        return False
    return bool(asked.proposed) and Span(item.start, item.end).of(item.revision.plain) == asked.proposed
