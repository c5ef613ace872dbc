"""Words stay legible on every tint, and no meaning hangs on colour alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.engine.driving import PROSE, show

pytestmark = pytest.mark.browser


LINES_OF = ["commenting", "questioning", "editing", "assessing"]
TINTS = [f"tint-{name}" for name in ("closed", "1", "yellow", "green", "blue", "pink", "2", "3", "pointed", "chosen")]


def luminance(colour: list[int]) -> float:
    red, green, blue = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[int], other: list[int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stay_legible_on_every_tint_and_lines_are_seen(reader: Page, scheme: Any) -> None:
    reader.emulate_media(color_scheme=scheme)
    read = """name => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number);
    }"""
    colours = {name: reader.evaluate(read, name) for name in ("tint-ink", "ink", *LINES_OF, *TINTS)}
    for tint in TINTS:
        assert contrast(colours["tint-ink"], colours[tint]) >= 7, tint
        for line in LINES_OF:
            assert contrast(colours[line], colours[tint]) >= 3, (line, tint)


def test_the_browser_resolves_each_highlight_to_its_own_look(reader: Page) -> None:
    show(reader, {"id": "a", "html": PROSE})
    looks = reader.evaluate(
        """() => [...CSS.highlights.keys()].map(name => {
          const look = getComputedStyle(harness.text("a"), `::highlight(${name})`);
          const {backgroundColor, textDecorationLine, textDecorationStyle} = look;
          return [name, backgroundColor, textDecorationLine === "none" ? "" : textDecorationStyle];
        })"""
    )
    tints = {name: background for name, background, _ in looks if not name.startswith("line")}
    styles = {name: style for name, _, style in looks if name.startswith("line")}
    assert len(set(tints.values())) == len(TINTS)
    assert {name: style for name, style in styles.items() if not name.endswith("-closed")} == {
        "line-commenting": "solid",
        "line-questioning": "dashed",
        "line-editing": "wavy",
        "line-assessing": "dotted",
    }
