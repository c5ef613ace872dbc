"""How each offer of a text stands for one reader: looked at by whom, under which quote check, or open."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When

from annotator import permissions
from annotator.coverage.models import Decision, Kind, Offer, Tick
from annotator.notes.models import Annotation, Check, CheckState
from texts.models import Text

HELD = 0.9  # of a quotation's code points that quote checks must stand on to count for it


class Stands(TextChoices):
    OPEN = "open", "Open"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    DISMISSED = "dismissed", "Dismissed"


LOOKED_AT = (Stands.CHECKING, Stands.CHECKED, Stands.DISMISSED)


@dataclass(frozen=True)
class Tally:
    """How many offers stand how, by kind."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, kind: str = "", stands: Iterable[str] = Stands.values) -> int:
        wanted = set(stands)
        return sum(n for (its, how), n in self.counts.items() if how in wanted and kind in ("", its))

    @property
    def found(self) -> int:
        return self.of()

    @property
    def open(self) -> int:
        return self.of(stands=[Stands.OPEN])

    @property
    def looked_at(self) -> int:
        return self.of(stands=LOOKED_AT)

    @property
    def open_by_kind(self) -> list[tuple[str, str, int]]:
        """(kind, its name, how many are open), without kinds that have none."""
        every = [(kind, str(label), self.of(kind, [Stands.OPEN])) for kind, label in Kind.choices]
        return [one for one in every if one[2]]


@dataclass(frozen=True)
class Held:
    """A quote check on a quotation, and what the quotation is because of it and others: open if they hold but a part."""

    note: Any
    stands: Stands


@dataclass(frozen=True)
class Covering:
    """The offers of some texts, and the quote checks that `reader` can read on their quotations."""

    texts: list[uuid.UUID]
    checks: dict[int, Held]

    @property
    def offers(self) -> Any:
        """Each with `stands`; a tick speaks louder than a check. One condition for lists, counts and filters."""
        held = {how: [pk for pk, one in self.checks.items() if one.stands == how] for how in Stands}
        ticks = Tick.objects.standing().filter(text=OuterRef("text"), mark=OuterRef("mark"))
        ticked: Any = Offer.objects.filter(text__in=self.texts).annotate(
            decision=Subquery(ticks.values("decision")[:1])
        )
        stands = Case(
            When(decision=Decision.TICKED, then=Value(Stands.CHECKED)),
            When(decision=Decision.DISMISSED, then=Value(Stands.DISMISSED)),
            When(pk__in=held[Stands.CHECKED], then=Value(Stands.CHECKED)),
            When(pk__in=held[Stands.CHECKING], then=Value(Stands.CHECKING)),
            default=Value(Stands.OPEN),
        )
        return ticked.annotate(stands=stands).order_by(F("text__place").asc(nulls_first=True), "text", "number")

    def tally(self) -> Tally:
        counted = self.offers.order_by().values_list("kind", "stands").annotate(Count("pk"))
        return Tally({(kind, stands): number for kind, stands, number in counted})


def covering(texts: QuerySet[Text], reader: permissions.Actor) -> Covering:
    """Two queries, up to five where quote checks stand; all that is counted later is one more."""
    keys = list(texts.order_by().values_list("pk", flat=True))
    return Covering(keys, _held(_checks(keys, reader)))


def _checks(texts: list[uuid.UUID], reader: permissions.Actor) -> list[Any]:
    """Each knows `is_confirmed`: two readers agree, and about the words that stand there now."""
    notes: Any = Annotation.objects.readable_by(reader).standing()
    notes = notes.filter(text__in=texts, quote_check__isnull=False)
    placed = notes.filter(at__isnull=False).select_related("quote_check").only("id", "text_id", "quote_check__state")
    found = list(placed.order_by("at", "pk"))
    settled = [note.pk for note in found if note.quote_check.state == CheckState.CONFIRMED]
    judged: Any = Check.objects.with_words().filter(pk__in=settled) if settled else ()
    held = {check.pk for check in judged if not check.changed}
    for note in found:
        note.is_confirmed = note.pk in held
    return found


def _held(checks: list[Any]) -> dict[int, Held]:
    """For each quotation that checks stand on, how far they hold it."""
    on: dict[uuid.UUID, list[Any]] = {}
    for note in checks:
        on.setdefault(note.text_id, []).append(note)
    quotations = Offer.objects.filter(text__in=list(on), kind=Kind.QUOTATION) if on else Offer.objects.none()
    held = {}
    for pk, text, start, end in quotations.order_by().values_list("pk", "text", "start", "end"):
        before = bisect_left(on[text], end, key=lambda note: note.at)
        if standing := [note for note in on[text][:before] if note.until > start]:
            held[pk] = _of_quotation(standing, start, end)
    return held


def _of_quotation(notes: list[Any], start: int, end: int) -> Held:
    """`notes` overlap it, and are sorted by their beginning."""
    confirmed = [note for note in notes if note.is_confirmed]
    if _share(confirmed, start, end) >= HELD:
        return Held(confirmed[0], Stands.CHECKED)
    return Held(notes[0], Stands.CHECKING if _share(notes, start, end) >= HELD else Stands.OPEN)


def _share(notes: list[Any], start: int, end: int) -> float:
    """How much of the stretch they cover together."""
    covered, reached = 0, start
    for note in notes:
        covered += max(0, min(note.until, end) - max(note.at, reached))
        reached = max(reached, note.until)
    return covered / (end - start)


def chosen(stands: str) -> Q:
    """The condition on offers for a filter's word: one standing, or "looked" for all but open."""
    return Q(stands__in=LOOKED_AT) if stands == "looked" else Q(stands=stands) if stands else Q()
