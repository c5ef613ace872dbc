"""How tests drive the reader's engine: texts as trees, annotations as the rows and columns the page gets."""

from __future__ import annotations

import base64
import random
import struct
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

in_browser = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

ALPHABET = (
    "abc de\n\tfá"
    + "e\u0301\u0327"
    + "\u05d0\u05b8\u05d1\u202b\u0639\u0644"
    + "\U0001d4d0\U0001f468\u200d\U0001f469"
    + "中。"
)
words = st.text(ALPHABET, max_size=12)
branches: st.SearchStrategy[Any] = st.recursive(
    words,
    lambda inner: st.builds(
        lambda name, parts: [name, *parts],
        st.sampled_from(["p", "em", "div", "td", "span*", "br"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
trees = st.lists(branches, max_size=6)

Row = dict[str, Any]

PROSE = (
    "<p>I went to the woods because I wished to live deliberately.</p>\n"
    "<p>Simplify, simplify. Read <a href='#note'>the note</a> below.</p>"
)
READ = "I went to the woods because I wished to live deliberately.\nSimplify, simplify. Read the note below."


def plain(tree: list[Any]) -> str:
    """The text of a tree without its marks, as the server counts it."""
    return "".join(part if isinstance(part, str) else "" if part[0].endswith("*") else plain(part[1:]) for part in tree)


def show(page: Page, *texts: dict[str, Any], start: bool = True, wrap: bool = False) -> None:
    page.evaluate("async texts => { harness.show(texts); await document.fonts.ready; }", list(texts))
    if start:
        page.evaluate("wrap => harness.start({wrap})", wrap)


def span_of(text: str, exact: str) -> tuple[int, int]:
    return text.index(exact), text.index(exact) + len(exact)


def row(text: str, handle: int, start: int, end: int, kind: int = 1, **more: Any) -> Row:
    given = {"flags": 0, "tint": 0, "author": {"id": "ruth", "name": "Ruth Adeyemi"}, "badge": ""}
    return {"text": text, "handle": handle, "start": start, "end": end, "kind": kind, **given, **more}


def packed(rows: list[Row], texts: list[str]) -> dict[str, Any]:
    """spans.json for these rows."""
    ordered = {text: sorted((r for r in rows if r["text"] == text), key=reading_order) for text in texts}
    badges = [
        [place, i, r["badge"]] for place, text in enumerate(texts) for i, r in enumerate(ordered[text]) if r["badge"]
    ]
    return {
        "texts": [columns(text, ordered[text]) for text in texts],
        "authors": [{"id": "ruth", "name": "Ruth Adeyemi"}],
        "badges": badges,
        "orphans": [],
        "whole": [],
        "total": len(rows),
    }


def columns(text: str, rows: list[Row]) -> dict[str, Any]:
    starts = [r["start"] for r in rows]
    return {
        "text": text,
        "revision": f"revision of {text}",
        "starts": [start - before for start, before in zip(starts, [0, *starts], strict=False)],
        "lengths": [r["end"] - r["start"] for r in rows],
        "handles": base64.b64encode(struct.pack(f"<{len(rows)}I", *(r["handle"] for r in rows))).decode(),
        "kinds": [r["kind"] for r in rows],
        "flags": [r["flags"] for r in rows],
        "tints": [r["tint"] for r in rows],
        "authors": [0 for _ in rows],
    }


def reading_order(r: Row) -> tuple[int, int, int]:
    return r["start"], r["end"], r["handle"]


def rows_in(text: str, length: int, count: int, seed: int, longest: int = 80) -> list[Row]:
    pick = random.Random(seed)
    rows = []
    for handle in pick.sample(range(2**32), count):
        start = pick.randrange(length)
        end = min(length, start + pick.randint(1, longest if pick.random() < 0.95 else length))
        kind, closed = pick.randrange(5), pick.random() < 0.3
        rows.append(row(text, handle, start, end, kind, flags=2 if closed and kind else 0, tint=pick.randrange(4)))
    return rows


def box(page: Page, start: int, end: int, text: str = "a") -> dict[str, float]:
    found: dict[str, float] = page.evaluate("([t, s, e]) => harness.box(t, s, e)", [text, start, end])
    return found


def chosen(page: Page) -> list[list[int]]:
    found: list[list[int]] = page.evaluate(
        "harness.said('annotations:chosen').map(({rows}) => rows.map(({handle}) => handle))"
    )
    return found
