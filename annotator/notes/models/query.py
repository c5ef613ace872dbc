"""What a typo query has beyond a note: the proposed words, and what was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from annotator.notes.models.annotation import Annotation
from texts.models import Revision


class Category(models.TextChoices):
    SPELLING = "spelling", "Spelling"
    NAME = "name", "Name"
    NUMBER = "number", "Number or date"
    PUNCTUATION = "punctuation", "Punctuation"
    OCR = "ocr", "Scanning (OCR)"
    STYLE = "style", "House style"
    OTHER = "other", "Other"


class QueryState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    STET = "stet", "Stet: kept as it stands"
    DUPLICATE = "duplicate", "Duplicate of another"
    WITHDRAWN = "withdrawn", "Withdrawn"


class QueryQuerySet(models.QuerySet["Query"]):
    @transaction.atomic
    def decide(
        self,
        state: str,
        by: Any,
        reason: str = "",
        *,
        duplicate_of: Query | None = None,
        applied_in: Revision | None = None,
    ) -> int:
        """One decision for all of these, as they stand when their rows are locked. Returns how many there were."""
        keys = list(self.select_for_update(of=("self",)).values_list("pk", flat=True))
        is_open = state == QueryState.OPEN
        Query.objects.filter(pk__in=keys).update(
            state=state,
            reason=reason,
            decided=None if is_open else timezone.now(),
            decided_by=None if is_open else by,
            duplicate_of=duplicate_of,
            applied_in=applied_in,
        )
        Decision.objects.bulk_create(Decision(query_id=key, state=state, reason=reason, by=by) for key in keys)
        return len(keys)


class Query(models.Model):
    """A proposed correction of the words of its annotation, and its decision."""

    State = QueryState

    annotation = models.OneToOneField(Annotation, models.CASCADE, primary_key=True, related_name="query")
    proposed = models.TextField("proposed words", blank=True)
    category = models.CharField(max_length=12, choices=Category, default=Category.SPELLING)
    certain = models.BooleanField("I am sure", default=False)
    in_source = models.BooleanField("the source itself has it so [sic]", default=False)
    state = models.CharField(max_length=10, choices=QueryState, default=QueryState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    reason = models.TextField("reason for the decision", blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    link = models.UUIDField(null=True, db_index=True, help_text="Shared by queries raised together on like words.")
    applied_in = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="applied_queries")

    objects = QueryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "queries"
        constraints = [
            models.CheckConstraint(
                name="a_decided_query_says_who_and_when",
                condition=Q(state=QueryState.OPEN, decided_by=None, decided=None)
                | ~Q(state=QueryState.OPEN) & Q(decided_by__isnull=False, decided__isnull=False),
            ),
            models.CheckConstraint(
                name="a_duplicate_names_another_query",
                condition=Q(state=QueryState.DUPLICATE, duplicate_of__isnull=False)
                & ~Q(duplicate_of=F("annotation_id"))
                | ~Q(state=QueryState.DUPLICATE) & Q(duplicate_of=None),
            ),
            models.CheckConstraint(
                name="an_accepted_query_names_its_revision",
                condition=Q(state=QueryState.ACCEPTED, applied_in__isnull=False)
                | ~Q(state=QueryState.ACCEPTED) & Q(applied_in=None),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="query_by_state")]

    def __str__(self) -> str:
        return f"“{self.annotation.exact}” → “{self.proposed}”"

    def decide(self, state: str, by: Any, reason: str = "", *, duplicate_of: Query | None = None) -> None:
        """Any decision can be followed by another; OPEN takes back the last one. The history keeps all."""
        Query.objects.filter(pk=self.pk).decide(state, by, reason, duplicate_of=duplicate_of)
        self.refresh_from_db()


class Decision(models.Model):
    """One entry in a query's history: who made it what, when and why."""

    query = models.ForeignKey(Query, models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=10, choices=QueryState)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} on {self.created:%Y-%m-%d}"
