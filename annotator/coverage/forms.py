"""What the coverage pages ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from annotator.coverage.models import Kind, Offer
from annotator.coverage.standing import Stands, chosen

STATES = [("", "All"), ("open", "Open"), ("looked", "Looked at"), *Stands.choices[1:]]


class CoverageFilter(forms.Form):
    """What stands in the address; an unknown value is an error, and then nothing is listed."""

    state = forms.ChoiceField(choices=STATES, required=False)
    kind = forms.ChoiceField(choices=[("", "Any"), *Kind.choices], required=False)

    def apply(self, offers: QuerySet[Offer]) -> QuerySet[Offer]:
        if not self.is_valid():
            return offers.none()
        kind = self.cleaned_data["kind"]
        return offers.filter(chosen(self.cleaned_data["state"]), Q(kind=kind) if kind else Q())

    @property
    def active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class DismissForm(forms.Form):
    """Why a find need not be checked."""

    reason = forms.CharField(
        max_length=500,
        label="Why need nobody check this?",
        error_messages={"required": "Say why nobody needs to check this: the next reader will ask."},
    )


class DismissAllForm(DismissForm):
    """`number` is how many open places the reader was shown; if it is another now, they look again."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, still_open: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.still_open = still_open

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number != self.still_open:
            raise forms.ValidationError(f"There are {self.still_open} open places now, and {number} when you looked.")
        return number


class SignOffForm(forms.Form):
    """`revision` and `open` are what the editor was shown; if that is not so any more, they look again."""

    revision = forms.UUIDField(widget=forms.HiddenInput)
    open = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="For whoever reads this."
    )
    aware = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, revision: Any, still_open: int) -> None:
        super().__init__(data, initial={"revision": revision, "open": still_open})
        self.revision, self.still_open = revision, still_open
        places = f"{still_open} place{'' if still_open == 1 else 's'}"
        self.fields["aware"].label = f"I sign this off although {places} {'is' if still_open == 1 else 'are'} open"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if (data["revision"], data["open"]) != (self.revision, self.still_open):
            raise forms.ValidationError("Something has changed since you were shown this. Look again, then sign off.")
        if self.still_open and not data["aware"]:
            self.add_error("aware", "Say that you know what is open, or look at it first.")
        return data
