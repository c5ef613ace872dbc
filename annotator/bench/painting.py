"""How fast annotated words are painted, in Chromium, with the reader's own modules on a page with nothing else.

Texts and annotations are made up from a fixed seed. Times are of script alone, and from the data to the frame
that shows it.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from annotator.bench.loopback import ENGINE, serving

SIZES = {"20 KB": 20_000, "200 KB": 200_000, "1 MB": 1_000_000}
COUNTS = (100, 1_000, 10_000)
HEAD = (
    *("text", "annotations", "data, gzip", "set up", "first paint", "filter", "one more", "click", "whole text"),
    *("heap", "frames/s (worst)", "the same, bare"),
)
ACTS = ("start", "first", "filter", "more", "click", "whole")
QUICK = ({"20 KB": 20_000}, (100,))
WORDS = (
    *(
        "reader",
        "margin",
        "letter",
        "quarrel",
        "patience",
        "harbour",
        "and",
        "the",
        "of",
        "to",
        "a",
        "in",
        "that",
        "however",
    ),
    *(
        "winter",
        "nothing",
        "sentence",
        "history",
        "between",
        "because",
        "question",
        "careful",
        "page",
        "voice",
        "under",
    ),
    *("water,", "evening;", "method.", "answer.", "again."),
)

Result = dict[str, Any]


def run(quick: bool = False) -> Result:
    """Times in ms, heap and data in bytes, for each size of text and number of annotations; `quick` measures one."""
    sizes, counts = QUICK if quick else (SIZES, COUNTS)
    with browsing() as (browser, address):
        return {
            "browser": browser.version,
            "rows": [
                {"size": name, "count": count, **measured(browser, address, size, count, quick)}
                for name, size in sizes.items()
                for count in counts
            ],
        }


def table(result: Result) -> str:
    """One line for each text and number of annotations. Times are script / until painted."""
    head = f"| {' | '.join(HEAD)} |"
    lines = [line(row) for row in result["rows"]]
    return "\n".join(
        [f"Chromium {result['browser']}, times in ms: script / painted", "", head, "|---" * len(HEAD) + "|", *lines]
    )


def line(row: Result) -> str:
    times = [f"{row[act]['script']:.1f} / {row[act]['painted']:.1f}" for act in ACTS]
    data, heap = f"{row['bytes'] / 1000:.1f} KB", f"{row['heap'] / 1e6:.2f} MB"
    frames = [f"{row[act]['fps']:.0f} ({row[act]['worst']:.0f} ms)" for act in ("scroll", "bare")]
    return "| " + " | ".join([row["size"], f"{row['count']:,}", data, *times, heap, *frames]) + " |"


@contextmanager
def browsing() -> Iterator[tuple[Browser, str]]:
    """A browser of our own (the system's Chromium if there is one), and the address of the page it measures."""
    with serving(ENGINE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        try:
            yield browser, f"{address}measure.html"
        finally:
            browser.close()


def measured(browser: Browser, address: str, size: int, count: int, quick: bool) -> Result:
    """Everything about one text: of three pages, the one in the middle by its first paint."""
    pick = random.Random(size + count)
    html, length = article(pick, size)
    spans = notes_on(pick, length, count)
    runs = []
    for _ in range(1 if quick else 3):
        with laid_out(browser, address, html) as page:
            runs.append(acts(page, spans, quick))
    runs.sort(key=lambda result: result["first"]["painted"])
    with laid_out(browser, address, html) as page:
        bare = scroll(page, quick)
    return {"bytes": len(gzip.compress(packed(spans).encode(), 6)), "bare": bare, **runs[len(runs) // 2]}


@contextmanager
def laid_out(browser: Browser, address: str, html: str) -> Iterator[Page]:
    """A page that shows the text, without the engine yet."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        page.goto(address, wait_until="load")
        page.evaluate("html => measure.prepare(html)", html)
        yield page
    finally:
        page.close()


def scroll(page: Page, quick: bool) -> Result:
    frames: Result = page.evaluate("seconds => measure.scroll(seconds)", 1 if quick else 3)
    return frames


def acts(page: Page, spans: list[tuple[int, ...]], quick: bool) -> Result:
    times = 3 if quick else 9
    session = page.context.new_cdp_session(page)
    before = heap(session)
    start = page.evaluate("measure.start()")
    first = page.evaluate("data => measure.first(data)", packed(spans))
    above = heap(session) - before
    return {
        "start": start,
        "first": first,
        "heap": above,
        "filter": page.evaluate(
            "([n, all, some]) => measure.filter(n, all, some)", [times, packed(spans), packed(spans[::2])]
        ),
        "more": page.evaluate("n => measure.more(n)", times),
        "click": page.evaluate("n => measure.click(n)", times),
        "whole": page.evaluate("measure.whole()"),
        "scroll": scroll(page, quick),
    }


def heap(session: CDPSession) -> int:
    """Bytes in use after the garbage is out: JavaScript, what the browser keeps for it, and the insides of arrays."""
    for _ in range(4):
        session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return sum(int(usage.get(part, 0)) for part in ("usedSize", "embedderHeapUsedSize", "backingStorageSize"))


def article(pick: random.Random, size: int) -> tuple[str, int]:
    """Paragraphs of about 600 letters with a heading now and then, as HTML, and their length in code points."""
    blocks, length = [], 0
    while length < size:
        words = " ".join(pick.choices(WORDS, k=pick.randint(60, 130)))
        blocks.append(
            f"<h2>{words[:40]}</h2>"
            if pick.random() < 0.05
            else f"<p>{words[:300]}<em>{words[300:340]}</em>{words[340:]}</p>"
        )
        length += len(words) + 1 if blocks[-1].startswith("<p>") else 41
    return "\n".join(blocks), length - 1


def notes_on(pick: random.Random, length: int, count: int) -> list[tuple[int, ...]]:
    """(start, end, handle, kind, flags, tint, author): from a word to a paragraph, overlapping as chance has it."""
    starts = sorted(pick.randrange(length) for _ in range(count))
    ends = [min(length, start + pick.choice((8, 30, 60, 120, 400))) for start in starts]
    kinds = pick.choices(range(5), (4, 3, 1, 1, 1), k=count)
    flags = [pick.choice((0, 0, 1, 2)) if kind else 0 for kind in kinds]
    return sorted(
        (start, max(end, start + 1), pick.getrandbits(32), kind, flag, pick.randrange(4), pick.randrange(60))
        for start, end, kind, flag in zip(starts, ends, kinds, flags, strict=True)
    )


def packed(spans: list[tuple[int, ...]]) -> str:
    """spans.json for one text."""
    starts, ends, handles, kinds, flags, tints, authors = ([*column] for column in zip(*spans, strict=True))
    columns = {
        "text": "a",
        "revision": "r",
        "starts": [start - before for start, before in zip(starts, [0, *starts], strict=False)],
        "lengths": [end - start for start, end in zip(starts, ends, strict=True)],
        "handles": base64.b64encode(struct.pack(f"<{len(handles)}I", *handles)).decode(),
        "kinds": kinds,
        "flags": flags,
        "tints": tints,
        "authors": authors,
    }
    people = [{"id": f"018f-{n:04}", "name": f"Reader {n}"} for n in range(60)]
    data = {
        "texts": [columns],
        "authors": people,
        "badges": [],
        "orphans": [],
        "whole": [],
        "total": len(spans),
    }
    return json.dumps(data, separators=(",", ":"))
