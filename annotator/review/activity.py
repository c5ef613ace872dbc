"""Activity over time as bars: what stands in a picture, and in the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MOST_BARS = 62
WIDTH, HEIGHT = 640, 120  # user units of the picture
SPANS = {"day": 1, "week": 7, "four weeks": 28, "year": 364}


@dataclass(frozen=True)
class Bar:
    """`count` things were written from `first` to `last`, both included."""

    first: date
    last: date
    count: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """`each` bar is a day, a week, four weeks or a year."""

    each: str
    bars: list[Bar]
    total: int

    @property
    def most(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.count)


def chart(days: dict[date, int]) -> Chart | None:
    """From the first day with anything to the last, in at most so many bars as can be told apart; None without any."""
    if not days:
        return None
    first, last = min(days), max(days)
    length = (last - first).days + 1
    each = next((name for name, days_each in SPANS.items() if length <= MOST_BARS * days_each), "year")
    counts = [*_counts(days, first, last, SPANS[each])]
    return Chart(each, _bars(counts, last), sum(days.values()))


def _counts(days: dict[date, int], first: date, last: date, length: int) -> Iterator[tuple[date, int]]:
    begin = first
    while begin <= last:
        yield begin, sum(days.get(begin + timedelta(days=n), 0) for n in range(length))
        begin += timedelta(days=length)


def _bars(counts: list[tuple[date, int]], end: date) -> list[Bar]:
    step, most = max(WIDTH // len(counts), 1), max(count for _, count in counts)
    step = min(step, 48)
    lasts = [*(begin - timedelta(days=1) for begin, _ in counts[1:]), end]
    return [
        _bar(begin, last, count, place * step, step, most)
        for place, ((begin, count), last) in enumerate(zip(counts, lasts, strict=True))
    ]


def _bar(first: date, last: date, count: int, x: int, step: int, most: int) -> Bar:
    height = max(round(count / most * HEIGHT), 2) if count else 0
    return Bar(first, last, count, x, HEIGHT - height, max(step - 2, 1), height)
