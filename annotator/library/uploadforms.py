"""A document that has been read: what is suggested about it, its words, and which of its parts become texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markdownx.fields import MarkdownxFormField

from annotator.library.forms import METADATA, suggested_direction
from annotator.library.widgets import Editor
from texts.importing import LARGEST, CommentDraft, Draft, Drafted, Part, has_words, with_comments
from texts.models import Text
from texts.rendering import normal, render

SAMPLE = 2_000  # characters
WHOLE, PARTS, COMMENTS = "whole", "parts", "comments"


def ways(drafted: Drafted) -> list[tuple[str, str]]:
    """How it may be stored, and in which words that is offered: what it says of itself, it is not parted by."""
    found = [(WHOLE, "As one text")]
    if drafted.parts[1:]:
        found.append((PARTS, f"As {len(drafted.parts):,} texts, one for each part"))
    if split := with_comments(drafted.whole):
        found.append((COMMENTS, f"As an article with {len(split[1]):,} comment{'' if len(split[1]) == 1 else 's'}"))
    return found if found[1:] else []


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


class CommentsForm(WholeForm):
    """An article, and a comment for each numbered passage behind it."""

    def clean_words(self) -> str:
        words = super().clean_words()
        if with_comments(words) is None:
            raise ValidationError("There are no numbered comments under an article in these words any more.")
        return words

    def drafts(self, title: str) -> list[tuple[str, Draft]]:
        return [(title, article_of(self.cleaned_data["words"]))]


def article_of(words: str) -> Draft:
    """With its comments, where there are any."""
    split = with_comments(words)
    if split is None:
        return Draft(words)
    return Draft(split[0], comments=[CommentDraft(one.number, one.words) for one in split[1]])


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
