"""What a quote check has beyond a note: the claim, its sources, and where it stands between two readers."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils import timezone

from annotator.notes.models.annotation import Annotation
from annotator.notes.models.verdict import Outcome, Reopening, Verdict
from texts.models import partial_date


class CheckState(models.TextChoices):
    OPEN = "open", "Unchecked"
    CLAIMED = "claimed", "Being checked"
    PROPOSED = "proposed", "Waiting for a second reader"
    CONFIRMED = "confirmed", "Confirmed"
    DISPUTED = "disputed", "Disputed"


MOVING = ("state", "outcome", "round", "claimed_by_id", "claimed")
SETTLED = (CheckState.CONFIRMED, CheckState.DISPUTED)


class Refusal(Exception):
    """What cannot be done with a check now, and why, in a sentence for the person who tried."""


class NoSource(Refusal):
    """No verdict is saved without at least one source."""


class GivenAlready(Refusal):
    """Two readers judge a check, each once in a round."""


class CheckQuerySet(models.QuerySet["Check"]):
    def with_words(self) -> Self:
        """Each learns `now`, the words its annotation stands on in the latest revision (None where they are gone), and
        `judged`, the words that the verdicts of this round are about (None where there are none)."""
        anchor = "annotation__anchors__"
        here = self.filter(**{f"{anchor}revision": F("annotation__text__latest")})
        length = F(f"{anchor}end") - F(f"{anchor}start")
        return here.annotate(
            now=Substr("annotation__text__latest__plain", F(f"{anchor}start") + 1, length), judged=_judged()
        )

    def changed(self) -> Self:
        """The settled ones whose quotation is not what two readers judged."""
        settled = self.filter(state__in=SETTLED).with_words().filter(judged__isnull=False)
        return settled.filter(Q(now=None) | ~Q(now=F("judged")))


def _judged() -> Subquery:
    standing = Verdict.objects.filter(quote_check=OuterRef("pk"), round=OuterRef("round"), withdrawn=None)
    return Subquery(standing.order_by("created", "id").values("words")[:1])


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
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    claimed = models.DateTimeField(null=True, editable=False)

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], name="check_by_state")]
        constraints = [
            models.CheckConstraint(
                name="a_claimed_check_says_by_whom",
                condition=~Q(state=CheckState.CLAIMED) | Q(claimed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_settled_check_is_claimed_by_nobody",
                condition=~Q(state__in=SETTLED) | Q(claimed_by=None),
            ),
            models.CheckConstraint(
                name="only_a_confirmed_check_has_an_outcome",
                condition=Q(state=CheckState.CONFIRMED) & ~Q(outcome="")
                | ~Q(state=CheckState.CONFIRMED) & Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"check of “{self.annotation.exact[:60]}”"

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def unjudged(self) -> bool:
        """Whether no verdict leans on its sources; of what was withdrawn, nothing is kept from being changed."""
        return self.round == 1 and self.state in (CheckState.OPEN, CheckState.CLAIMED)

    @property
    def changed(self) -> bool:
        """Whether the quotation is not what was judged; only of checks `with_words`."""
        judged = getattr(self, "judged", None)
        return judged is not None and judged != getattr(self, "now", None)

    def standing_verdicts(self) -> QuerySet[Verdict]:
        """Those of this round that nobody has taken back: none, one or two."""
        return self.verdicts.filter(round=self.round, withdrawn=None)

    @transaction.atomic
    def attribute(self, editor: Any, **claim: str) -> None:
        """Change who is said to have written it, in which work, when; what stood before goes into the note's history."""
        before = {name: getattr(self, name) for name, value in claim.items() if getattr(self, name) != value}
        if before:
            for name, value in claim.items():
                setattr(self, name, value)
            self.save(update_fields=list(claim))
            self.annotation.edits.create(before=before, editor=editor)

    @transaction.atomic
    def give(self, verdict: Verdict) -> None:
        """Store a reader's verdict: the first is a proposal, the second confirms or disputes it.

        A reader's verdict takes the place of their own earlier one while no second is given. If the quotation has
        changed since the first, a new round begins: two readers judge the same words.
        Raises NoSource without a source, GivenAlready when two readers have judged.
        """
        self._lock()
        if not self.sources.filter(deleted=None).exists():
            raise NoSource("Add at least one source before you give a verdict.")
        if self.settled:
            raise GivenAlready("A verdict has been given already.")
        verdict.quote_check, verdict.words = self, self._words()
        first = self.standing_verdicts().first()
        if first and first.words != verdict.words:
            self.round, first = self.round + 1, None
        if first and first.reader_id == verdict.reader_id:
            self._take_back(first)
            first = None
        verdict.round = self.round
        verdict.save(force_insert=True)
        self._move_on(first, verdict)

    def _move_on(self, first: Verdict | None, verdict: Verdict) -> None:
        self.state = CheckState.PROPOSED
        if self.claimed_by_id == verdict.reader_id:
            self.claimed_by = self.claimed = None
        if first:
            agreed = first.finding == verdict.finding
            self.state = CheckState.CONFIRMED if agreed else CheckState.DISPUTED
            self.outcome = verdict.outcome if agreed else ""
            self.claimed_by = self.claimed = None
            self.verdicts.filter(withdrawn=None, disclosed=None).update(disclosed=timezone.now())
        self._store()

    @transaction.atomic
    def withdraw(self, reader: Any) -> None:
        """A reader takes back their verdict. Raises Refusal once a second is given."""
        self._lock()
        mine = self.standing_verdicts().filter(reader=reader).first()
        if self.settled or not mine:
            raise Refusal("A verdict can be withdrawn only before a second reader has judged.")
        self._take_back(mine)
        self.state = CheckState.CLAIMED if self.claimed_by_id else CheckState.OPEN
        self._store()

    def _take_back(self, verdict: Verdict) -> None:
        verdict.withdrawn = timezone.now()
        verdict.save(update_fields=["withdrawn"])

    @transaction.atomic
    def claim(self, by: Any) -> None:
        """`by` is at work on it. Raises Refusal when somebody else is, or when they have judged already."""
        self._lock()
        if self.settled or self.claimed_by_id not in (None, by.pk):
            raise Refusal("Another reader is at work on this check.")
        if self.standing_verdicts().filter(reader=by).exists():
            raise Refusal("You have judged already: the second verdict is somebody else’s.")
        self.claimed_by, self.claimed = by, timezone.now()
        self.state = CheckState.CLAIMED if self.state == CheckState.OPEN else self.state
        self._store()

    @transaction.atomic
    def release(self) -> None:
        self._lock()
        self.claimed_by = self.claimed = None
        self.state = CheckState.OPEN if self.state == CheckState.CLAIMED else self.state
        self._store()

    @transaction.atomic
    def reopen(self, by: Any, reason: str) -> None:
        """A new round; the verdicts of the last one stay to be read. Raises Refusal while nothing is settled."""
        self._lock()
        if not self.settled:
            raise Refusal("This check is open already.")
        Reopening.objects.create(
            quote_check=self, round=self.round, state=self.state, outcome=self.outcome, reason=reason, by=by
        )
        self.state, self.outcome, self.round = CheckState.OPEN, "", self.round + 1
        self._store()

    def _lock(self) -> None:
        """Nobody else moves this check until the transaction ends; what is known of it is fresh."""
        fresh = Check.objects.select_for_update().get(pk=self.pk)
        for name in MOVING:
            setattr(self, name, getattr(fresh, name))

    def _store(self) -> None:
        """Where it stands, and nothing of the claim: that may have been edited meanwhile."""
        self.save(update_fields=MOVING)

    def _words(self) -> str:
        here = Check.objects.with_words().filter(pk=self.pk).first()
        return getattr(here, "now", None) or self.annotation.exact


def has_changed() -> Exists:
    """Of an annotation: whether its check is settled and its quotation is not what two readers judged."""
    return Exists(Check.objects.changed().filter(pk=OuterRef("pk")))
