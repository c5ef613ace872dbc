"""When the found was written: by months, or by years where there are many months. Each leads to `after:` and `before:`."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format

from annotator.finding.asking import Asked
from annotator.finding.choices import Choice
from annotator.finding.models import EntryQuerySet

MONTHS = 12  # with more of them years are shown
YEARS = 12


def months(found: EntryQuerySet) -> Counter[date]:
    """How many were written in each month, here: by its first day."""
    month = TruncMonth("created", tzinfo=timezone.get_current_timezone())
    rows = found.annotate(month=month).values("month").annotate(count=Count("pk")).values_list("month", "count")
    return Counter({moment.date(): count for moment, count in rows})


def by_time(counts: Counter[date], asked: Asked, older: bool = False) -> tuple[list[Choice], bool]:
    """The newest first, and whether there are more; with `older` what was written before them is offered uncounted."""
    if len(counts) > MONTHS:
        years: Counter[date] = Counter()
        for month, count in counts.items():
            years[month.replace(month=1)] += count
        stretches = [(day, day.replace(year=day.year + 1), str(day.year), "%Y", years[day]) for day in years]
    else:
        stretches = [(day, _next(day), date_format(day, "F Y"), "%Y-%m", counts[day]) for day in counts]
    stretches.sort(reverse=True)
    choices = [
        _choice(name, count, first.strftime(form), end.strftime(form), asked)
        for first, end, name, form, count in stretches
    ]
    return [*choices[:YEARS], *_older(stretches, asked, older)], len(choices) > YEARS


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _choice(name: str, count: int, first: str, end: str, asked: Asked) -> Choice:
    """Whatever else is asked of the time gives way: a stretch is chosen, not cut."""
    chosen = asked.values("after") == [first] and asked.values("before") == [end]
    left = _timeless(asked)
    query = left if chosen else f"{left} after:{first} before:{end}".strip()
    return Choice(name, count, query, chosen)


def _older(stretches: list[tuple[date, date, str, str, int]], asked: Asked, older: bool) -> list[Choice]:
    """Before the last stretch that is counted whole."""
    if not older or not stretches:
        return []
    _, end, name, form, _ = stretches[-1]
    query = f"{_timeless(asked)} before:{end.strftime(form)}".strip()
    return [Choice(f"{name} and before", None, query, False)]


def _timeless(asked: Asked) -> str:
    return asked.without_operators("after", "before")
