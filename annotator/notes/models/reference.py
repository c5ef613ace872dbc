"""Where the words of a quotation are said to stand: works on the site's shelf, and the places in them that checks name."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from annotator import permissions
from texts.citation import KINDS, Citation, Person
from texts.citations import readable
from texts.models import Revision, Text, language_tag

FIELDS = [field.name for field in fields(Citation)]
NAMES = {"newspaper": "Newspaper article", "article": "Article in a journal", "web": "Web page"}


def _field(**options: Any) -> Any:
    return models.CharField(max_length=500, blank=True, **options)


class Reference(models.Model):
    """A work, once on the site however many checks lean on it. Its fields are those of texts.citation.Citation."""

    kind = models.CharField(max_length=10, choices=[(kind, NAMES.get(kind, kind.capitalize())) for kind in KINDS])
    title = models.CharField(max_length=1000)
    authors = models.JSONField(default=list, blank=True, help_text='[{"family": "Churchill", "given": "Winston S."}]')
    editors = models.JSONField(default=list, blank=True)
    container = _field(help_text="The journal, newspaper, site or larger book it stands in.")
    publisher = _field()
    place = _field()
    date = _field(help_text="1948, 1948-10 or 1948-10-18, as far as it is known.")
    volume = _field()
    issue = _field()
    pages = _field()
    edition = _field()
    doi = _field(verbose_name="DOI")
    isbn = _field(verbose_name="ISBN")
    url = models.URLField("address", max_length=1000, blank=True)
    accessed = _field(verbose_name="date seen")
    language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    note = models.CharField(max_length=1000, blank=True)
    line = models.TextField(editable=False, help_text="All of it as one readable line; derived.")
    fingerprint = models.CharField(max_length=64, editable=False, unique=True, help_text="The same for the same work.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.line[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.line, self.fingerprint = readable(self.citation), fingerprint(self.citation)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("reference", args=[self.pk])

    @property
    def citation(self) -> Citation:
        people = {name: tuple(Person(**one) for one in getattr(self, name)) for name in ("authors", "editors")}
        return Citation(**{name: getattr(self, name) for name in FIELDS} | people)

    @transaction.atomic
    def amend(self, editor: Any, **changes: Any) -> None:
        """Change fields; those that stood before go into the history. Checks that lean on it keep their own line."""
        before = {name: getattr(self, name) for name, value in changes.items() if getattr(self, name) != value}
        if before:
            for name, value in changes.items():
                setattr(self, name, value)
            self.save()
            self.edits.create(before=before, editor=editor)


def fingerprint(citation: Citation) -> str:
    """The same for the same work, whatever the capitals and the punctuation, and whichever pages and copy are meant."""
    words = readable(replace(citation, pages="", accessed="", url="", note="", language="")).casefold()
    letters = "".join(letter for letter in words if letter.isalnum())
    return hashlib.sha256(f"{citation.kind}:{letters}".encode()).hexdigest()


class ReferenceEdit(models.Model):
    """What a work's description said before somebody changed it."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="edits")
    before = models.JSONField(help_text="Field by field, as it stood before.")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]

    def __str__(self) -> str:
        return f"edit of {self.created:%Y-%m-%d %H:%M}"


class SourceQuerySet(models.QuerySet["Source"]):
    def shown_to(self, user: permissions.Actor) -> Self:
        """Those that nobody has removed. Each learns `found_is_readable`: whether `user` reads the text of its words."""
        readable = When(permissions.readable_texts(user, "found_text__"), found_text__isnull=False, then=Value(True))
        told = Case(readable, default=Value(False), output_field=models.BooleanField())
        return self.filter(deleted=None).select_related("found_text__parent").annotate(found_is_readable=told)


class Source(models.Model):
    """Where the words are said to stand, and how they read there.

    The fields `found_…` name words of this site's own library, `[found_start, found_end)` in code points.
    """

    quote_check = models.ForeignKey("notes.Check", models.CASCADE, related_name="sources")
    reference = models.ForeignKey("notes.Reference", models.PROTECT, null=True, blank=True, related_name="sources")
    citation = models.TextField(help_text="Author, title, place and year, as a reader would look it up.")
    locator = models.CharField(max_length=200, blank=True, help_text="Page, chapter, column or minute.")
    url = models.URLField("address", max_length=1000, blank=True)
    archived_url = models.URLField("archived address", max_length=1000, blank=True)
    primary = models.BooleanField("primary source", default=False)
    seen = models.DateField("date seen", null=True, blank=True)
    excerpt = models.TextField("the source’s own wording", blank=True)
    excerpt_language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    found_text = models.ForeignKey(Text, models.PROTECT, null=True, editable=False, related_name="quoted_as_source")
    found_revision = models.ForeignKey(Revision, models.PROTECT, null=True, editable=False, related_name="+")
    found_start = models.PositiveIntegerField(null=True, editable=False)
    found_end = models.PositiveIntegerField(null=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    deleted = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_source_in_the_library_names_its_words",
                condition=Q(found_text=None, found_revision=None, found_start=None, found_end=None)
                | Q(found_text__isnull=False, found_revision__isnull=False, found_start__isnull=False)
                & Q(found_end__gt=F("found_start")),
            )
        ]

    def __str__(self) -> str:
        return self.citation[:80]
