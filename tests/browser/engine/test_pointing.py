"""What is under the mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import PROSE, READ, box, chosen, row, show, span_of

pytestmark = pytest.mark.browser


def test_a_click_on_words_chooses_their_annotations_and_a_click_beside_none(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    for handle, exact in ((1, "went to the woods"), (2, "the woods because"), (3, "Simplify, simplify. Read the note")):
        reader.evaluate("row => harness.store.add(row)", row("a", handle, *span_of(READ, exact)))
    for exact in ("woods", "went", "wished", "the note"):
        here = box(reader, *span_of(READ, exact))
        reader.mouse.click(here["x"], here["y"])
    assert chosen(reader) == [[1, 2], [1], []]


def test_the_right_of_a_short_line_is_not_its_last_words(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    reader.evaluate("row => harness.store.add(row)", row("a", 1, *span_of(READ, "below.")))
    here = box(reader, *span_of(READ, "below."))
    reader.mouse.click(here["right"] + 80, here["y"])
    reader.mouse.click(here["right"] - 2, here["y"])
    assert chosen(reader) == [[], [1]]


def test_hovering_says_once_what_is_pointed_at_and_once_that_nothing_is(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    reader.evaluate("row => harness.store.add(row)", row("a", 1, *span_of(READ, "went to the woods")))
    here = box(reader, *span_of(READ, "went to the woods"))
    for x in (here["x"], here["x"] + 9, here["right"] + 60):
        reader.mouse.move(x, here["y"])
        reader.evaluate("harness.frame()")
    pointed = reader.evaluate("harness.said('annotations:pointed').map(({rows}) => rows.map(({handle}) => handle))")
    assert pointed == [[1], []]
