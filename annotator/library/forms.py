"""Importing texts and describing them."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from markdownx.fields import MarkdownxFormField

from annotator.library.widgets import Editor
from texts.importing import (
    LARGEST,
    LARGEST_FILE,
    Draft,
    Kind,
    Unreadable,
    decode,
    has_words,
    kind_of,
    read_text,
    recognise,
)
from texts.models import Direction, Text

FORMS = [
    ("", "Recognise it"),
    ("plain", "Plain text"),
    ("markdown", "Markdown"),
    ("article", "An article with numbered comments under it"),
]
METADATA = ["title", "byline", "publisher", "published", "source_url", "language", "direction", "rights", "readers"]


FILES = "Plain text or Markdown (at most 10 MB), Word (DOCX), EPUB, PDF, HTML or TEI (at most 20 MB)."
ACCEPTED = ".txt,.md,.docx,.epub,.pdf,.html,.htm,.xhtml,.xml"


class Document(NamedTuple):
    """A file that is read in the background."""

    data: bytes
    name: str
    kind: Kind


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said about a text, not its words."""

    class Meta:
        model = Text
        fields = METADATA
        help_texts = {
            "published": "As exactly as it is known: 2008, 2008-10 or 2008-10-18.",
            "language": "A code such as en, de or he.",
            "readers": "To groups a text is shown on their own pages, under Texts.",
            "rights": "Whose words these are, and on what terms they are shown.",
        }

    source_url = forms.URLField(required=False, label="Source address", max_length=1000, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == "article":
            self.fields["title"].required = True
            self.fields["title"].error_messages["required"] = "Give the text a title."
        else:
            for name in ("readers", "title"):
                del self.fields[name]


class WordsForm(forms.Form):
    """Words pasted, or a file with them; and what kind of thing they are."""

    words = MarkdownxFormField(
        required=False,
        strip=False,
        label="Words",
        max_length=LARGEST,
        widget=Editor(attrs={"rows": 18}),
        help_text="Paste a text, or an article with its numbered comments.",
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text=FILES,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": "There is nothing in this file. Choose another."},
    )
    form = forms.ChoiceField(choices=FORMS, required=False, label="What is it?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["document"] = self._document(data)
        if data["document"] or "file" in self.errors:
            return data
        data["words"] = self._words(data)
        if data["words"] and not self.errors:
            data["form"] = data["form"] or recognise(data["words"])
            data["draft"] = self._draft(data["words"], data["form"])
        return data

    def _document(self, data: dict[str, Any]) -> Document | None:
        """A file that is no plain text, to be read in the background; None for all else."""
        if not data.get("file"):
            return None
        given = data["file"].read(LARGEST_FILE + 1)
        data["file"].seek(0)
        try:
            kind = kind_of(given, data["file"].name)
        except Unreadable as refusal:
            self.add_error("file", str(refusal))
            return None
        if kind and len(given) > LARGEST_FILE:
            self.add_error("file", f"This file is larger than {LARGEST_FILE // 1_000_000} MB. Take its pictures out.")
            return None
        if kind and has_words(data.get("words") or ""):
            self.add_error("file", "You sent words and a file. Empty the field if the file is meant, or send no file.")
            return None
        return Document(given, data["file"].name, kind) if kind else None

    def _words(self, data: dict[str, Any]) -> str:
        """A file wins over what is in the field; its words are put there, so that it need not be chosen again."""
        try:
            words = decode(data["file"].read(LARGEST + 1)) if data.get("file") else data.get("words") or ""
        except Unreadable as refusal:
            self.add_error("file", str(refusal))
            return data.get("words") or ""
        if not has_words(words) and not self.errors:
            self.add_error("words", "Paste some words, or choose a file.")
        if data.get("file"):
            self.data = {**self.data.dict(), "words": words}  # type: ignore[attr-defined]
        return words

    def _draft(self, words: str, form: Any) -> Draft | None:
        draft = read_text(words, form)
        if not draft.source.strip():
            raise ValidationError("There is no article before the first comment. Put its words above the numbers.")
        return draft


def suggested_direction(words: str) -> str:
    """Right to left if most of the first letters are."""
    sides = [unicodedata.bidirectional(letter) for letter in words[:2000] if letter.isalpha()]
    rightward = sum(side in ("R", "AL") for side in sides)
    return Direction.RIGHT_TO_LEFT if rightward * 2 > len(sides) else Direction.LEFT_TO_RIGHT
