"""A page with nothing but the reader's engine, driven through `harness`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from annotator.bench.loopback import ENGINE, serving


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serving(ENGINE) as url:
        yield url


@pytest.fixture
def reader(page: Page, address: str) -> Page:
    """A page on which `harness` is ready and nothing is shown."""
    page.set_viewport_size({"width": 900, "height": 700})
    page.goto(address)
    page.wait_for_selector("#reader")
    page.evaluate("async () => { while (!window.harness) await new Promise(requestAnimationFrame); }")
    return page
