"""When a selection has settled, and on which words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import PROSE, READ, box, chosen, show, span_of

pytestmark = pytest.mark.browser


def drag(page: Page, start: int, end: int, first: str = "a", last: str = "a") -> None:
    begin, stop = box(page, start, start + 1, first), box(page, end - 1, end, last)
    page.mouse.move(begin["left"] + 0.5, begin["y"])
    page.mouse.down()
    page.mouse.move(stop["x"], stop["y"], steps=4)
    page.mouse.move(stop["right"] - 0.5, stop["y"])
    page.mouse.up()
    page.wait_for_timeout(60)


def test_words_selected_with_the_mouse_are_told_without_the_space_around_them(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    start, end = span_of(READ, " the woods ")
    drag(reader, start, end)
    settled = reader.evaluate("harness.said('selection:settled')")
    assert [(s["text"], s["revision"], s["start"], s["end"], s["exact"], s["touch"]) for s in settled] == [
        ("a", "revision of a", start + 1, end - 1, "the woods", False)
    ]
    assert chosen(reader) == []


def test_a_triple_click_selects_a_paragraph_and_no_more(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE}, {"id": "b", "html": "<p>Another text.</p>"})
    here = box(reader, *span_of(READ, "below."))
    reader.mouse.click(here["x"], here["y"], click_count=3)
    reader.wait_for_timeout(60)
    assert (
        reader.evaluate("harness.said('selection:settled').at(-1).exact") == "Simplify, simplify. Read the note below."
    )


def test_a_selection_that_is_let_go_is_cleared_once(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    drag(reader, *span_of(READ, "woods"))
    for _ in range(2):
        here = box(reader, *span_of(READ, "wished"))
        reader.mouse.click(here["x"], here["y"])
        reader.wait_for_timeout(450)
    assert reader.evaluate("harness.said('selection:cleared').length") == 1


def test_words_of_two_texts_are_refused(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE}, {"id": "b", "html": "<p>Another text.</p>"})
    drag(reader, 60, 4, "a", "b")
    assert [said["reason"] for said in reader.evaluate("harness.said('selection:refused')")] == ["crosses"]
    assert reader.evaluate("harness.said('selection:settled')") == []


def test_white_space_alone_is_refused(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    drag(reader, *span_of(READ, " the woods"[:1]))
    assert [said["reason"] for said in reader.evaluate("harness.said('selection:refused')")] == ["blank"]


def test_a_selection_by_touch_is_told_when_its_handles_rest(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    said = reader.evaluate(
        """async () => {
          document.dispatchEvent(new PointerEvent("pointerdown", {pointerType: "touch"}));
          const words = harness.text("a").querySelector("p").firstChild, counts = [];
          for (const end of [4, 6, 9]) {
            getSelection().setBaseAndExtent(words, 2, words, end);
            await new Promise(done => setTimeout(done, 120));
            counts.push(harness.said("selection:settled").length);
          }
          await new Promise(done => setTimeout(done, 450));
          return [counts, harness.said("selection:settled")];
        }"""
    )
    assert said[0] == [0, 0, 0]
    assert [(s["exact"], s["touch"]) for s in said[1]] == [("went to", True)]
