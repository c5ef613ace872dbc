"""Stretches put in order: the heaviest chain of those that keep their order, and clean cuts where they overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Row = tuple[int, int, int]  # old[a:a+n] == new[b:b+n]

_LOOK = 4096  # the longest overlap in which the best cut is looked for


def heaviest_chain(places: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Indices of the chain with rising `places` and the greatest sum of `weights`. Near linear."""
    tails: list[int] = []  # places where the best chains of rising weight end
    totals: list[int] = []
    owners: list[int] = []
    back = [-1] * len(places)
    for index, (place, weight) in enumerate(zip(places, weights, strict=True)):
        at = bisect_left(tails, place)
        total = weight
        if at:
            total, back[index] = total + totals[at - 1], owners[at - 1]
        end = at
        while end < len(tails) and totals[end] <= total:
            end += 1
        if at == len(tails) or tails[at] > place or end > at:
            tails[at:end], totals[at:end], owners[at:end] = [place], [total], [index]
    return _traced(back, owners[-1] if owners else -1)


def _traced(back: list[int], last: int) -> list[int]:
    chain = []
    while last >= 0:
        chain.append(last)
        last = back[last]
    return chain[::-1]


def without_overlaps(rows: Sequence[Row], old_ranks: bytes, new_ranks: bytes, mask: int) -> list[Row]:
    """Rows in order, cut where they overlap at the best boundary of the text in which more of them overlaps.

    `b` of a row may carry a scope in its high bits; `mask` leaves the place.
    """
    cut: list[Row] = []
    for row in rows:
        while cut and row[2]:
            left, row, again = _parted(cut.pop(), row, old_ranks, new_ranks, mask)
            if left[2]:
                cut.append(left)
            if not again:
                break
        if row[2]:
            cut.append(row)
    return cut


def _parted(left: Row, right: Row, old_ranks: bytes, new_ranks: bytes, mask: int) -> tuple[Row, Row, bool]:
    """Two rows that overlap no more; an overlap as long as one of them swallows it (then the next must be tried)."""
    a, b, n = right
    in_old, in_new = left[0] + left[2] - a, left[1] + left[2] - b
    over = max(in_old, in_new)
    if over <= 0:
        return left, right, False
    if over >= min(left[2], n):
        return ((left[0], left[1], 0), right, True) if left[2] <= n else (left, (a, b, 0), False)
    ranks, base = (old_ranks, a) if in_old >= in_new else (new_ranks, b & mask)
    window = ranks[base : base + min(over, _LOOK) + 1]
    lost = window.rindex(max(window))
    return (left[0], left[1], left[2] - over + lost), (a + lost, b + lost, n - lost), False
