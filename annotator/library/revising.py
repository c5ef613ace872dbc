"""Changing the words of a text: the form, and its revision as it would be."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markdownx.fields import MarkdownxFormField

from annotator.library.forms import WordsForm
from annotator.library.publishing import drafted
from annotator.library.widgets import Editor
from annotator.people.models import User
from texts.importing import LARGEST, has_words
from texts.models import Revision, Text
from texts.rendering import normal


class RevisionForm(forms.Form):
    """New words for `text`, why, and the revision that they were written on."""

    words = MarkdownxFormField(
        strip=False,
        max_length=LARGEST,
        widget=Editor(attrs={"rows": 22}),
        help_text="In Markdown.",
        error_messages={"required": "A text cannot be without words."},
    )
    message = forms.CharField(
        required=False,
        max_length=Revision._meta.get_field("message").max_length,
        label="Why",
        help_text="What you changed and why, for the history.",
    )
    base = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: Text, editor: User, **kwargs: Any) -> None:
        self.text, self.editor = text, editor
        start = {"words": text.latest.source, "base": text.latest_id} if text.latest else {}
        kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean_words(self) -> str:
        words = normal(self.cleaned_data["words"])
        if not has_words(words):
            raise ValidationError("A text cannot be without words.")
        return words

    def clean_base(self) -> Revision:
        return self.revision(self.cleaned_data["base"])

    def revision(self, key: uuid.UUID) -> Revision:
        """One of this text. Raises ValidationError where there is none."""
        base = self.text.revisions.select_related("author").filter(pk=key).first()
        if base is None:
            raise ValidationError("The revision that this was based on does not exist. Open the text in another tab.")
        return base

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "words" in data and "base" in data:
            self._refuse_no_change(data["words"], data["base"])
            data["draft"] = self._draft(data["words"])
        return data

    def _refuse_no_change(self, words: str, base: Revision) -> None:
        assert self.text.latest
        if words in (normal(base.source), normal(self.text.latest.source)):
            raise ValidationError("Nothing has been changed, so there is nothing to save.", code="unchanged")

    def _draft(self, words: str) -> Revision | None:
        draft = drafted(self.text, words, self.editor)
        if draft is None:
            self.add_error("words", "These words make nothing that can be shown: write some text.")
        return draft

    @property
    def is_stale(self) -> bool:
        """Somebody has published another revision since these words were begun."""
        return bool(self.cleaned_data["base"].pk != self.text.latest_id)


class NewVersionForm(WordsForm):
    """A whole new version, pasted or in a file: of one text, or of an article with its comments."""

    message = RevisionForm.declared_fields["message"]
    base = RevisionForm.declared_fields["base"]

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        kwargs["initial"] = {"base": text.latest_id} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = "All of the new version, not only what is new in it."
        if text.parent_id:
            one_text = [("plain", "Plain text"), ("markdown", "Markdown")]
            self.fields["form"] = forms.ChoiceField(choices=one_text, label="What is it?")
