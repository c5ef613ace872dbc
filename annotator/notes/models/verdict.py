"""What readers find when they hold a quotation against its sources, round by round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Wording(models.TextChoices):
    EXACT = "exact", "Exact"
    TRIVIAL = "trivial", "Trivial differences"
    ALTERED = "altered", "Altered"
    NOT_FOUND = "not_found", "Not found"
    TRANSLATED = "translated", "Translated"


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


class Outcome(models.TextChoices):
    """What the badge in the text says once two readers agree."""

    SOUND = "sound", "Sound"
    ALTERED = "altered", "Altered"
    NOT_FOUND = "not-found", "Not found"
    DOUBTFUL = "doubtful", "Words sound, attribution or context not"


OUTCOMES = {Wording.ALTERED: Outcome.ALTERED, Wording.NOT_FOUND: Outcome.NOT_FOUND}
FAIR = (Context.FAIR, Context.NOT_JUDGED)


class Verdict(models.Model):
    """What one reader finds: never one true or false, but wording, attribution and context."""

    quote_check = models.ForeignKey("notes.Check", models.CASCADE, related_name="verdicts")
    round = models.PositiveSmallIntegerField(default=1)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    wording = models.CharField(max_length=10, choices=Wording)
    attribution = models.CharField(max_length=12, choices=Attribution)
    context = models.CharField(max_length=10, choices=Context, default=Context.NOT_JUDGED)
    reason = models.TextField(blank=True)
    words = models.TextField("the words that were judged", blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, editable=False)
    disclosed = models.DateTimeField(null=True, editable=False, help_text="Open to others since two readers judged.")

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["quote_check", "round", "reader"],
                condition=Q(withdrawn=None),
                name="one_standing_verdict_of_each_reader_in_a_round",
            ),
            models.CheckConstraint(
                name="a_withdrawn_verdict_stays_closed", condition=Q(withdrawn=None) | Q(disclosed=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wording_display()}, {self.get_attribution_display()}, {self.get_context_display()}"

    @property
    def finding(self) -> tuple[str, str, str]:
        return self.wording, self.attribution, self.context

    @property
    def outcome(self) -> Outcome:
        """What a check comes to when two readers find this: right words of somebody else are not sound."""
        used_well = self.attribution == Attribution.CONFIRMED and self.context in FAIR
        return OUTCOMES.get(Wording(self.wording), Outcome.SOUND if used_well else Outcome.DOUBTFUL)


class Reopening(models.Model):
    """An editor has opened a settled check again: what the round before had come to, and why it was not left there."""

    quote_check = models.ForeignKey("notes.Check", models.CASCADE, related_name="reopenings")
    round = models.PositiveSmallIntegerField(help_text="The round that had been settled.")
    state = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]

    def __str__(self) -> str:
        return f"reopened after round {self.round}"
