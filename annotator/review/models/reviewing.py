"""Reviewing: what somebody who teaches thinks of a learner's work. All of it is a draft until it is released."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.groups.models import Group
from annotator.notes.models import Annotation
from annotator.review.models.assignment import Assignment
from annotator.review.models.rubric import Criterion, Level
from texts.rendering import render_note
from texts.uuids import uuid7


class Stage(models.TextChoices):
    OPEN = "open", "Begun"
    REVIEWED = "reviewed", "Reviewed"


class Release(models.Model):
    """One act: all that is reviewed of an assignment and was not released before is shown to its learners."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"released {self.at:%Y-%m-%d %H:%M}"


class Review(models.Model):
    """Of one learner's work for one assignment. While `release` is empty, nobody but who teaches the group reads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reviews")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_received")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_given")
    state = models.CharField(max_length=8, choices=Stage, default=Stage.OPEN)
    feedback = models.TextField(blank=True, max_length=20_000)
    feedback_html = models.TextField(blank=True, editable=False)
    points = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, help_text="Where the assignment has no rubric."
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    modified = models.DateTimeField(auto_now=True)
    batch = models.UUIDField(null=True, blank=True, help_text="Reviewed with others, in one act.")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="reviews")
    released_marks = models.JSONField(
        default=list, blank=True, help_text="As released: criterion, words and points of each mark."
    )
    released_points = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["assignment", "learner"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "learner"], name="a_learner_is_reviewed_once"),
            models.CheckConstraint(name="a_review_is_open_or_reviewed", condition=Q(state__in=Stage.values)),
            models.CheckConstraint(
                name="what_is_reviewed_was_reviewed_at_a_time",
                condition=Q(state=Stage.OPEN, reviewed_at=None) | Q(state=Stage.REVIEWED, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_what_is_reviewed_is_released", condition=Q(release=None) | Q(state=Stage.REVIEWED)
            ),
        ]
        indexes = [models.Index(fields=["learner", "assignment"], name="review_of_learner")]

    def __str__(self) -> str:
        return f"review of {self.learner_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.feedback_html = render_note(self.feedback)
        super().save(*args, **kwargs)

    @property
    def is_reviewed(self) -> bool:
        return self.state == Stage.REVIEWED

    @property
    def total(self) -> Decimal | None:
        """Points by the rubric, or as given without one; None while nothing is marked."""
        given = [mark.level.points for mark in self.marks.select_related("level")]
        return sum(given, Decimal(0)) if given else self.points


class Mark(models.Model):
    """The level that a review finds reached in one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="marks")
    level = models.ForeignKey(Level, models.CASCADE, related_name="marks")

    class Meta:
        ordering = ["criterion__place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="a_criterion_has_one_level_in_a_review")
        ]

    def __str__(self) -> str:
        return f"level {self.level_id} in {self.review_id}"


class NoteReview(models.Model):
    """What a review says of one note; released with it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="notes")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="note_reviews")
    feedback = models.TextField(blank=True, max_length=20_000)
    feedback_html = models.TextField(blank=True, editable=False)
    reviewed = models.BooleanField("read", default=False)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "annotation"], name="a_note_is_reviewed_once")]

    def __str__(self) -> str:
        return f"on {self.annotation_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.feedback_html = render_note(self.feedback)
        super().save(*args, **kwargs)


class Endorsement(models.Model):
    """A note that its instructors stand behind; all who read the note see it, at once."""

    annotation = models.OneToOneField(Annotation, models.CASCADE, primary_key=True, related_name="endorsement")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"endorsed {self.at:%Y-%m-%d}"


class ReviewClaim(models.Model):
    """Who is at work on a learner, until when: nobody else is given them meanwhile."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="claims")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "learner"], name="a_learner_is_claimed_by_one_reviewer")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} until {self.until:%H:%M}"


class Phrase(models.Model):
    """Words said often: one's own, or shared with those who teach the group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="phrases")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phrases")
    words = models.CharField(max_length=1_000)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(name="a_phrase_has_words", condition=~Q(words="")),
            models.UniqueConstraint(fields=["group", "owner", "words"], name="a_phrase_is_saved_once"),
        ]

    def __str__(self) -> str:
        return self.words
