"""Which notes a list, the margin and the painted text show: one form, so that they always show the same set."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from annotator import permissions
from annotator.notes.models import Annotation, CheckState, Motivation, QueryState, Reply, State, Visibility
from annotator.notes.models.check import has_changed

# Conditions on Annotation.objects.standing(), which knows where each note stands now.
OPEN_QUERIES = Q(query__state=QueryState.OPEN)
OPEN_CHECKS = Q(quote_check__isnull=False) & ~Q(quote_check__state=CheckState.CONFIRMED)
ASKING = Q(motivation__in=[Motivation.COMMENTING, Motivation.QUESTIONING], resolved=None) | OPEN_QUERIES | OPEN_CHECKS
SETTLED = (
    Q(resolved__isnull=False)
    | Q(query__isnull=False) & ~Q(query__state=QueryState.OPEN)
    | Q(quote_check__state=CheckState.CONFIRMED)
)
STATES = {
    "open": ("Open", ASKING),
    "closed": ("Settled", SETTLED),
    **{f"query-{value}": (f"Query: {label}", Q(query__state=value)) for value, label in QueryState.choices},
    **{f"check-{value}": (f"Check: {label}", Q(quote_check__state=value)) for value, label in CheckState.choices},
    "check-changed": ("Check: changed since", Q(has_changed())),
    **{value: (label, Q(stands=value)) for value, label in State.choices if value != State.EXACT},
}


class PlacesField(forms.CharField):
    """Stretches of texts, `<text>:<from>-<to>` in code points with commas between: what a window shows."""

    def clean(self, value: Any) -> list[tuple[uuid.UUID, int, int]]:
        words = super().clean(value)
        try:
            return [_stretch(part) for part in words.split(",")] if words else []
        except ValueError as error:
            raise forms.ValidationError("This is no stretch of a text.") from error


def _stretch(part: str) -> tuple[uuid.UUID, int, int]:
    text, _, ends = part.partition(":")
    start, _, end = ends.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10):
        raise ValueError(part)
    return uuid.UUID(text), int(start), int(end)


class NoteFilter(forms.Form):
    """Fields are what stands in the address; an unknown value is an error and filters nothing in silence."""

    q = forms.CharField(required=False, label="Words", max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    motivation = forms.MultipleChoiceField(
        choices=Motivation.choices, required=False, label="Kind", widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(
        choices=[("", "Any"), *((key, label) for key, (label, _) in STATES.items())], required=False
    )
    visibility = forms.ChoiceField(choices=[("", "Any"), *Visibility.choices], required=False)
    group = forms.UUIDField(required=False, widget=forms.Select)
    assignment = forms.UUIDField(required=False, widget=forms.HiddenInput)
    by = forms.UUIDField(required=False, label="Person", widget=forms.Select)
    tag = forms.CharField(required=False, max_length=60, widget=forms.Select)
    mine = forms.BooleanField(required=False, label="Mine")
    within = PlacesField(required=False, max_length=2000, label="Only what is in view now")

    def __init__(self, data: QueryDict | None = None, *, people: Any = (), tags: Any = (), groups: Any = ()) -> None:
        super().__init__(data or QueryDict(), auto_id="filter-%s")
        self.fields["by"].widget.choices = [("", "Anybody"), *((person.pk, str(person)) for person in people)]
        self.offers_groups = bool(groups)
        self.fields["group"].widget.choices = [("", "Any"), *((group.pk, str(group)) for group in groups)]
        self.fields["tag"].widget.choices = [("", "Any"), *((name, name) for name in tags)]

    def conditions(self, user: permissions.Actor) -> Q:
        """What is asked for, as one condition on annotations."""
        asked = self.cleaned_data if self.is_valid() else {}
        wanted = Q()
        if words := asked.get("q"):
            wanted &= _said(words)
        if asked.get("motivation"):
            wanted &= Q(motivation__in=asked["motivation"])
        if asked.get("state"):
            wanted &= STATES[asked["state"]][1]
        if asked.get("visibility"):
            wanted &= Q(visibility=asked["visibility"])
        if asked.get("group"):
            wanted &= Q(group=asked["group"])
        if asked.get("assignment"):
            wanted &= Q(assignment=asked["assignment"])
        if asked.get("by"):
            wanted &= Q(author=asked["by"]) & permissions.named_annotations(user)
        if asked.get("tag"):
            wanted &= Q(tags__name=asked["tag"])
        if asked.get("mine"):
            wanted &= Q(author=user.pk)
        if asked.get("within"):
            here = Q()
            for text, start, end in asked["within"]:
                here |= Q(text=text, at__lt=end, until__gt=start)
            wanted &= here
        return wanted

    def apply(self, annotations: QuerySet[Annotation], user: permissions.Actor) -> QuerySet[Annotation]:
        """Only what is asked for; nothing at all while the address asks for something that does not exist."""
        if not self.is_valid():
            return annotations.none()
        return annotations.filter(self.conditions(user))

    @property
    def in_words(self) -> str:
        """What is asked for, as the end of "Shown are only …"."""
        asked = self.cleaned_data if self.is_valid() else {}
        kinds = [str(Motivation(value).label).lower() for value in asked.get("motivation", [])]
        parts = ["notes of mine"] if asked.get("mine") else []
        parts += [" or ".join(kinds)] if kinds else []
        parts += [f"“{STATES[asked['state']][0]}”"] if asked.get("state") else []
        parts += [f"seen by “{Visibility(asked['visibility']).label}”"] if asked.get("visibility") else []
        parts += [f"notes in {self._named('group', asked['group'], 'no group of yours')}"] if asked.get("group") else []
        parts += [f"by {self._named('by', asked['by'], 'somebody without notes here')}"] if asked.get("by") else []
        parts += [f"tagged “{asked['tag']}”"] if asked.get("tag") else []
        parts += [f"with “{asked['q']}”"] if asked.get("q") else []
        parts += ["what was in view"] if asked.get("within") else []
        return ", ".join(parts)

    def _named(self, field: str, wanted: Any, unknown: str) -> str:
        choices = self.fields[field].widget.choices
        return next((name for pk, name in choices if pk == wanted), unknown)

    def among(self, groups: Sequence[Any]) -> Any:
        """The one among `groups` that is asked for."""
        asked = self.cleaned_data.get("group") if self.is_valid() else None
        return next((group for group in groups if group.pk == asked), None)

    @property
    def active(self) -> bool:
        """Something is asked for that one can take out again; the assignment one reads for is said elsewhere."""
        return any(self.data.get(name) for name in self.fields if name != "assignment")


def _said(words: str) -> Q:
    """In the body, the quoted words, a tag or an existing reply."""
    answered = Reply.objects.filter(deleted=None, body__icontains=words).values("annotation")
    return (
        Q(body__icontains=words) | Q(exact__icontains=words) | Q(pk__in=answered) | Q(query__proposed__icontains=words)
    )
