"""The library: which texts there are for a reader, and what is open on each."""

from __future__ import annotations

from collections.abc import Iterable
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
        found = Text.objects.filter(permissions.readable_texts(user), parent=None)
        for word in asked.get("q", "").split():
            found = found.filter(Q(title__icontains=word) | Q(byline__icontains=word) | Q(publisher__icontains=word))
        sort = asked.get("sort") or "newest"
        if sort == "notes":
            found = found.annotate(notes=_notes(user, "text") + _notes(user, "text__parent"))
        return found.order_by(*SORTS[sort][1])


def _notes(user: permissions.Actor, on: str) -> Coalesce:
    """How many there are on each article, or on its comments: each by an index of its own."""
    rows = Annotation.objects.readable_by(user).filter(**{on: OuterRef("pk")}).order_by().values(on)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def count(articles: Iterable[Any], user: permissions.Actor) -> None:
    """Let each of these articles know the numbers of what this reader may see on it and its comments: two queries."""
    known = {article.pk: article for article in articles}
    on_them = Q(text__in=list(known)) | Q(text__in=Text.objects.filter(parent__in=list(known)).order_by().values("pk"))
    rows = Annotation.objects.readable_by(user).filter(on_them).order_by()
    numbers = {
        "notes": Count("pk"),
        "open_queries": Count("pk", filter=ASKING & Q(motivation=Motivation.EDITING)),
        "open_checks": Count("pk", filter=ASKING & Q(motivation=Motivation.ASSESSING)),
    }
    noted: Any = rows.annotate(article=Coalesce(F("text__parent"), F("text"))).values("article").annotate(**numbers)
    comments: Any = Text.objects.filter(parent__in=list(known)).order_by().values("parent").annotate(n=Count("pk"))
    for article in known.values():
        article.notes = article.open_queries = article.open_checks = article.comment_count = 0
    for row in noted:
        article = known[row["article"]]
        article.notes, article.open_queries, article.open_checks = (row[name] for name in numbers)
    for row in comments:
        known[row["parent"]].comment_count = row["n"]
