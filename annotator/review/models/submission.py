"""What a learner handed in, and how it stood then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.notes.models import Annotation, Motivation
from annotator.review.models.assignment import Assignment


class Submission(models.Model):
    """One learner's work for one assignment: `handed_in` by them, or as it stood when their time was up.

    `stood` is the moment that its rows describe; there are none before hand-in or deadline.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    handed_in = models.DateTimeField(null=True, blank=True)
    stood = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="a_person_submits_once_to_an_assignment"),
            models.CheckConstraint(
                name="what_is_handed_in_stood_at_a_time", condition=Q(handed_in=None) | Q(stood__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"submission of {self.person_id}"


class Submitted(models.Model):
    """One note, or one reply, as it stood in a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rows")
    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="submitted")
    reply = models.ForeignKey("notes.Reply", models.PROTECT, null=True, blank=True, related_name="submitted")
    motivation = models.CharField(max_length=12, choices=Motivation)
    exact = models.TextField(blank=True)
    body = models.TextField(blank=True)
    written = models.DateTimeField(help_text="When these words were written: when made, or when last changed.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "annotation"], condition=Q(reply=None), name="a_note_is_submitted_once"
            ),
            models.UniqueConstraint(
                fields=["submission", "reply"], condition=Q(reply__isnull=False), name="a_reply_is_submitted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"as of {self.written:%Y-%m-%d %H:%M}"
