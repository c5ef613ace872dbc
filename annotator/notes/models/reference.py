"""Where the words of a quotation are said to stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from texts.models import language_tag


class Source(models.Model):
    """Where the words are said to stand, and how they read there."""

    quote_check = models.ForeignKey("notes.Check", models.CASCADE, related_name="sources")
    citation = models.TextField(help_text="Author, title, place and year, as a reader would look it up.")
    locator = models.CharField(max_length=200, blank=True, help_text="Page, chapter, column or minute.")
    url = models.URLField("address", max_length=1000, blank=True)
    archived_url = models.URLField("archived address", max_length=1000, blank=True)
    primary = models.BooleanField("primary source", default=False)
    seen = models.DateField("date seen", null=True, blank=True)
    excerpt = models.TextField("the source’s own wording", blank=True)
    excerpt_language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    deleted = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created", "id"]

    def __str__(self) -> str:
        return self.citation[:80]
