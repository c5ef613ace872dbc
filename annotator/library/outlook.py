"""What a revision would do to the notes on its text, before it is stored: the reckoning of publishing itself.

Only notes that the asking person may read are counted and quoted; the others are carried along all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotator.notes.anchoring import foresee
from annotator.notes.models import Anchor, Annotation, State
from annotator.permissions import Actor
from texts.folding import same_words
from texts.models import Revision
from texts.spans import Span
from texts.worddiff import Piece, worddiff

FATES = ("lost", "changed", "found", "moved", "stays", "gone")
LISTED = 100  # notes of each fate; the page says how many more there are
FIELDS = (
    "author",
    "assignment",
    "handle",
    "exact",
    "motivation",
    "author__display_name",
    "author__username",
    "text_id",
    "body",
)


@dataclass(frozen=True)
class Affected:
    """A note with the words it stands on now and those it would stand on; either may be empty."""

    note: Annotation
    before: str
    after: str
    reason: str

    @property
    def pieces(self) -> list[Piece]:
        """What changes in its words."""
        return worddiff(self.before, self.after)


@dataclass
class Outlook:
    """How many notes there are of each fate, and the first LISTED of those that something happens to."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))
    listed: dict[str, list[Affected]] = field(default_factory=lambda: {fate: [] for fate in FATES})

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def affected(self) -> int:
        """How many stand on other words than before, or on none."""
        return sum(self.counts[fate] for fate in ("changed", "lost", "found"))

    @property
    def groups(self) -> Iterator[tuple[str, int, list[Affected], int]]:
        """What there is to list: the fate, how many, the first of them, and how many more."""
        for fate, listed in self.listed.items():
            if listed:
                yield fate, self.counts[fate], listed, self.counts[fate] - len(listed)


def outlook(draft: Revision, reader: Actor) -> Outlook:
    """What `draft`, rendered on the latest revision of its text and not stored, would do."""
    assert draft.base
    anchors = {anchor.annotation_id: anchor for anchor in foresee(draft)}
    found = Outlook()
    for note in _standing(draft, reader):
        anchor = anchors[note.pk]
        before, after = _words(draft.base.plain, note.at, note.until), _words(draft.plain, anchor.start, anchor.end)
        fate = _fate(note, anchor, before, after)
        found.counts[fate] += 1
        if fate not in ("stays", "gone") and len(found.listed[fate]) < LISTED:
            found.listed[fate].append(Affected(note, before or note.exact, after, anchor.reason))
    return found


def _standing(draft: Revision, reader: Actor) -> Any:
    on_text = Annotation.objects.readable_by(reader).standing(draft.base).filter(text=draft.text_id)
    return on_text.select_related("author").only(*FIELDS).in_reading_order()


def _words(plain: str, start: int | None, end: int | None) -> str:
    return "" if start is None or end is None else Span(start, end).of(plain)


def _fate(note: Any, anchor: Anchor, before: str, after: str) -> str:
    if anchor.state == State.ORPHAN:
        return "gone" if note.stands == State.ORPHAN else "lost"
    if note.stands == State.ORPHAN or (note.stands == State.CHANGED and anchor.state == State.EXACT):
        return "found"
    if anchor.state == State.MOVED:
        return "moved"
    return "stays" if same_words(before, after) else "changed"
