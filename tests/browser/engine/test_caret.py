"""Selecting without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.engine.driving import PROSE, READ, box, chosen, in_browser, plain, row, show, span_of, words

pytestmark = pytest.mark.browser


def focus_at(page: Page, point: int, text: str = "a") -> None:
    page.evaluate(
        """([text, point]) => {
          harness.text(text).focus();
          const {startContainer, startOffset} = harness.offsetsOf(text).range(point, point);
          getSelection().collapse(startContainer, startOffset);
        }""",
        [text, point],
    )


def selected(page: Page) -> tuple[int, int]:
    anchor, focus = page.evaluate(
        """() => {
          const {anchorNode, anchorOffset, focusNode, focusOffset} = getSelection();
          const own = harness.offsetsOf(document.activeElement.dataset.text);
          return [own.pointOf(anchorNode, anchorOffset), own.pointOf(focusNode, focusOffset)];
        }"""
    )
    return anchor, focus


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    start, end = sorted(selected(page))
    words: str = page.evaluate(
        "([s, e]) => harness.offsetsOf(document.activeElement.dataset.text).slice(s, e)", [start, end]
    )
    return words


def test_a_reader_without_a_mouse_selects_words_sentences_and_paragraphs(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    focus_at(reader, 0)
    assert press(reader, "ArrowRight", "Shift+ArrowRight") == "went"
    assert press(reader, "Shift+ArrowRight", "Shift+ArrowRight") == "went to the"
    assert press(reader, "Shift+ArrowLeft") == "went to"
    assert press(reader, "Shift+Control+ArrowRight", "Shift+Control+ArrowRight") == "went to t"
    assert press(reader, "PageDown", "Shift+Control+ArrowDown") == "Simplify, simplify."
    assert press(reader, "Shift+PageDown") == "Simplify, simplify. Read the note below."
    assert (
        press(reader, "Control+Home", "Shift+PageDown") == "I went to the woods because I wished to live deliberately."
    )
    assert press(reader, "Escape") == ""
    assert press(reader, "Control+End", "Shift+ArrowLeft") == "below."
    assert press(reader, "Shift+Control+Home") == READ


def test_words_selected_with_keys_are_told_and_the_caret_is_seen(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    focus_at(reader, 0)
    press(reader, "ArrowRight", "Shift+ArrowRight")
    reader.wait_for_timeout(60)
    assert reader.evaluate("harness.said('selection:settled').at(-1).exact") == "went"
    caret, here = reader.locator(".caret").bounding_box(), box(reader, *span_of(READ, "went"))
    assert caret is not None
    assert abs(caret["x"] - here["right"]) < 3
    assert abs(caret["y"] - here["top"]) < 3


def test_up_and_down_go_by_lines_of_the_screen(reader: Page) -> None:
    show(reader, {"id": "a", "html": f"<p>{'words in a line ' * 40}</p>"})
    focus_at(reader, 3)
    press(reader, "ArrowDown", "ArrowDown")
    middle = selected(reader)[1]
    assert box(reader, middle, middle + 1)["top"] > box(reader, 3, 4)["top"] + 40
    press(reader, "Home")
    assert box(reader, selected(reader)[1], selected(reader)[1] + 1)["left"] == box(reader, 0, 1)["left"]


def test_right_is_backward_in_text_from_right_to_left(reader: Page) -> None:
    text = "בראשית ברא אלהים את השמים"
    show(reader, {"id": "a", "html": f"<p>{text}</p>", "lang": "he", "dir": "rtl"})
    focus_at(reader, 0)
    assert press(reader, "ArrowLeft", "Shift+ArrowLeft") == "ברא"
    assert press(reader, "ArrowRight", "Shift+ArrowLeft") == "ברא"


@in_browser
@given(
    tree=st.lists(st.builds(lambda parts: ["p", *parts], st.lists(words, max_size=4)), max_size=5),
    unit=st.sampled_from(["character", "word", "sentence", "paragraph"]),
    side=st.sampled_from(["starts", "ends"]),
)
def test_going_on_always_comes_to_the_end_and_back_to_the_start(
    reader: Page, tree: list[Any], unit: str, side: str
) -> None:
    show(reader, {"id": "a", "tree": tree})
    there, back = reader.evaluate(
        """([unit, side]) => {
          const own = harness.offsetsOf("a");
          const walk = (from, way) => {
            const stops = [from];
            const next = () => harness.segments.nextStop(own, stops.at(-1), unit, way, side);
            for (let i = 0; i <= own.length; i++) stops.push(next());
            return stops;
          };
          return [walk(0, 1), walk(own.length, -1)];
        }""",
        [unit, side],
    )
    length = len(plain(tree))
    assert there[-1] == length
    assert there == sorted(set(there)) + [length] * (len(there) - len(set(there)))
    assert back[-1] == 0
    assert back == sorted(set(back), reverse=True) + [0] * (len(back) - len(set(back)))


def test_after_a_click_the_keys_scroll_as_on_any_page_until_shift_wakes_the_caret(reader: Page) -> None:
    show(reader, {"id": "a", "html": f"<p>{'words in a line ' * 400}</p>"})
    reader.mouse.click(400, 300)
    reader.keyboard.press("PageDown")
    reader.wait_for_function("() => scrollY > 100")
    assert reader.locator(".caret").is_hidden()
    reader.keyboard.press("Shift+ArrowRight")
    assert reader.locator(".caret").is_visible()
    assert not reader.evaluate("getSelection().isCollapsed")


def test_enter_chooses_the_annotations_at_the_caret(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    reader.evaluate("row => harness.store.add(row)", row("a", 1, *span_of(READ, "went to")))
    focus_at(reader, 4)
    reader.keyboard.press("Enter")
    focus_at(reader, span_of(READ, "went to")[1])
    reader.keyboard.press("Enter")
    focus_at(reader, 30)
    reader.keyboard.press("Enter")
    assert chosen(reader) == [[1], [1], []]
