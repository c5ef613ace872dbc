"""Badges stand beside words and move none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import PROSE, READ, box, row, show, span_of

pytestmark = pytest.mark.browser


def test_badges_stand_at_the_end_of_their_words_and_move_none(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    before = box(reader, 40, 44)
    badged = [
        row("a", 1, *span_of(READ, "went to the woods"), 4, badge="unchecked"),
        row("a", 2, 0, 1, 3, badge="stet"),
    ]
    for each in badged:
        reader.evaluate("row => harness.store.add(row)", each)
    reader.evaluate("harness.frame()")
    badges = reader.locator(".badge")
    assert badges.all_inner_texts() == ["stet", "?"]
    end, badge = box(reader, *span_of(READ, "went to the woods")), badges.nth(1).bounding_box()
    assert badge is not None
    assert 0 <= badge["x"] - end["right"] < 6
    assert end["top"] - 14 < badge["y"] < end["top"]
    assert reader.locator("[aria-hidden=true] .badge").count() == 2
    assert box(reader, 40, 44) == before
    assert reader.evaluate("harness.text('a').textContent") == READ
    reader.evaluate("harness.store.remove('a', 2)")
    reader.evaluate("harness.frame()")
    assert badges.all_inner_texts() == ["?"]
