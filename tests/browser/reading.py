"""Gestures of a reader: opening a text, selecting words with mouse, finger or keys, reading what was said."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from texts.models import Text

ENDS = """([words, text]) => {
  const root = text ? document.querySelector(`[data-text="${text}"][data-revision]`) : document.querySelector(".texts");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(words);
    if (at < 0 || !node.parentElement.closest("[data-revision]")) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    node.parentElement.scrollIntoView({ block: "center" });
    const rects = [...range.getClientRects()];
    const [first, last] = [rects[0], rects.at(-1)];
    return [first.left + 0.5, first.top + first.height / 2, last.right - 0.5, last.top + last.height / 2];
  }
  return null;
}"""


def open_reader(page: Page, site: str, text: Text, query: str = "") -> Page:
    page.goto(f"{site}/texts/{text.pk}/{query}")
    return ready(page)


def ready(page: Page) -> Page:
    page.wait_for_selector("#reader[data-ready]")
    page.evaluate("document.fonts.ready")
    return page


def ends_of(page: Page, words: str, text: Text | None = None) -> tuple[float, float, float, float]:
    """Where `words` begin and end in the window, in px; they are scrolled to its middle."""
    ends: Any = page.evaluate(ENDS, [words, str(text.pk) if text else None])
    assert ends, f"“{words}” is not on the page"
    left, top, right, bottom = ends
    return left, top, right, bottom


def drag_over(page: Page, words: str, text: Text | None = None) -> None:
    """Select words with the mouse, as people do."""
    left, top, right, bottom = ends_of(page, words, text)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    page.mouse.move(right, bottom)
    page.mouse.up()


def click_on(page: Page, words: str, text: Text | None = None) -> None:
    left, top, right, bottom = ends_of(page, words, text)
    page.mouse.click((left + right) / 2 if top == bottom else left + 2, top)


def select_by_touch(page: Page, words: str) -> None:
    """A finger's selection: the system's handles are out of reach, so that only its end result is made here."""
    ends_of(page, words)
    page.evaluate(
        """words => {
          const root = document.querySelector(".texts");
          root.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, pointerType: "touch"}));
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let node; (node = walker.nextNode()); ) {
            const at = node.data.indexOf(words);
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
          }
        }""",
        words,
    )


def choose(page: Page, kind: str) -> None:
    """Press one of the five buttons beside the selected words."""
    page.locator("#bar").get_by_role("button", name=kind).click()


def composer(page: Page) -> Locator:
    return page.locator("#composer")


def save(page: Page) -> None:
    composer(page).get_by_role("button", name="Save").click()
    expect(composer(page)).to_be_hidden()


def card(page: Page, words: str) -> Locator:
    return page.locator("article.card", has_text=words)
