"""Code points in the browser are Python's code points."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.engine.driving import in_browser, plain, show, trees

pytestmark = pytest.mark.browser


@in_browser
@given(tree=trees, seed=st.integers(0, 2**16))
def test_offsets_are_pythons_code_points(reader: Page, tree: list[Any], seed: int) -> None:
    text = plain(tree)
    pick = random.Random(seed)
    spans = [sorted((pick.randint(0, len(text)), pick.randint(0, len(text)))) for _ in range(12)]
    show(reader, {"id": "a", "tree": tree}, start=False)
    length, answers = reader.evaluate(
        """spans => {
          const own = harness.offsetsOf("a");
          const there = ({startContainer: n, startOffset: o}) => own.pointOf(n, o);
          const back = ({endContainer: n, endOffset: o}) => own.pointOf(n, o);
          return [own.length, spans.map(([s, e]) => [own.slice(s, e), there(own.range(s, e)), back(own.range(s, e))])];
        }""",
        spans,
    )
    assert length == len(text)
    assert answers == [[text[start:end], start, end] for start, end in spans]


@in_browser
@given(tree=trees)
def test_a_position_between_elements_is_the_code_point_after_the_words_before_it(reader: Page, tree: list[Any]) -> None:
    show(reader, {"id": "a", "tree": tree}, start=False)
    wrong = reader.evaluate(
        """() => {
          const own = harness.offsetsOf("a"), root = own.element;
          const before = (node, offset) => {
            const range = document.createRange();
            range.setStart(root, 0);
            range.setEnd(node, offset);
            const copy = range.cloneContents();
            for (const mark of copy.querySelectorAll("[data-mark]")) mark.remove();
            return [...copy.textContent].length;
          };
          return [root, ...root.querySelectorAll("*")].flatMap(node =>
            [...node.childNodes, null].map((_, offset) => [before(node, offset), own.pointOf(node, offset)]),
          ).filter(([wanted, got]) => wanted !== got);
        }"""
    )
    assert wrong == []


def test_positions_outside_a_text_are_its_start_and_its_end(reader: Page) -> None:
    show(
        reader,
        {"id": "a", "html": "<p>one</p>"},
        {"id": "b", "html": "<p>two</p>"},
        {"id": "c", "html": ""},
        start=False,
    )
    answers = reader.evaluate(
        """() => {
          const [a, b, c] = ["a", "b", "c"].map(harness.offsetsOf);
          const outside = [[b, a.element, 0], [b, c.element, 0], [b, document.body, 0], [a, b.element, 1]];
          return [...outside.map(([own, node, offset]) => own.pointOf(node, offset)), c.length,
                  c.range(0, 0).startContainer === c.element];
        }"""
    )
    assert answers == [0, 3, 0, 3, 0, True]


def test_half_of_an_astral_character_is_the_character(reader: Page) -> None:
    show(reader, {"id": "a", "tree": ["x\U0001f600y"]}, start=False)
    assert reader.evaluate("[0,1,2,3,4].map(u => harness.offsetsOf('a').pointOf(harness.text('a').firstChild, u))") == [
        0,
        1,
        1,
        2,
        3,
    ]


def test_offsets_stay_true_when_marks_for_screen_readers_come_in(reader: Page) -> None:
    show(reader, {"id": "a", "tree": [["p", "before after"]]}, start=False)
    words = reader.evaluate(
        """() => {
          const own = harness.offsetsOf("a"), first = own.slice(7, 12);
          const words = own.element.firstChild.firstChild.splitText(7);
          const mark = Object.assign(document.createElement("span"), {textContent: "note begins"});
          mark.dataset.mark = "";
          words.before(mark);
          return [first, own.slice(7, 12), own.length, own.pointOf(mark.firstChild, 3)];
        }"""
    )
    assert words == ["after", "after", 12, 7]
