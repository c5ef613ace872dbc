"""The form in which a note gets other words to stand on."""

from __future__ import annotations

from typing import Any

from django import forms

from annotator.notes.models import Annotation
from annotator.notes.targets import AmbiguousWords, looked_for, seen
from texts.finding import Ambiguous, Found, find
from texts.models import Text
from texts.spans import Quote, Span, quote_at

MOST = 10  # places offered on one page
MOVED_ON = "The text has changed since this page was shown to you. Look at the note again."


class SeenForm(forms.Form):
    """The place of a note that somebody saw and confirms. `span` is cleaned if the latest revision is what they saw."""

    revision = forms.UUIDField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)

    def __init__(self, data: Any, *, text: Text) -> None:
        super().__init__(data)
        self.text = text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or cleaned["revision"] != self.text.latest_id or cleaned["start"] >= cleaned["end"]:
            raise forms.ValidationError(MOVED_ON)
        return {**cleaned, "span": Span(cleaned["start"], cleaned["end"])}


def places_for(note: Annotation) -> tuple[list[tuple[Span, Quote]], int]:
    """Where the words that `note` was written on may stand in the latest revision: the first MOST, and how many more."""
    assert note.text.latest
    plain = note.text.latest.plain
    found = find(note.quote, plain)
    spans = [found.span] if isinstance(found, Found) else []
    if isinstance(found, Ambiguous):
        spans = [one.span for one in found.candidates]
    return [(span, quote_at(plain, span)) for span in spans[:MOST]], len(spans[MOST:])


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
