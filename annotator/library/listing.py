"""The library: which texts there are for a reader, and what is open on each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from annotator import permissions
from annotator.notes.filters import ASKING
from annotator.notes.models import Annotation, Motivation
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
        found = with_counts(Text.objects.filter(permissions.readable_texts(user), parent=None), user)
        for word in asked.get("q", "").split():
            found = found.filter(Q(title__icontains=word) | Q(byline__icontains=word) | Q(publisher__icontains=word))
        return found.order_by(*SORTS[asked.get("sort") or "newest"][1])


def with_counts(texts: QuerySet[Text], user: permissions.Actor) -> QuerySet[Text]:
    """Numbers of what this reader may see, on each article and its comments together."""
    return texts.annotate(
        notes=_count(user, Q()),
        open_queries=_count(user, ASKING & Q(motivation=Motivation.EDITING)),
        open_checks=_count(user, ASKING & Q(motivation=Motivation.ASSESSING)),
        comment_count=_comments(),
    )


def _count(user: permissions.Actor, wanted: Q) -> Any:
    on_article = Coalesce(F("text__parent"), F("text"))
    rows = Annotation.objects.readable_by(user).filter(wanted).annotate(article=on_article).order_by()
    counted = rows.filter(article=OuterRef("pk")).values("article").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _comments() -> Any:
    rows = Text.objects.filter(parent=OuterRef("pk")).order_by().values("parent")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
