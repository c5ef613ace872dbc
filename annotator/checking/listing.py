"""All quote checks of an article and its comments, by where they stand between two readers.

Says of a check what everybody may know: its state, and its outcome once two readers have agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from annotator import permissions
from annotator.notes.models import Annotation, Check, CheckState, Outcome, Source
from annotator.notes.models.check import has_changed
from annotator.notes.pages import on_article
from texts.models import Text

STATES: dict[str, tuple[str, Q]] = {
    "open": ("Unchecked", Q(quote_check__state=CheckState.OPEN)),
    "claimed": ("Being checked", Q(quote_check__state=CheckState.CLAIMED)),
    "proposed": ("Waiting for a second reader", Q(quote_check__state=CheckState.PROPOSED)),
    **{f"{value}": (f"Confirmed: {label.lower()}", Q(quote_check__outcome=value)) for value, label in Outcome.choices},
    "disputed": ("Disputed", Q(quote_check__state=CheckState.DISPUTED)),
    "changed": ("Changed since it was checked", Q(has_changed())),
}


@dataclass(frozen=True)
class Counted:
    """A list that can be asked for, and how long it is."""

    key: str
    label: str
    count: int


def checks_of(user: permissions.Actor, article: Text) -> QuerySet[Annotation]:
    """The readable ones on the article and its comments."""
    return on_article(user, article).filter(quote_check__isnull=False)


def counted(checks: QuerySet[Annotation]) -> list[Counted]:
    """How many there are of each state, and of all: one query."""
    every = {"all": Count("pk")} | {_name(key): Count("pk", filter=wanted) for key, (_, wanted) in STATES.items()}
    numbers = checks.order_by().aggregate(**every)
    shown = [Counted(key, label, numbers[_name(key)]) for key, (label, _) in STATES.items()]
    return [Counted("", "All", numbers["all"]), *shown]


def _name(key: str) -> str:
    return f"in_{key.replace('-', '_')}"


def listed(checks: QuerySet[Annotation], key: str) -> Any:
    """Those of one state, or all for "", in reading order with what a row shows. Raises KeyError for no state."""
    wanted = checks.filter(STATES[key][1]) if key else checks
    sources = Source.objects.filter(deleted=None)
    ordered: Any = wanted.in_reading_order()  # type: ignore[attr-defined]
    return ordered.select_related("text__parent", "author").prefetch_related(
        Prefetch("quote_check", Check.objects.with_words()), Prefetch("quote_check__sources", sources)
    )
