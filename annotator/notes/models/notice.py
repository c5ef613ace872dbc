"""What somebody is told about their own notes: a decision, a change of the words, an answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.notes.models.annotation import Annotation
from texts.models import Revision


class Notice(models.Model):
    """One sentence for the author of a note, of several notes that a revision has shaken, or of work that is set or was reviewed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    annotation = models.ForeignKey(Annotation, models.CASCADE, null=True, related_name="notices")
    assignment = models.ForeignKey(
        "review.Assignment",
        models.CASCADE,
        null=True,
        related_name="notices",
        help_text="Set if it is about no note, but about work.",
    )
    sets = models.BooleanField(
        default=False, help_text="Set if it tells of new work, not of feedback on work handed in."
    )
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Set if it is about several notes on this text.",
    )
    words = models.TextField()
    created = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_about_a_note_or_about_handed_in_work",
                condition=Q(annotation__isnull=False, assignment=None) | Q(annotation=None, assignment__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_notice_about_work_tells_of_new_work",
                condition=Q(sets=False) | Q(assignment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created", "-id"], name="notice_of_person_newest"),
            models.Index(fields=["person"], condition=Q(seen=None), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return self.words
