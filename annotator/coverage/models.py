"""What of a text has been looked at: what is offered for checking, what people ticked or dismissed, and sign-offs."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from texts.models import Revision, Text


class Kind(models.TextChoices):
    QUOTATION = "quotation", "Quotation"
    NUMBER = "number", "Number"
    DATE = "date", "Date"
    NAME = "name", "Name"


class Survey(models.Model):
    """That a text was searched: which revision, in which language and by which rules. Derived, with its offers."""

    text = models.OneToOneField(Text, models.CASCADE, primary_key=True, related_name="survey")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    language = models.CharField(max_length=35)
    rules = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"survey by rules {self.rules}"


class Offer(models.Model):
    """One find in the revision that was searched. Spans are code points; the mark is the same in any revision."""

    Kind = Kind

    text = models.ForeignKey(Text, models.CASCADE, related_name="offers")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    nth = models.PositiveIntegerField(help_text="Which time the text says these words in this sentence.")
    mark = models.CharField(max_length=32)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="an_offer_has_its_number_in_the_text"),
            models.UniqueConstraint(fields=["text", "mark"], name="an_offer_has_its_mark_in_the_text"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.start}–{self.end}"


class Decision(models.TextChoices):
    TICKED = "ticked", "Checked"
    DISMISSED = "dismissed", "Dismissed"


class TickQuerySet(models.QuerySet["Tick"]):
    def standing(self) -> Self:
        return self.filter(undone=None)


class Tick(models.Model):
    """That somebody looked at a find. It holds in every revision that has the find's mark, and is never deleted."""

    Decision = Decision

    text = models.ForeignKey(Text, models.PROTECT, related_name="ticks")
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.TextField()
    sentence = models.TextField()
    nth = models.PositiveIntegerField()
    mark = models.CharField(max_length=32)
    decision = models.CharField(max_length=9, choices=Decision)
    reason = models.CharField(max_length=500, blank=True)
    batch = models.UUIDField(null=True, db_index=True, help_text="Shared by those that were dismissed in one go.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ticks")
    created = models.DateTimeField(auto_now_add=True)
    undone = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TickQuerySet.as_manager()

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "mark"], condition=Q(undone=None), name="one_standing_tick_on_a_find"
            ),
            models.CheckConstraint(
                name="who_dismisses_says_why", condition=Q(decision=Decision.TICKED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="an_undone_tick_says_by_whom",
                condition=Q(undone=None, undone_by=None) | Q(undone__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: “{self.words[:60]}”"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def standing(self) -> Self:
        return self.filter(withdrawn=None)


class SignOff(models.Model):
    """That an editor answers for what was looked at in one revision of a text, and what was open then."""

    text = models.ForeignKey(Text, models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    found = models.PositiveIntegerField(help_text="How many finds the text had.")
    open = models.PositiveIntegerField(help_text="How many of them nobody had looked at.")
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_withdrawn_sign_off_says_by_whom",
                condition=Q(withdrawn=None, withdrawn_by=None) | Q(withdrawn__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"signed off at revision {self.revision.number}"

    def withdraw(self, by: Any) -> None:
        self.withdrawn, self.withdrawn_by = timezone.now(), by
        self.save(update_fields=["withdrawn", "withdrawn_by"])
