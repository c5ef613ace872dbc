"""What somebody is told about their own notes: a decision, a change of the words, an answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.notes.models.annotation import Annotation
from texts.models import Revision


class Notice(models.Model):
    """One sentence for the author of a note, or of several notes that a revision has shaken."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="notices")
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Set if it is about several notes on this text.",
    )
    words = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [
            models.Index(fields=["person", "-created", "-id"], name="notice_of_person_newest"),
            models.Index(fields=["person"], condition=Q(seen=None), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return self.words
