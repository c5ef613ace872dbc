"""Texts that a file carries, looked at: which are here already, which would be made, and what each revision would show.

Rendering is done here, a few revisions at a time, so that storing only writes. Stores nothing else.
"""

from __future__ import annotations

import time
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from annotator import permissions
from annotator.exchange.importing.matching import key_in, texts_here
from annotator.exchange.importing.models import Brought, Fate, Import, Item
from annotator.exchange.jsonld import Json
from annotator.people.models import User
from texts.folding import same_words
from texts.importing import has_words
from texts.models import Kind, Revision, Text
from texts.rendering import Rendering, plain_of, render, settled
from texts.replacing import replaced
from texts.spans import Span

OLD_PAGE = "The page of revision {} was made by another version of this program; it is kept as it was."
OTHER_PAGE = (
    "The page of revision {} is made anew of its Markdown: the one in the file is not safe, or not of these words."
)
OTHER_WORDS = "Revision {} has other words here than the file says."
DEFAULTS = {"readers": "everyone", "direction": "ltr", "language": "en"}


def origin_of_text(address: str, by: Any) -> str:
    """The same for the same text brought by the same person."""
    return sha256(f"text\n{address}\n{by}".encode()).hexdigest()


class Texts:
    """Of one file, for the notes on them too. Asks once for each."""

    def __init__(self, job: Import) -> None:
        self.job, self.made = job, set(job.choices.get("made", ()))
        self.item, self.words = cache(self._item), cache(self._words)

    def _item(self, address: str) -> Item | None:
        """What became, or would become, of the text with this address."""
        among = self.job.items.filter(number__lte=self.job.holds.get("texts", 0))
        return among.select_related("text", "made_text").filter(draft_id=address).order_by("number").first()

    def _words(self, address: str, number: int) -> str | None:
        """The plain text of a revision that would be made."""
        of: Json = {"item__of": self.job, "item__draft_id": address, "number": number}
        return Brought.objects.filter(plain__isnull=False, **of).values_list("plain", flat=True).first()

    def here(self, address: str) -> Text | None:
        """The text that it is here, or has become."""
        item = self.item(address)
        return (item.made_text or item.text) if item and item.fate in (Fate.HERE, Fate.MADE) else None

    def to_make(self, address: str) -> Text | None:
        """A text not stored, with its last revision, if it would be made."""
        item = self.item(address)
        if item is None or item.fate != Fate.MADE or item.made_text_id:
            return None
        number = len(item.came.own["revisions"])
        text = Text(pk=key_in(address) or UUID(int=item.pk))
        text.latest = Revision(
            text=text, number=number, plain=self.words(address, number) or "", html=_page_of(item, number)
        )
        return text

    def at(self, item: Item, until: float) -> bool:
        """Look at one; False if time was up before all of it was looked at."""
        item.cut, item.text, item.why = [], None, ""
        found = self._found_here(item)
        if found or item.why:
            item.fate, item.text = (Fate.HERE, found) if found else (Fate.LEFT, None)
            item.why = item.why or self._beside(item, found)
            return True
        item.origin = origin_of_text(item.draft_id, self.job.by_id)
        item.fate = Fate.MADE
        return self._look(item, until)

    def _found_here(self, item: Item) -> Text | None:
        """The text here that it is; else `why` says if it is left out."""
        own = item.came.own
        article = str(own["parent"]) or item.draft_id
        if chosen := self.job.choices["texts"].get(item.draft_id):
            return Text.objects.get(pk=chosen["text"])
        if before := self._came_before(item):
            return before
        if article in self.made:
            if not permissions.may_edit_texts(self.job.by):
                item.why = "Only editors add texts."
            return None
        known = self._article(article)
        if known and own["parent"]:
            return self._comment(item, known)
        item.why = "You have left it out."
        return None

    def _came_before(self, item: Item) -> Text | None:
        origin = origin_of_text(item.draft_id, self.job.by_id)
        came = Item.objects.filter(origin=origin, made_text__isnull=False).values("made_text")
        return texts_here(self.job.by).filter(pk__in=came).first()  # type: ignore[no-any-return]

    def _article(self, address: str) -> Text | None:
        chosen = self.job.choices["texts"].get(address)
        return Text.objects.get(pk=chosen["text"]) if chosen else None

    def _comment(self, item: Item, article: Text) -> Text | None:
        """By its key, or by its place if it has the same words there."""
        under = Text.objects.filter(parent=article).select_related("latest")
        key = key_in(item.draft_id)
        if key and (found := under.filter(pk=key).first()):
            return found
        last = item.revisions.order_by("number").last()
        placed = under.filter(place=item.came.own["place"]).first()
        if placed and placed.latest and last and placed.latest.source == last.source:
            return placed
        item.why = "Its article is here, and has no such comment. Add it there first."
        return None

    def _beside(self, item: Item, found: Text | None) -> str:
        here, there = Revision.objects.filter(text=found).count(), len(item.came.own["revisions"])
        if here == there:
            return "It is here already."
        return f"It is here already, with {here} revision{'s' * (here != 1)} where the file has {there}. It is left as it is."

    def _look(self, item: Item, until: float) -> bool:
        for brought in item.revisions.filter(plain=None).order_by("number").iterator(chunk_size=1):
            _render(brought, item)
            if time.monotonic() > until:
                break
        if item.revisions.filter(plain=None).exists():
            return False
        item.cut += [
            sentence for said in item.revisions.order_by("number").values_list("cut", flat=True) for sentence in said
        ]
        last = item.revisions.order_by("number").values_list("plain", flat=True).last()
        _details(item, self.job.by)
        if not has_words(last or ""):
            item.fate, item.why = Fate.LEFT, "It has no words."
        return True


def _page_of(item: Item, number: int) -> str:
    return str(item.revisions.values_list("html", flat=True).get(number=number))


def _render(brought: Brought, item: Item) -> None:
    """What it would show: what is made of its Markdown now or, if that was another page then, that one, cleaned or not at all."""
    said = item.came.own["revisions"][brought.number - 1]
    found, cut = _rendering(brought, key_in(item.draft_id), said["digest"])
    if said["digest"] and _digest(found) != said["digest"]:
        cut.append(OTHER_WORDS.format(brought.number))
    brought.html, brought.plain, brought.cut = found.html, found.plain, cut
    brought.edits = _proved(brought, found.plain)
    brought.save(update_fields=["html", "plain", "edits", "cut"])


def _rendering(brought: Brought, key: UUID | None, digest: str) -> tuple[Rendering, list[str]]:
    fresh, came = render(brought.source, footnotes=key.hex[-8:] if key else ""), brought.html
    if came in ("", fresh.html):
        return fresh, []
    old = Rendering(came, plain_of(came))
    if settled(came, brought.source) == came and _digest(old) == digest and same_words(old.plain, fresh.plain):
        return old, [OLD_PAGE.format(brought.number)]
    return fresh, [OTHER_PAGE.format(brought.number)]


def _digest(of: Rendering) -> str:
    return sha256(of.plain.encode()).hexdigest()


def _proved(brought: Brought, plain: str) -> Any:
    """Edits by which notes are carried: were they wrong, notes would be on wrong words unseen."""
    if brought.edits is None:
        return None
    before = (
        Brought.objects.filter(item=brought.item_id, number=brought.number - 1).values_list("plain", flat=True).first()
    )
    try:
        edits = sorted((Span(start, end), words) for start, end, words in brought.edits)
        return brought.edits if before is not None and replaced(before, edits) == plain else None
    except ValueError:
        return None


def text_of(item: Item, by: User) -> Text:
    """The text that it would be, not stored: a text of the importer."""
    own = item.came.own
    said = {name: value for name, value in own["text"].items() if name != "created"}
    text = Text(added_by=by, **{**said, **{name: said[name] or value for name, value in DEFAULTS.items()}})
    if own["parent"]:
        text.kind, text.place = Kind.COMMENT, own["place"]
    return text


def _details(item: Item, by: User) -> None:
    """What cannot be kept of what is said about it is left empty, and said. An article is called by its address at least."""
    own = item.came.own
    try:
        text_of(item, by).clean_fields(exclude=["kind", "parent", "place", "latest", "added_by"])
    except ValidationError as refused:
        for name, errors in refused.message_dict.items():
            item.cut.append(f"What it says as its {name.replace('_', ' ')} is left out. {' '.join(errors)}")
            own["text"][name] = ""
    if not own["parent"] and not own["text"]["title"].strip():
        own["text"]["title"] = item.draft_id[:500]
    item.draft = {**item.draft, "own": own}
    item.save(update_fields=["draft"])
