"""Where an annotation stands in a revision of its text, or that it lost its words there."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotator.notes.models.annotation import Annotation
from texts.models import Revision


class State(models.TextChoices):
    EXACT = "exact", "On its words"
    MOVED = "moved", "Moved with its words"
    CHANGED = "changed", "Its words have changed"
    ORPHAN = "orphan", "Its words are gone"


class AnchorQuerySet(models.QuerySet["Anchor"]):
    def current(self) -> Self:
        """Those on the latest revision of their text."""
        return self.filter(revision=F("annotation__text__latest"))


class Anchor(models.Model):
    """Where an annotation stands in one revision: derived, and rebuilt by `manage.py reanchor` with the same result."""

    # Both keys lead an index below: one of their own would only be written.
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="anchors", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="anchors", db_index=False)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.EXACT)
    score = models.FloatField(default=1.0)
    reason = models.CharField(max_length=200, blank=True)
    settled = models.BooleanField(
        default=False,
        help_text="Nobody needs to look: a person has decided, or the program made the change itself.",
    )

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "start", "end", "annotation"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="one_anchor_in_each_revision"),
            models.CheckConstraint(
                name="anchor_is_a_span_or_an_orphan_or_the_whole_text",
                condition=Q(start__isnull=False, end__gt=F("start")) & ~Q(state=State.ORPHAN)
                | Q(start=None, end=None, state__in=[State.ORPHAN, State.EXACT]),
            ),
        ]
        indexes = [models.Index(fields=["revision", "start", "end"], name="anchor_in_reading_order")]

    def __str__(self) -> str:
        return f"{self.state} at {self.start}–{self.end}"


class Act(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    PLACED = "placed", "Placed anew"
    LEFT = "left", "Left without a place"
    UNDONE = "undone", "Taken back"


class Repair(models.Model):
    """What a person decided about an anchor that had changed or was lost: a fact, kept when anchors are rebuilt."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="repairs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    act = models.CharField(max_length=9, choices=Act)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_repair_gives_a_place_or_leaves_none",
                condition=Q(act__in=["left", "undone"], start=None, end=None)
                | Q(act__in=["confirmed", "placed"], start__isnull=False, end__isnull=False, end__gt=F("start")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} on {self.created:%Y-%m-%d}"
