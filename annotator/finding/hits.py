"""What was found as pages, feeds and exports show it: in the reader's own words for people, with marks on what was asked for."""

from __future__ import annotations

import html
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags

from annotator.finding.asking import Asked
from annotator.finding.excerpts import Piece, excerpt
from annotator.finding.models import Entry
from annotator.notes.naming import Names, Shown

QUOTE = 160  # code points
NOTHING = uuid.UUID(int=0)


@dataclass(frozen=True)
class Hit:
    """A note, or a reply to one. `quote` are the words the note is on; `proposed` only of a typo query; `address` is the note's."""

    entry: Entry
    by: Shown
    said: list[Piece]
    quote: list[Piece]
    tags: list[str]
    address: str
    proposed: str | None = None

    @property
    def note(self) -> Any:
        return self.entry.annotation

    @cached_property
    def kind(self) -> str:
        return "Reply" if self.entry.reply_id else self.note.get_motivation_display()


def hits(entries: list[Any], asked: Asked, names: Names) -> list[Hit]:
    of_any = reverse("annotation", args=[NOTHING])  # one address is as long to make as a hit to show
    return [_hit(entry, asked, names, of_any.replace(str(NOTHING), str(entry.annotation_id))) for entry in entries]


def _hit(entry: Any, asked: Asked, names: Names, address: str) -> Hit:
    note, reply = entry.annotation, entry.reply
    query = getattr(note, "query", None)
    return Hit(
        entry,
        names.of(note, entry.author),
        excerpt(plain_words((reply or note).body_html), asked.terms),
        excerpt(note.exact, asked.terms, QUOTE),
        [] if reply else entry.tags,
        address,
        query.proposed if query and not reply else None,
    )


def plain_words(rendered: str) -> str:
    """What a reader reads of safe HTML."""
    return html.unescape(strip_tags(rendered.replace("</p>", "</p> ").replace("<br", " <br")))
