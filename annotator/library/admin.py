"""Texts, for operators: what is said about a text can be put right; its words change by publishing alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, URLField
from django.forms import ModelForm
from django.http import HttpRequest

from annotator import permissions
from annotator.library.forms import METADATA
from annotator.library.models import Upload
from annotator.people.operators import Shown
from texts.models import Revision, Text

LONG = ("source", "html", "plain")


class TextForm(ModelForm):  # type: ignore[type-arg]
    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title:
            raise ValidationError("An article needs a title.")
        return title


@admin.register(Text)
class TextAdmin(Shown):
    list_display = ("__str__", "kind", "byline", "publisher", "published", "language", "readers", "created")
    list_filter = ("kind", "readers", "language", "direction", "created")
    list_select_related = ("parent",)
    search_fields = ("title", "byline", "publisher", "source_url")
    ordering = ("-created", "-pk")
    form = TextForm
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_texts(user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A comment has no title of its own and is read by whoever reads its article."""
        changeable = {*METADATA} - ({"title", "readers"} if obj and obj.parent_id else set())
        return [name for name in self.get_fields(request, obj) if name not in changeable]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Text, form: ModelForm[Text], change: bool) -> None:
        """Only what was changed: the row read before may be older than a revision published since."""
        obj.save(update_fields=[name for name in form.changed_data if name in METADATA])


@admin.register(Revision)
class RevisionAdmin(Shown):
    list_display = ("__str__", "text", "message", "author", "created")
    list_filter = ("created",)
    list_select_related = ("text", "author")
    search_fields = ("text__title", "message", "author__username", "author__display_name")
    ordering = ("-created", "-pk")
    hidden = ("html", "plain")
    deferred = LONG

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_texts(user, "text__")


@admin.register(Upload)
class UploadAdmin(Shown):
    """What is on its way, and what went wrong; not what is in it."""

    list_display = ("name", "kind", "size", "state", "attempts", "person", "created")
    list_filter = ("state", "kind", "created")
    list_select_related = ("person",)
    search_fields = ("name", "person__username")
    ordering = ("-created", "-pk")
    hidden = ("data", "drafted")
    deferred = ("data", "drafted")
