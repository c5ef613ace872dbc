"""A note made in the browser, from Ctrl+Enter to its card beside the words, against a real server."""

from __future__ import annotations

import re
import shutil
import statistics
from typing import Any

from playwright.sync_api import Page, sync_playwright

from annotator.bench import server

TIMES = 20
MAKE = """async n => {
  const text = document.querySelector("[data-revision]");
  const node = document.createTreeWalker(text.querySelector("p"), NodeFilter.SHOW_TEXT).nextNode();
  text.focus();
  getSelection().setBaseAndExtent(node, 3, node, 14);
  document.dispatchEvent(new KeyboardEvent("keyup"));
  text.dispatchEvent(new KeyboardEvent("keydown", {key: "n", bubbles: true}));
  const field = document.querySelector("#composer [name=body]");
  field.value = `measured ${n}`;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  const begun = performance.now();
  const shown = new Promise(done => new MutationObserver((_, observer) => {
    if (![...document.querySelectorAll("article.card")].some(card => card.textContent.includes(`measured ${n}`))) return;
    observer.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  }).observe(document.body, {childList: true, subtree: true}));
  field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}));
  return shown;
}"""


def run(quick: bool = False) -> dict[str, Any]:
    with server.sqlite() as environment:
        server.manage(environment, "migrate", "--verbosity", "0")
        address = re.search(r"/texts/[0-9a-f-]{36}/", server.manage(environment, "demo"))
        assert address
        with server.serving(environment, workers=1) as host, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            times = _measure(browser.new_page(), f"http://{host}", address[0], 3 if quick else TIMES)
            browser.close()
    return {"times": len(times), "median_ms": statistics.median(times), "worst_ms": max(times)}


def table(result: dict[str, Any]) -> str:
    return (
        "## A note made in the browser\n\nFrom Ctrl+Enter to the card in the margin, on SQLite; milliseconds.\n\n"
        "| notes | median | worst |\n|---|---|---|\n"
        f"| {result['times']} | {result['median_ms']:.0f} | {result['worst_ms']:.0f} |"
    )


def _measure(page: Page, site: str, address: str, times: int) -> list[float]:
    page.goto(f"{site}/accounts/login/?next={address}")
    page.fill("#id_login", "learner1")
    page.fill("#id_password", "reading-together")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#reader[data-ready]")
    measured: list[float] = []
    for n in range(times + 1):
        measured.append(page.evaluate(MAKE, n))
        page.wait_for_timeout(150)
    return measured[1:]
