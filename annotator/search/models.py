"""The index of passages, in which quoted words are looked for: derived, and rebuilt by `manage.py reindex`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from texts.models import Revision, Text


class Passage(models.Model):
    """A paragraph of the latest revision of a text, or a part of a long one; `[start, end)` in code points of its plain.

    The database keeps an index of all words in `words` and `parts` by itself (migration 0002).
    """

    text = models.ForeignKey(Text, models.CASCADE, related_name="passages", db_index=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField(help_text="Of the paragraph, as a reader counts them.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField(help_text="Without case, accents and punctuation, parted by spaces.")
    parts = models.TextField(help_text="Of long words and of scripts without spaces: what survives a misspelling.")

    class Meta:
        ordering = ["text_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["text", "start"], name="passages_of_a_text_start_apart"),
            models.CheckConstraint(name="a_passage_has_words", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return f"paragraph {self.number}"
