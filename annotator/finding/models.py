"""What can be found of notes and replies, and searches that somebody keeps.

Entries are derived: the database writes them itself (migration 0002), `manage.py reindex_notes` makes them again.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from annotator import permissions
from annotator.notes.models import Annotation, Reply


class EntryQuerySet(models.QuerySet["Entry"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_entries(user))


class Entry(models.Model):
    """The words of one note, or of one reply: without case, accents and punctuation, parted by spaces.

    `quoted` are the words it is on, `labels` its tags and the words it proposes. `author` wrote the note, or the reply.
    """

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="entries")
    reply = models.OneToOneField(Reply, models.CASCADE, null=True, related_name="entry")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries", db_index=False)
    created = models.DateTimeField()
    said = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    labels = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["annotation"], condition=Q(reply=None), name="a_note_has_one_entry"),
        ]
        indexes = [
            models.Index(fields=["-created", "-id"], name="entry_newest"),
            models.Index(fields=["author", "-created", "-id"], name="entry_of_author_newest"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class SavedSearch(models.Model):
    """A search that its owner has given a name. Who has the feed's address reads what the owner may read; it is kept hashed."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="searches")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=500)
    token = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="a_saved_search_has_a_name_of_its_own")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search", query={"q": self.query})
