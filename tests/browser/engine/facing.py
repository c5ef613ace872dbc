"""What must be painted on each code point, by counting."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.engine.driving import Row, packed, rows_in, show

LINE = {3: "line-editing", 4: "line-assessing", 2: "line-questioning", 1: "line-commenting"}
COLOURS = ["tint-yellow", "tint-green", "tint-blue", "tint-pink"]


def face(rows: list[Row], point: int) -> tuple[str, str]:
    """The tint and the line of one code point, by counting."""
    here = [r for r in rows if r["start"] <= point < r["end"]]
    is_open = [r for r in here if not r["flags"] & 2]
    if len(is_open) == 1:
        tint = COLOURS[is_open[0]["tint"]] if is_open[0]["kind"] == 0 else "tint-1"
    else:
        tint = f"tint-{min(len(is_open), 3)}" if is_open else "tint-closed" if here else ""
    lines = [LINE[kind] for kind in LINE if any(r["kind"] == kind for r in is_open)]
    lines += [f"{LINE[kind]}-closed" for kind in LINE if any(r["kind"] == kind for r in here)]
    return tint, next(iter(lines), "")


def faces(names: list[list[Any]], length: int) -> list[set[str]]:
    """The names painted on each code point."""
    found: list[set[str]] = [set() for _ in range(length)]
    for name, start, end in names:
        for point in range(start, end):
            found[point].add(name)
    return found


PARAGRAPHS = "\n".join(
    f"<p>{n}. " + "Words \U0001f4d6 and <em>emphasis</em> in a paragraph. " * 12 + "</p>" for n in range(60)
)


def annotate_much(page: Page, wrap: bool = False) -> tuple[str, list[Row]]:
    show(page, {"id": "a", "html": PARAGRAPHS}, wrap=wrap)
    text = page.evaluate("harness.text('a').textContent")
    rows = rows_in("a", len(text), 400, seed=5)
    page.evaluate("data => harness.store.replace(data)", packed(rows, ["a"]))
    return text, rows
