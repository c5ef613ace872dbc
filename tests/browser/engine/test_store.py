"""The store answers what counting answers."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import packed, reading_order, row, rows_in, show

pytestmark = pytest.mark.browser


def test_the_store_answers_what_counting_answers_whatever_comes_and_goes(reader: Page) -> None:
    rows = rows_in("a", 2000, 120, seed=1) + rows_in("b", 500, 40, seed=2)
    new = rows_in("a", 2000, 60, seed=3, longest=400)
    gone = random.Random(4).sample(rows + new, 70)
    show(reader, {"id": "a"}, {"id": "b"})
    reader.evaluate(
        """([data, more, less]) => {
          harness.store.replace(data);
          for (const row of more) harness.store.add(row);
          for (const row of less) harness.store.remove(row.text, row.handle);
        }""",
        [packed(rows, ["a", "b"]), new, gone],
    )
    left = sorted((r for r in rows + new if r not in gone), key=lambda r: (r["text"], *reading_order(r)))
    asked = [(text, start, start + size) for text in "ab" for start in range(0, 2000, 37) for size in (1, 20, 300)]
    found = reader.evaluate("asked => asked.map(([t, s, e]) => harness.store.overlapping(t, s, e))", asked)
    assert found == [[r for r in left if r["text"] == t and r["start"] < e and r["end"] > s] for t, s, e in asked]
    assert reader.evaluate("harness.store.total") == len(left)
    assert reader.evaluate("harness.said('annotations:changed').length") == 1 + 60 + 70


def test_next_and_previous_go_through_all_texts_in_reading_order(reader: Page) -> None:
    rows = rows_in("a", 300, 20, seed=1) + rows_in("c", 300, 20, seed=2)
    show(reader, {"id": "a"}, {"id": "b"}, {"id": "c"})
    walk = """(way) => {
      const handles = [];
      for (let row = harness.store[way](null); row; row = harness.store[way](row)) handles.push(row.handle);
      return handles;
    }"""
    reader.evaluate("data => harness.store.replace(data)", packed(rows, ["a", "b", "c"]))
    ordered = [r["handle"] for r in sorted(rows, key=lambda r: (r["text"], *reading_order(r)))]
    assert reader.evaluate(walk, "next") == ordered
    assert reader.evaluate(walk, "previous") == ordered[::-1]
    assert reader.evaluate("harness.store.from('b', 0).text") == "c"


def test_an_annotation_added_again_replaces_itself(reader: Page) -> None:
    show(reader, {"id": "a"})
    for badge in ("checking", "sound"):
        reader.evaluate("row => harness.store.add(row)", row("a", 7, 3, 9, kind=4, badge=badge))
    assert reader.evaluate("harness.store.at('a', 5)") == [row("a", 7, 3, 9, kind=4, badge="sound")]
    assert reader.evaluate("harness.store.total") == 1
