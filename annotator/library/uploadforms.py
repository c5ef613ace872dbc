"""A document that has been read: what is suggested about it, its words, and which of its parts become texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markdownx.fields import MarkdownxFormField

from annotator.library.forms import METADATA, suggested_direction
from annotator.library.widgets import Editor
from texts.importing import LARGEST, Draft, Drafted, Part, has_words
from texts.models import Text
from texts.rendering import normal, render

SAMPLE = 2_000  # characters
WHOLE, PARTS = "whole", "parts"


def suggested(drafted: Drafted, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, and for what was not yet asked what the document says of itself, where it is fit to be stored."""
    said = {name: _fit(name, getattr(drafted, name, "")) for name in METADATA}
    said |= {
        "language": said["language"] or "en",
        "readers": "everyone",
        "direction": suggested_direction(drafted.whole[:SAMPLE]),
    }
    return said | {name: typed[name] for name in METADATA if name in typed}


def _fit(name: str, value: str) -> str:
    field: Any = Text._meta.get_field(name)
    value = value[: field.max_length]
    try:
        field.run_validators(value)
    except ValidationError:
        return ""
    return value


class WholeForm(forms.Form):
    """All of a document as one text."""

    words = MarkdownxFormField(
        required=False, strip=False, label="Words", max_length=LARGEST, widget=Editor(attrs={"rows": 18})
    )

    def __init__(self, *args: Any, drafted: Drafted, **kwargs: Any) -> None:
        kwargs["initial"] = {"words": drafted.whole}
        super().__init__(*args, **kwargs)
        self.drafted = drafted

    def clean_words(self) -> str:
        words = normal(self.cleaned_data["words"])
        if not has_words(words) or not has_words(render(words).plain):
            raise ValidationError("A text cannot be without words.")
        return words

    def drafts(self, title: str) -> list[tuple[str, Draft]]:
        return [(title, Draft(self.cleaned_data["words"]))]


class PartsForm(forms.Form):
    """Each chosen part of a document as a text with its own title."""

    def __init__(self, *args: Any, drafted: Drafted, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafted = drafted
        for number, part in enumerate(drafted.parts):
            self.fields[f"keep_{number}"] = forms.BooleanField(required=False, initial=True, label="Store this part")
            self.fields[f"title_{number}"] = forms.CharField(
                max_length=Text._meta.get_field("title").max_length,
                initial=(part.title or f"Part {number + 1}")[:500],
                label="Title",
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, Part]]:
        return [
            (self[f"keep_{number}"], self[f"title_{number}"], part) for number, part in enumerate(self.drafted.parts)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"keep_{number}") for number in range(len(self.drafted.parts))):
            raise ValidationError("Choose at least one part.")
        return data

    def drafts(self, title: str) -> list[tuple[str, Draft]]:
        """In the order of the document."""
        return [
            (self.cleaned_data[f"title_{number}"], Draft(part.source))
            for number, part in enumerate(self.drafted.parts)
            if self.cleaned_data[f"keep_{number}"]
        ]
