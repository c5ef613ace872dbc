"""The rows of the coverage page: an offer with its sentence, what was said about it, and where it can be looked at."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.urls import reverse

from annotator import permissions
from annotator.coverage.models import Kind, Tick
from annotator.coverage.standing import Covering
from texts.models import Revision, Text
from texts.spans import Span

AROUND = 80  # code points of the sentence shown on each side of the words
SHOWN = 600  # of the words themselves
QUOTED = 1_500  # of the words go into an address; of longer ones, the form asks


@dataclass(frozen=True)
class Row:
    """One offer as one reader sees it. `tick` or `note`, a quote check on it or a part of it, say how it stands."""

    offer: Any
    text: Text
    tick: Any = None
    note: Any = None

    @property
    def searched(self) -> Revision:
        """The revision in which this was found: the latest, or the one before while somebody publishes."""
        return self.text.survey.revision

    @property
    def span(self) -> Span:
        return Span(self.offer.start, self.offer.end)

    @property
    def around(self) -> tuple[str, str, str]:
        """What the sentence has before the words, the words, and what it has after them."""
        plain, offer = self.searched.plain, self.offer
        before, words = plain[offer.sentence_start : offer.start], self.span.of(plain)
        after = plain[offer.end : offer.sentence_end]
        if len(before) > AROUND:
            before = f"…{before[-AROUND:].partition(' ')[2]}"
        if len(after) > AROUND:
            after = f"{after[:AROUND].rpartition(' ')[0]}…"
        return before, f"{words[:SHOWN]}…" if len(words) > SHOWN else words, after

    @property
    def in_reader(self) -> str:
        """The reader with these words selected."""
        return reverse("reader", args=[self.text.pk], query={"words": self._place})

    @property
    def writing(self) -> str:
        """The motivation of what one would write here: a quote check on quotations, a note on what else there is."""
        return "assessing" if self.offer.kind == Kind.QUOTATION else "commenting"

    @property
    def write(self) -> str:
        """The form for that, which works without JavaScript."""
        words = self.span.of(self.searched.plain)
        query = {"motivation": self.writing, "start": str(self.span.start)}
        if len(words) <= QUOTED:
            query["exact"] = words
        return reverse("annotate", args=[self.text.pk], query=query)

    @property
    def write_in_reader(self) -> str:
        """The reader with the composer open on these words."""
        return reverse("reader", args=[self.text.pk], query={"words": self._place, "write": self.writing})

    @property
    def _place(self) -> str:
        return f"{self.searched.pk}:{self.offer.start}-{self.offer.end}"


def rows(offers: Iterable[Any], covering: Covering, reader: permissions.Actor) -> list[Row]:
    """Of the offers of one page: two queries."""
    listed = list(offers)
    texts = _texts(listed)
    ticks = _ticks(listed, reader)
    return [
        Row(offer, texts[offer.text_id], ticks.get((offer.text_id, offer.mark)), _note_on(offer, covering))
        for offer in listed
    ]


def _note_on(offer: Any, covering: Covering) -> Any:
    held = covering.checks.get(offer.pk)
    return held.note if held else None


def _texts(offers: list[Any]) -> dict[uuid.UUID, Text]:
    keys = {offer.text_id for offer in offers}
    bulky = ("survey__revision__html", "survey__revision__source")
    return Text.objects.filter(pk__in=keys).select_related("survey__revision", "parent").defer(*bulky).in_bulk()


def _ticks(offers: list[Any], reader: permissions.Actor) -> dict[tuple[uuid.UUID, str], Any]:
    texts, marks = {offer.text_id for offer in offers}, {offer.mark for offer in offers}
    mine = Case(
        When(permissions.ticks_to_undo(reader), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    standing = Tick.objects.standing().filter(text__in=texts, mark__in=marks).select_related("by")
    return {(tick.text_id, tick.mark): tick for tick in standing.annotate(may_undo=mine)}
