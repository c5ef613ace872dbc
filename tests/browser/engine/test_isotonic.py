"""Cards in the margin move as little as can be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.engine.driving import in_browser

pytestmark = pytest.mark.browser


def least_movement(wanted: list[int], heights: list[int], gap: int, pinned: int) -> float:
    """The least sum of squares by trying every place on a grid of twelfths, card after card."""
    stacked = [sum(heights[:i]) + gap * i for i in range(len(wanted))]
    free = [top - below for top, below in zip(wanted, stacked, strict=True)]
    grid = [step / 12 for step in range(12 * min(free), 12 * max(free) + 1)]
    cost = [0.0] * len(grid)
    for i, place in enumerate(free):
        best = float("inf")
        for j, at in enumerate(grid):
            best = min(best, cost[j])
            cost[j] = best + (at - place) ** 2 if i != pinned or at == place else float("inf")
    return min(cost)


@settings(in_browser, max_examples=100)
@given(
    cards=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), min_size=1, max_size=4),
    gap=st.integers(0, 1),
    pinned=st.sampled_from([-1, -1, -1, 0, 1, 2, 3]),
)
def test_cards_move_as_little_as_can_be(reader: Page, cards: list[tuple[int, int]], gap: int, pinned: int) -> None:
    pinned = min(pinned, len(cards) - 1)
    wanted, heights = [top for top, _ in cards], [height for _, height in cards]
    tops = reader.evaluate(
        "([w, h, gap, pinned]) => [...harness.isotonic.place(Float64Array.from(w), h, gap, pinned)]",
        [wanted, heights, gap, pinned],
    )
    assert all(low + height + gap <= high + 1e-9 for low, high, height in zip(tops, tops[1:], heights, strict=False))
    assert pinned < 0 or tops[pinned] == wanted[pinned]
    moved = sum((top - place) ** 2 for top, place in zip(tops, wanted, strict=True))
    assert moved == pytest.approx(least_movement(wanted, heights, gap, pinned), abs=1e-6)


def test_no_card_stands_above_the_margin(reader: Page) -> None:
    tops = reader.evaluate("[...harness.isotonic.place(Float64Array.of(0, 0, 0, 90), [10, 10, 10, 10], 2, -1, 0)]")
    assert tops == [0, 12, 24, 90]
