"""All quote checks of a text as one document: what was asked, held against what, found by whom, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q

from annotator import permissions
from annotator.checking.comparing import against, quotation
from annotator.notes.models import Annotation, Check, CheckState, Source, Verdict
from texts.models import Text

STANDS = {
    CheckState.OPEN: "Open: nobody has judged it.",
    CheckState.CLAIMED: "Open: a reader is at work on it.",
    CheckState.PROPOSED: "Open: one reader has judged, and a second has not.",
    CheckState.DISPUTED: "Disputed: two readers differ.",
    CheckState.CONFIRMED: "Confirmed by two readers, of whom neither knew the other’s verdict.",
}


@dataclass(frozen=True)
class Entry:
    """One check as the report prints it."""

    note: Any

    @property
    def check(self) -> Any:
        return self.note.quote_check

    @property
    def words(self) -> str:
        return quotation(self.note)

    @property
    def stands(self) -> str:
        return STANDS[CheckState(self.check.state)]

    @property
    def held(self) -> list[tuple[Source, Any]]:
        """Each source, with what the comparison says of it."""
        return [(source, against(source, self.note)) for source in self.check.sources.all()]

    @property
    def verdicts(self) -> list[Verdict]:
        """Both, or none: a verdict that stands alone is nobody's to read."""
        return list(self.check.disclosed) if self.check.settled else []


def checks_on(text: Text, reader: permissions.Actor) -> Any:
    """The readable checks on a text, and on its comments, in reading order."""
    verdicts = Verdict.objects.filter(
        permissions.readable_verdicts(reader),
        round=F("quote_check__round"),
        withdrawn=None,
        disclosed__isnull=False,
    )
    bulky = (f"revision__{name}" for name in ("source", "html", "plain"))
    on = Q(text=text.pk) | Q(text__parent=text.pk)
    notes: Any = Annotation.objects.readable_by(reader).standing().filter(on, quote_check__isnull=False)
    return (
        notes.in_reading_order()
        .select_related("author", "text__parent", "revision")
        .defer(*bulky)
        .prefetch_related(
            Prefetch("quote_check", Check.objects.with_words()),
            Prefetch("quote_check__sources", Source.objects.filter(deleted=None).select_related("added_by")),
            Prefetch("quote_check__verdicts", verdicts.select_related("reader"), to_attr="disclosed"),
        )
    )


def entries(notes: Iterable[Any]) -> list[Entry]:
    return [Entry(note) for note in notes]


def totals(text: Text, reader: permissions.Actor) -> list[tuple[str, str, int]]:
    """(state, its name, how many), without those that are none: one query."""
    on = Q(text=text.pk) | Q(text__parent=text.pk)
    readable = Annotation.objects.readable_by(reader).filter(on, quote_check__isnull=False)
    counts = Counter(readable.order_by().values_list("quote_check__state", flat=True))
    return [(state, str(label), counts[state]) for state, label in CheckState.choices if counts[state]]
