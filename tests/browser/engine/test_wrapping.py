"""Browsers without highlights get the same looks by elements around the words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import packed, row, rows_in, show
from tests.browser.engine.facing import annotate_much, face, faces

pytestmark = pytest.mark.browser


WRAPPED = """() => {
  const own = harness.offsetsOf("a");
  return [...harness.text("a").querySelectorAll("mark")].flatMap(mark =>
    [...mark.classList].map(name => [name, own.pointOf(mark, 0), own.pointOf(mark, mark.childNodes.length)]));
}"""


def test_wrapping_shows_the_same_and_keeps_the_words(reader: Page) -> None:
    text, rows = annotate_much(reader, wrap=True)
    window = reader.evaluate("harness.said('window:painted').at(-1)")
    end = window["to"]["point"]
    painted = faces(reader.evaluate(WRAPPED), len(text))
    assert painted[:end] == [set(face(rows, point)) - {""} for point in range(end)]
    assert reader.evaluate("harness.text('a').textContent") == text
    assert reader.evaluate("harness.offsetsOf('a').slice(1000, 2000)") == text[1000:2000]


def test_unwrapping_leaves_the_elements_as_they_were(reader: Page) -> None:
    table = "<table>\n<tbody>\n<tr>\n<td>a b</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>\n"
    show(reader, {"id": "a", "html": f"{table}<ul>\n<li>one</li>\n<li>two</li>\n</ul>"}, wrap=True)
    before = reader.evaluate("harness.text('a').innerHTML")
    length = reader.evaluate("harness.offsetsOf('a').length")
    rows = rows_in("a", length, 30, seed=8)
    reader.evaluate("data => harness.store.replace(data)", packed(rows, ["a"]))
    reader.evaluate(
        "rows => harness.root.dispatchEvent(new CustomEvent('annotations:chosen', {detail: {rows}}))", rows[:6]
    )
    assert reader.evaluate("document.querySelectorAll('mark').length") > 5
    assert reader.evaluate("document.querySelectorAll(':is(table,tbody,tr,ul) > mark').length") == 0
    assert reader.evaluate("document.querySelectorAll('mark.chosen').length") > 0
    reader.evaluate("data => harness.store.replace(data)", packed([], ["a"]))
    assert reader.evaluate("harness.text('a').innerHTML") == before
    assert reader.evaluate("[...harness.text('a').querySelectorAll('td')].every(cell => cell.childNodes.length === 1)")


def test_wrapping_leaves_a_selection_on_its_words(reader: Page) -> None:
    show(reader, {"id": "a", "html": "<p>one two three four</p>"}, wrap=True)
    reader.evaluate(
        """rows => {
          const words = harness.text("a").querySelector("p").firstChild;
          getSelection().setBaseAndExtent(words, 13, words, 4);
          for (const row of rows) harness.store.add(row);
        }""",
        [row("a", 1, 2, 6), row("a", 2, 5, 12)],
    )
    assert reader.evaluate("getSelection().toString()") == "two three"
    assert reader.evaluate("harness.offsetsOf('a').pointOf(getSelection().focusNode, getSelection().focusOffset)") == 4
