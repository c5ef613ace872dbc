"""The library: which texts there are for a reader, in which order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from annotator import permissions
from annotator.library.counting import noted
from texts.models import Text

SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "newest": ("Newest first", ("-created", "-id")),
    "oldest": ("Oldest first", ("created", "id")),
    "title": ("Title", (Lower("title"), "id")),
    "notes": ("Most notes", ("-notes", "-created", "-id")),
}


class LibraryForm(forms.Form):
    """What stands in the address of the library."""

    q = forms.CharField(
        required=False, label="Title or author", max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    sort = forms.ChoiceField(choices=[(key, label) for key, (label, _) in SORTS.items()], required=False)

    def texts(self, user: permissions.Actor) -> QuerySet[Text]:
        self.full_clean()
        asked = self.cleaned_data  # what is wrong is missing here, and said beside its field
        found = Text.objects.filter(permissions.readable_texts(user), parent=None)
        for word in asked.get("q", "").split():
            found = found.filter(Q(title__icontains=word) | Q(byline__icontains=word) | Q(publisher__icontains=word))
        if self.by_notes:
            found = found.annotate(notes=noted(user))
        return found.order_by(*SORTS[asked.get("sort") or "newest"][1])

    @property
    def by_notes(self) -> bool:
        """Those with most notes first, once it is known what is asked for."""
        return self.cleaned_data.get("sort") == "notes"
