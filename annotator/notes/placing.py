"""The form in which a note gets other words to stand on."""

from __future__ import annotations

from typing import Any

from django import forms

from annotator.notes.targets import AmbiguousWords, looked_for, seen
from texts.models import Text
from texts.spans import Quote, Span


class PlaceForm(forms.Form):
    """Where a note shall stand: words quoted from the text, or a span selected in it. `span` is cleaned in the latest."""

    words = forms.CharField(
        required=False,
        strip=False,
        label="The words it shall stand on",
        help_text="Copy them from the text.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    near = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    revision = forms.UUIDField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    exact = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.places: list[tuple[int, Quote]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["span"] = self._selected(cleaned) or looked_for(self.text, cleaned["words"], cleaned["near"]).span
        except AmbiguousWords as ambiguous:
            self.places = ambiguous.places
            self.add_error("words", ambiguous)
        return cleaned

    def _selected(self, cleaned: dict[str, Any]) -> Span | None:
        """The span that was selected on a page; the page must show the latest revision."""
        revision, start, end = cleaned["revision"], cleaned["start"], cleaned["end"]
        if revision is None or start is None or end is None or start >= end:
            return None
        if revision != self.text.latest_id:
            raise forms.ValidationError(
                "The words you selected are not in the latest revision of this note's text. Select them again."
            )
        return seen(self.text, revision, Span(start, end), cleaned["exact"]).span
