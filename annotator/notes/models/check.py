"""What a quote check has beyond a note: the claim, its sources, and the verdicts of two readers."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Substr

from annotator.notes.models.annotation import Annotation
from texts.models import language_tag, partial_date


class CheckState(models.TextChoices):
    OPEN = "open", "Unchecked"
    CLAIMED = "claimed", "Being checked"
    PROPOSED = "proposed", "Waiting for a second reader"
    CONFIRMED = "confirmed", "Confirmed"
    DISPUTED = "disputed", "Disputed"


class Wording(models.TextChoices):
    EXACT = "exact", "Exact"
    TRIVIAL = "trivial", "Trivial differences"
    ALTERED = "altered", "Altered"
    NOT_FOUND = "not_found", "Not found"
    TRANSLATED = "translated", "Translated"


class Outcome(models.TextChoices):
    """What the badge in the text says once two readers agree."""

    SOUND = "sound", "Sound"
    ALTERED = "altered", "Altered"
    NOT_FOUND = "not-found", "Not found"


OUTCOMES = {Wording.ALTERED: Outcome.ALTERED, Wording.NOT_FOUND: Outcome.NOT_FOUND}


class Attribution(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    ANOTHER = "another", "Another speaker"
    DISPUTED = "disputed", "Disputed"
    UNATTRIBUTED = "unattributed", "Unattributed"


class Context(models.TextChoices):
    FAIR = "fair", "Fair"
    CUT = "cut", "Cut"
    MISLEADING = "misleading", "Misleading"
    NOT_JUDGED = "not_judged", "Not judged"


class NoSource(Exception):
    """No verdict is saved without at least one source."""


class GivenAlready(Exception):
    """Each reader judges once, and two readers judge a check."""


class CheckQuerySet(models.QuerySet["Check"]):
    def with_words(self) -> Self:
        """Each learns `now`, the words that its annotation stands on in the latest revision; None where they are gone."""
        anchor = "annotation__anchors__"
        here = self.filter(**{f"{anchor}revision": F("annotation__text__latest")})
        length = F(f"{anchor}end") - F(f"{anchor}start")
        return here.annotate(now=Substr("annotation__text__latest__plain", F(f"{anchor}start") + 1, length))


class Check(models.Model):
    """A quotation held against its source."""

    State = CheckState

    annotation = models.OneToOneField(Annotation, models.CASCADE, primary_key=True, related_name="quote_check")
    speaker = models.CharField(max_length=200, blank=True)
    work = models.CharField("claimed work", max_length=500, blank=True)
    dated = models.CharField(
        "claimed date",
        max_length=10,
        blank=True,
        validators=[partial_date],
        help_text="2008, 2008-10 or 2008-10-18",
    )
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], name="check_by_state")]
        constraints = [
            models.CheckConstraint(
                name="a_claimed_check_says_by_whom",
                condition=~Q(state=CheckState.CLAIMED) | Q(claimed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_confirmed_check_has_an_outcome",
                condition=Q(state=CheckState.CONFIRMED) & ~Q(outcome="")
                | ~Q(state=CheckState.CONFIRMED) & Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"check of “{self.annotation.exact[:60]}”"

    @transaction.atomic
    def give(self, verdict: Verdict) -> None:
        """Store a reader's verdict: the first is a proposal, the second confirms or disputes it.

        Raises NoSource without a source, GivenAlready when this reader or two readers have judged.
        """
        locked = Check.objects.select_for_update().get(pk=self.pk)
        if not locked.sources.filter(deleted=None).exists():
            raise NoSource("Add at least one source before you give a verdict.")
        earlier = list(locked.verdicts.all())
        if len(earlier) > 1 or any(other.reader_id == verdict.reader_id for other in earlier):
            raise GivenAlready("A verdict has been given already.")
        verdict.quote_check = self
        verdict.save(force_insert=True)
        self.state = verdict.state_after(earlier)
        if self.state == CheckState.CONFIRMED:
            self.outcome = OUTCOMES.get(Wording(verdict.wording), Outcome.SOUND)
        self.save(update_fields=["state", "outcome"])


class Source(models.Model):
    """Where the words are said to stand, and how they read there."""

    quote_check = models.ForeignKey(Check, models.CASCADE, related_name="sources")
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


class Verdict(models.Model):
    """What one reader finds: never one true or false, but wording, attribution and context."""

    quote_check = models.ForeignKey(Check, models.CASCADE, related_name="verdicts")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    wording = models.CharField(max_length=10, choices=Wording)
    attribution = models.CharField(max_length=12, choices=Attribution)
    context = models.CharField(max_length=10, choices=Context, default=Context.NOT_JUDGED)
    reason = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["quote_check", "reader"], name="one_verdict_of_each_reader_on_a_check")
        ]

    def __str__(self) -> str:
        return f"{self.get_wording_display()}, {self.get_attribution_display()}, {self.get_context_display()}"

    @property
    def finding(self) -> tuple[str, str, str]:
        return self.wording, self.attribution, self.context

    def state_after(self, earlier: list[Verdict]) -> str:
        if not earlier:
            return CheckState.PROPOSED
        return CheckState.CONFIRMED if earlier[0].finding == self.finding else CheckState.DISPUTED
