"""What the desk is narrowed to: which students, and which of their notes. It stands in the address, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from annotator.notes.filters import STATES
from annotator.notes.models import Annotation, Motivation, Reply

ONLY = [
    ("", "Everyone"),
    ("waiting", "Not reviewed yet"),
    ("reviewed", "Reviewed"),
    ("written", "Who wrote something"),
    ("none", "Who wrote nothing"),
    ("unanswered", "With notes nobody answered"),
    ("late", "Handed in late"),
    ("changed", "Changed since review"),
]
LABELS: dict[str, list[tuple[str, str]]] = {
    "only": ONLY,
    "motivation": [("", "All kinds"), *((str(key), str(label)) for key, label in Motivation.choices)],
    "state": [("", "Any"), *((key, str(label)) for key, (label, _) in STATES.items())],
}
Counts = dict[str, dict[str, int]]  # by field and value
WORDS = {"tag": "Tagged “{}”", "section": "In “{}”"}  # of fields that are typed
ABOUT_NOTES = ("motivation", "state", "tag")


@dataclass(frozen=True)
class Chip:
    """One thing that is asked for, the query string without it, and how many there are of it, if they were counted."""

    name: str
    words: str
    without: str
    count: int | None


class DeskFilter(forms.Form):
    """Which students, and which of their notes. What the address says and no filter means is left aside."""

    only = forms.ChoiceField(label="Students", required=False, choices=LABELS["only"])
    motivation = forms.ChoiceField(label="Kind of note", required=False, choices=LABELS["motivation"])
    state = forms.ChoiceField(label="State of note", required=False, choices=LABELS["state"])
    tag = forms.CharField(label="Tag", required=False, max_length=60)
    section = forms.CharField(label="Section", required=False, max_length=120)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="desk-%s")
        self.counts: Counts = {}
        self.is_valid()

    def with_counts(self, counts: Counts) -> DeskFilter:
        """Each choice says how many there are of it in the whole class; tags that are there are offered."""
        self.counts = counts
        for name in ("only", "motivation", "state"):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [(key, _counted(label, counts[name].get(key))) for key, label in LABELS[name]]
        return self

    @property
    def tags(self) -> list[tuple[str, int]]:
        return list(self.counts.get("tag", {}).items())

    @property
    def sections(self) -> list[tuple[str, int]]:
        return list(self.counts.get("section", {}).items())

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))

    @property
    def query(self) -> str:
        """For addresses that keep the filter; empty without one."""
        return self._without("")

    @property
    def asked(self) -> dict[str, str]:
        return {name: self.chosen(name) for name in self.fields if self.chosen(name)}

    def _without(self, left_out: str) -> str:
        kept = QueryDict(mutable=True)
        kept.update({name: value for name, value in self.asked.items() if name != left_out})
        return kept.urlencode()

    def but(self, name: str) -> DeskFilter:
        """The same without one field."""
        return DeskFilter(QueryDict(self._without(name)))

    @property
    def chips(self) -> list[Chip]:
        return [self._chip(name, self.chosen(name)) for name in self.fields if self.chosen(name)]

    def _chip(self, name: str, value: str) -> Chip:
        words = WORDS[name].format(value) if name in WORDS else dict(LABELS[name])[value]
        return Chip(name, words, self._without(name), self.counts[name].get(value, 0) if self.counts else None)

    @property
    def asks_for_notes(self) -> bool:
        """Who has none that it leaves is left out too."""
        return self.is_about_notes or self.chosen("only") == "written"

    @property
    def is_about_notes(self) -> bool:
        """Some notes of a student are asked for, and others not."""
        return any(self.chosen(name) for name in ABOUT_NOTES) or self.chosen("only") == "unanswered"

    @property
    def asks_where(self) -> bool:
        """Only notes that are `standing` can be held against it."""
        return bool(self.chosen("state"))

    def notes(self, notes: QuerySet[Annotation]) -> QuerySet[Annotation]:
        """Those of the kind, state and tag, and if asked those that nobody else has answered."""
        return notes.filter(self.conditions())

    def conditions(self) -> Q:
        wanted = Q()
        if self.chosen("motivation"):
            wanted &= Q(motivation=self.chosen("motivation"))
        if self.chosen("state"):
            wanted &= STATES[self.chosen("state")][1]
        if self.chosen("tag"):
            wanted &= Q(tags__name=self.chosen("tag"))
        return wanted & _unanswered() if self.chosen("only") == "unanswered" else wanted


def _counted(label: str, count: int | None) -> str:
    return label if count is None else f"{label} ({count})"


def _unanswered() -> Q:
    others = Reply.objects.filter(annotation=OuterRef("pk"), deleted=None).exclude(author=OuterRef("author"))
    asked = Q(motivation__in=[Motivation.QUESTIONING, Motivation.COMMENTING], resolved=None)
    return asked & ~Q(Exists(others))
