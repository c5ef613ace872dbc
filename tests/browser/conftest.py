"""Real Chromium against the real site: a browser, a server, signed-in people, and a watch over the console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from annotator.people.models import User

# Playwright keeps an event loop in this thread; the tests' own queries run beside it and not within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TIMEOUT = 10_000
expect.set_options(timeout=TIMEOUT)  # of two processes on a busy machine one may wait
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is wrong is told in full; all that is right, the greater part, by one example of each rule.
ASKED = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}

SignIn = Callable[[Page, User], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file: the server's threads need connections of their own, as in real life."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Watch:
    """What a page said that it should not have said. Tests of failure name what they expect."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.expected: list[str] = []

    def over(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def unexpected(self) -> list[str]:
        return [words for words in self.said if not any(expected in words for expected in self.expected)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails a test whose pages logged an error, a warning or a breach of the content security policy."""
    watch = Watch()
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def opened(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens windows of their own (cookies, storage), with Playwright's context options."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened: Callable[..., Page]) -> Page:
    return opened(viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone(opened: Callable[..., Page]) -> Page:
    return opened(**PHONE)


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of the running site."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10_000, 60))
    return str(live_server.url)


@pytest.fixture
def sign_in(site: str) -> SignIn:
    """Give a page somebody's session. The form itself is walked through once, in test_walk.py."""

    def sign_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user, "annotator.people.backend.Backend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])

    return sign_in


def broken_rules(page: Page, part: str | None = None) -> list[str]:
    """What axe finds wrong on a page or in a part of it, one line for each element."""
    found = Axe().run(page, part, options=ASKED).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"]
    ]
