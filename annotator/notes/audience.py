"""Who can see a note, in words that follow the rule in `annotator.permissions`."""

from __future__ import annotations

from django.conf import settings

from annotator.notes.models import Annotation, Visibility
from texts.models import Readers, Text


def audiences(text: Text) -> dict[str, str]:
    """For each visibility: who would read a note on `text`."""
    return {Visibility.PRIVATE: "only you", Visibility.PUBLIC: _public(text)}


def audience_of(annotation: Annotation, viewer_is_author: bool) -> str:
    if annotation.visibility == Visibility.PRIVATE:
        return "only you" if viewer_is_author else "only its author"
    return _public(annotation.text)


def _public(text: Text) -> str:
    if settings.ANONYMOUS_READING and text.article.readers == Readers.EVERYONE:
        return "everyone who opens this site"
    return "everyone who is signed in here"
