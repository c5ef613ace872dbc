"""What is painted, and where."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.engine.driving import in_browser, packed, reading_order, row, rows_in, show
from tests.browser.engine.facing import annotate_much, face, faces

pytestmark = pytest.mark.browser


@in_browser
@given(count=st.integers(0, 25), seed=st.integers(0, 2**16), window=st.tuples(st.integers(0, 60), st.integers(0, 70)))
def test_each_code_point_gets_the_face_that_counting_gives_it(
    reader: Page, count: int, seed: int, window: tuple[int, int]
) -> None:
    rows = sorted(rows_in("a", 60, count, seed, longest=20), key=reading_order)
    start, end = window
    near = [r for r in rows if r["start"] < end and r["end"] > start]
    found = reader.evaluate("([rows, s, e]) => harness.sweep.sweep(rows, s, e)", [near, start, end])
    wanted = []
    for looks, points in groupby(range(start, end), key=lambda point: face(rows, point)):
        inside = list(points)
        if any(looks):
            wanted.append({"start": inside[0], "end": inside[-1] + 1, "tint": looks[0], "line": looks[1]})
    assert found == wanted


def test_the_window_is_painted_and_nothing_far_from_it(reader: Page) -> None:
    text, rows = annotate_much(reader)
    window = reader.evaluate("harness.said('window:painted').at(-1)")
    painted = faces(reader.evaluate("harness.painted('a')"), len(text))
    start, end = window["from"]["point"], window["to"]["point"]
    assert start == 0
    assert end < len(text) / 2
    assert painted[start:end] == [set(face(rows, point)) - {""} for point in range(start, end)]
    assert not any(painted[end:])


def test_reading_on_paints_on_before_the_reader_gets_there(reader: Page) -> None:
    annotate_much(reader)
    for _ in range(12):
        before = reader.evaluate("harness.said('window:painted').length")
        reader.evaluate("async () => { scrollBy(0, 300); await harness.frame(); await harness.frame(); }")
        window = reader.evaluate("harness.said('window:painted').at(-1)")
        seen = reader.evaluate(
            """() => {
              const at = (y) => harness.pointer.pointUnder(450, y)?.point;
              return [20, 200, 400, 600, 690].map(at).filter(point => point !== undefined);
            }"""
        )
        assert seen
        assert all(window["from"]["point"] <= point <= window["to"]["point"] for point in seen)
        assert reader.evaluate("harness.said('window:painted').length") - before <= 1
    assert reader.evaluate("harness.said('window:painted').length") < 10


def test_standing_still_paints_nothing(reader: Page) -> None:
    annotate_much(reader)
    before = reader.evaluate("harness.said('window:painted').length")
    reader.evaluate("async () => { scrollBy(0, 5); await harness.frame(); scrollBy(0, -5); await harness.frame(); }")
    assert reader.evaluate("harness.said('window:painted').length") == before


def test_a_paragraph_without_end_is_painted_where_it_is_read(reader: Page) -> None:
    show(reader, {"id": "a", "html": f"<p>{'One very long paragraph. ' * 8000}</p>"})
    reader.evaluate("async () => { scrollTo(0, 20000); await harness.frame(); await harness.frame(); }")
    window = reader.evaluate("harness.said('window:painted').at(-1)")
    middle = reader.evaluate("harness.pointer.pointUnder(450, 350).point")
    assert window["from"]["point"] < middle < window["to"]["point"]
    assert window["to"]["point"] - window["from"]["point"] < 10_000


def test_only_texts_near_the_window_are_painted(reader: Page) -> None:
    texts = [{"id": f"c{n}", "html": f"<p>{'A comment. ' * 60}</p>"} for n in range(50)]
    show(reader, *texts)
    rows = [row(text["id"], 1, 2, 9) for text in texts]
    reader.evaluate("data => harness.store.replace(data)", packed(rows, [text["id"] for text in texts]))
    near = [part["text"] for part in reader.evaluate("harness.said('window:painted').at(-1).texts")]
    assert near == [f"c{n}" for n in range(len(near))]
    assert 2 < len(near) < 15
    assert reader.evaluate("CSS.highlights.get('tint-1').size") == len(near)


def test_the_whole_text_is_painted_for_the_printer(reader: Page) -> None:
    text, rows = annotate_much(reader)
    reader.evaluate("dispatchEvent(new Event('beforeprint'))")
    painted = faces(reader.evaluate("harness.painted('a')"), len(text))
    assert painted == [set(face(rows, point)) - {""} for point in range(len(text))]
    reader.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not any(faces(reader.evaluate("harness.painted('a')"), len(text))[len(text) // 2 :])


def test_what_is_chosen_lies_above_the_rest_and_goes_with_its_annotation(reader: Page) -> None:
    show(reader, {"id": "a", "html": "<p>some words here</p>"})
    reader.evaluate(
        """rows => {
          for (const row of rows) harness.store.add(row);
          harness.root.dispatchEvent(new CustomEvent("annotations:chosen", {detail: {rows: [rows[0]]}}));
        }""",
        [row("a", 1, 5, 10), row("a", 2, 0, 4)],
    )
    assert [p for p in reader.evaluate("harness.painted('a')") if p[0] == "chosen"] == [["chosen", 5, 10]]
    priorities = "names => names.map(name => CSS.highlights.get(name).priority)"
    assert reader.evaluate(priorities, ["tint-3", "line-editing", "pointed", "chosen"]) == [0, 1, 2, 3]
    reader.evaluate("harness.store.remove('a', 1)")
    assert [p for p in reader.evaluate("harness.painted('a')") if p[0] == "chosen"] == []


def test_marks_put_in_for_screen_readers_leave_the_painting_in_its_place(reader: Page) -> None:
    show(reader, {"id": "a", "html": "<p>some words here</p>"})
    reader.evaluate(
        """row => {
          harness.root.addEventListener("window:painted", () => {
            const mark = document.createElement("span");
            mark.dataset.mark = "";
            mark.append("note starts");
            harness.offsetsOf("a").liveRange(5, 5).insertNode(mark);
          });
          harness.store.add(row);
        }""",
        row("a", 1, 5, 10),
    )
    words = "({startContainer: node, startOffset: start, endOffset: end}) => node.data.slice(start, end)"
    assert reader.evaluate(f"[...CSS.highlights.get('tint-1')].map({words})") == ["words"]


def test_a_card_that_names_its_text_is_not_taken_for_it(reader: Page) -> None:
    show(reader, {"id": "a", "html": "<p>some words here</p>"}, start=False)
    reader.evaluate(
        """row => {
          const card = document.createElement("article");
          Object.assign(card.dataset, {text: "a", handle: "1"});
          card.append("What somebody wrote about the words.");
          harness.root.prepend(card);
          harness.start();
          harness.store.add(row);
        }""",
        row("a", 1, 5, 10, 4, badge="unchecked"),
    )
    assert reader.evaluate("[...CSS.highlights.get('tint-1')].map(({startContainer: node}) => node.data)") == [
        "some words here"
    ]
    here = reader.locator("article").bounding_box()
    assert here is not None
    reader.mouse.dblclick(here["x"] + 60, here["y"] + 8)
    reader.wait_for_timeout(450)
    assert reader.evaluate("getSelection().toString()") != ""
    assert reader.evaluate("[harness.said('selection:settled'), harness.said('annotations:chosen')]") == [[], []]
    badge, words = reader.locator(".badge").bounding_box(), reader.locator("p").bounding_box()
    assert badge is not None
    assert words is not None
    assert abs(badge["y"] - words["y"]) < 20
