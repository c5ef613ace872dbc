"""The dry run: what would become of each thing in a file, and why. Stores nothing but that."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import Counter
from functools import cached_property
from typing import Any

from annotator.exchange.arriving import Draft
from annotator.exchange.arriving.placing import EXACT, LOST, NEARLY, WHOLE, Placed, place
from annotator.exchange.importing.building import cut
from annotator.exchange.importing.choosing import LEFT
from annotator.exchange.importing.feedback import NO_PLACE, Feedback
from annotator.exchange.importing.grounds import Grounds, stored
from annotator.exchange.importing.matching import OWN_TEXT, key_in
from annotator.exchange.importing.models import MADE, Fate, Import, Item
from annotator.exchange.models import Foreign
from annotator.exchange.selectors import Lost
from annotator.exchange.selectors import place as selected
from annotator.notes.forms import LONGEST_BODY
from annotator.notes.models import Annotation, Motivation, Reply, State, Visibility
from annotator.notes.targets import LONGEST
from texts.models import Text
from texts.spans import trimmed

AT_ONCE = 200
SECONDS = 2.0  # after so long what was found is kept, and the rest left to the next step
FATES = {EXACT: Fate.EXACT, NEARLY: Fate.NEARLY, LOST: Fate.LOST, WHOLE: Fate.WHOLE}
FOUND = ["fate", "why", "text", "revision", "start", "end", "visibility", "group", "origin", "as_it_was", "cut"]
WORDLESS = (Motivation.HIGHLIGHTING, Motivation.EDITING, Motivation.ASSESSING)


STOOD: dict[Any, Fate] = {State.CHANGED: Fate.NEARLY, State.ORPHAN: Fate.LOST}


def origin_of(draft_id: str, group: Any) -> str:
    """The same for the same thing in the same group, wherever it is read from."""
    return hashlib.sha256(f"{draft_id}\n{group or ''}".encode()).hexdigest()


def look_on(job: Import) -> None:
    """At the next things of `job`, which is locked."""
    texts = job.holds.get("texts", 0)  # before the notes, which ask what became of them
    until_there = job.items.filter(number__lte=texts) if job.position < texts else job.items.all()
    items = list(until_there.filter(number__gt=job.position).order_by("number")[:AT_ONCE])
    looking, until = Looking(job, items), time.monotonic() + SECONDS
    looked = []
    for item in items:
        if not looking.at(item, until):
            break  # a text with many revisions goes on in the next step
        looked.append(item)
        if time.monotonic() > until:
            break
    Item.objects.bulk_update(looked, FOUND)
    if looked or not items:
        job.position = looked[-1].number if looked else job.total


class Looking:
    """At some things of a file."""

    def __init__(self, job: Import, items: list[Item]) -> None:
        self.job, self.items = job, items
        self.audiences = {name: chosen.partition(":") for name, chosen in job.choices["audiences"].items()}
        self.grounds, self.feedback = Grounds(job), Feedback(job)

    def at(self, item: Item, until: float) -> bool:
        """False if not all of it could be looked at in time."""
        draft = item.came
        item.fate, item.why = Fate.LEFT, self._left_out(item, draft)
        item.as_it_was, item.cut = False, list(cut(draft))
        if item.why:
            return True
        if item.number <= self.job.holds.get("texts", 0):
            return self.grounds.carried.at(item, until)
        if draft.is_reply:
            self._reply(item, draft)
        else:
            self._note(item, draft)
        return True

    def _left_out(self, item: Item, draft: Draft) -> str:
        """Why it is not taken; nothing for what is."""
        if draft.trouble:
            return draft.trouble
        if len(draft.body) > LONGEST_BODY:
            return f"It is longer than {LONGEST_BODY:,} characters."
        if len(draft.exact) > LONGEST:
            return f"It is about more than {LONGEST:,} characters."
        return "It stands twice in the file." if self._first[item.draft_id] != item.number else ""

    @cached_property
    def _first(self) -> dict[str, int]:
        """The number of the first thing with each id."""
        asked = self.job.items.filter(draft_id__in=[item.draft_id for item in self.items])
        first: dict[str, int] = {}
        for key, number in asked.order_by("number").values_list("draft_id", "number"):
            first.setdefault(key, number)
        return first

    def _note(self, item: Item, draft: Draft) -> None:
        visibility, _, group = self.audiences.get(draft.audience, (LEFT, "", ""))
        if visibility == LEFT:
            item.why = "Its readers were left out."
        elif not draft.is_foreign and not self.grounds.of(draft.source):
            item.why = "What it is about was left out."
        else:
            item.visibility, item.group_id = visibility, uuid.UUID(group) if group else None
            item.origin = origin_of(draft.id, item.group_id)
            if draft.is_foreign:
                item.fate, item.text, item.revision = Fate.KEPT, None, None
            else:
                self._place(item, draft)
            if self._is_here(item):
                item.fate, item.why = Fate.HERE, "It came before, or was written here."
            if self.feedback.lacks_place(item):
                item.cut = [*item.cut, NO_PLACE]

    def _place(self, item: Item, draft: Draft) -> None:
        grounds = self.grounds.of(draft.source)
        if draft.ours and len(grounds) == 1 and self._as_it_was(item, draft, grounds[0][0]):
            return
        same = len(grounds) == 1 and self.grounds.is_same(draft.source, grounds[0][0])
        placed = place(draft, [ground for _, ground in grounds], same=same)
        if placed.how == LOST and not draft.exact and OWN_TEXT.search(draft.source):
            placed = self._by_selectors(draft, grounds[0][0], placed)
        if placed.how == WHOLE and draft.motivation in WORDLESS:
            item.why = "It is of a kind that is about words, and names none."
            return
        self._note_down(item, grounds[placed.text][0], placed)

    def _as_it_was(self, item: Item, draft: Draft, text: Text) -> bool:
        """On its words of then, if the text has had the same revisions since: where it stands now follows from that."""
        revision, plain = self.grounds.then(draft, text)
        if plain is None or not _is_whole(draft, plain):
            return False
        stood = draft.own.get("anchor") or {}
        item.fate, item.why = STOOD.get(stood.get("state"), Fate.EXACT), str(stood.get("reason") or "")[:200]
        if item.fate == Fate.EXACT:
            item.fate, item.why = (Fate.EXACT if draft.is_on_words else Fate.WHOLE), ""
        item.as_it_was, item.text, item.revision_id = True, stored(text), revision
        item.start, item.end = draft.start, draft.end
        return True

    def _by_selectors(self, draft: Draft, text: Text, otherwise: Placed) -> Placed:
        """What points at a text of this program by its elements or numbers means the words there."""
        assert text.latest
        try:
            span = trimmed(text.latest.plain, selected(list(draft.selectors), text.latest.html, text.latest.plain))
        except Lost as lost:
            return Placed(LOST, why=str(lost))
        return Placed(EXACT, 0, span) if span else otherwise

    def _note_down(self, item: Item, text: Text, placed: Placed) -> None:
        item.fate, item.why = FATES[placed.how], placed.why[:200]
        item.text, item.revision = stored(text), text.latest if stored(text) else None
        item.start, item.end = (placed.span.start, placed.span.end) if placed.span else (None, None)

    def _is_here(self, item: Item) -> bool:
        return item.origin in self._come_before or (key_in(item.draft_id), item.group_id) in self._written_here

    @cached_property
    def _come_before(self) -> set[str]:
        """Of the origins that these may have, those of which something was made already."""
        groups = {None, *(uuid.UUID(group) for _, _, group in self.audiences.values() if group)}
        asked = [origin_of(item.draft_id, group) for item in self.items for group in groups]
        came = Item.objects.filter(MADE, origin__in=asked)
        return set(came.values_list("origin", flat=True))

    @cached_property
    def _written_here(self) -> set[tuple[Any, Any]]:
        """What was exported from this very site: key and group."""
        keys = [key for item in self.items if (key := key_in(item.draft_id))]
        by = self.job.by
        notes = Annotation.objects.readable_by(by).filter(pk__in=keys).values_list("pk", "group")
        replies = Reply.objects.readable_by(by).filter(pk__in=keys).values_list("pk", "annotation__group")
        foreign = Foreign.objects.readable_by(by).filter(pk__in=keys).values_list("pk", "group")
        return {*notes, *replies, *foreign}

    def _reply(self, item: Item, draft: Draft) -> None:
        """It goes where the note goes that it answers, which was looked at before it."""
        parent = self._parents.get(draft.parent)
        if parent is None or parent.fate == Fate.LEFT:
            item.why = (
                "The note that it answers is left out." if parent else "The note that it answers is not in the file."
            )
        elif not draft.body:
            item.why = "It says nothing."
        elif draft.audience == Visibility.PRIVATE and not self._own_thread(draft, parent):
            item.why = "It was for its author alone, and its thread is for others too."
        else:
            item.fate, item.text, item.visibility, item.group_id = (
                Fate.ANSWER,
                parent.text,
                parent.visibility,
                parent.group_id,
            )
            item.origin = origin_of(draft.id, item.group_id)
            if self._is_here(item):
                item.fate, item.why = Fate.HERE, "It came before, or was written here."

    def _own_thread(self, draft: Draft, parent: Item) -> bool:
        return parent.visibility == Visibility.PRIVATE and parent.came.creator.key == draft.creator.key

    @cached_property
    def _parents(self) -> dict[str, Item]:
        """Of these replies; one that stands in the same step is the same object."""
        asked = {item.draft["parent"] for item in self.items if item.draft["parent"]}
        found = {item.draft_id: item for item in self.job.items.filter(draft_id__in=asked).order_by("-number")}
        return found | {item.draft_id: item for item in reversed(self.items) if item.draft_id in asked}


def _is_whole(draft: Draft, plain: str) -> bool:
    """Whether it stands in these words as it says: on its own, on none, or where it says that it came without them."""
    if draft.start is None or draft.end is None:
        return draft.start is draft.end and draft.pointed == "" and bool(draft.exact) == bool(draft.own.get("unplaced"))
    if not 0 <= draft.start < draft.end <= len(plain) or not draft.exact:
        return False
    return bool(draft.own.get("unplaced")) or plain[draft.start : draft.end] == draft.exact


def tally(job: Import) -> list[tuple[str, str, int]]:
    """(fate, its name, how many) for all that there are."""
    counts = Counter(job.items.order_by().values_list("fate", flat=True))
    return [(fate, str(label), counts[fate]) for fate, label in Fate.choices if counts[fate]]
