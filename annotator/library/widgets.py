"""django-markdownx's editor with a script of our own, which leaves the Tab key alone and says what goes wrong."""

from __future__ import annotations

from django.forms import Media
from django.forms.widgets import Script
from django.templatetags.static import static
from markdownx.widgets import MarkdownxWidget


class Editor(MarkdownxWidget):  # type: ignore[misc]
    template_name = "library/_editor.html"

    @property
    def media(self) -> Media:
        return Media(js=[Script(static("library/editor.js"), type="module")])  # type: ignore[list-item]
