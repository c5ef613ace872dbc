"""The bar on top on a phone: one line, and a menu behind a button that needs no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import open_reader
from tests.making import make_text

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}
OPENER, MENU = ".bar__opener", "#site-menu"


def height_of_bar(page: Page) -> float:
    box = page.locator("header.bar").bounding_box()
    assert box
    return box["height"]


def test_on_a_phone_the_bar_is_one_line_and_the_keyboard_opens_its_menu(
    page: Page, site: str, sign_in: SignIn, instructor: User
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, instructor)
    open_reader(page, site, make_text(author=instructor))
    assert height_of_bar(page) < 64
    expect(page.get_by_role("link", name="Groups")).to_be_hidden()
    opener = page.get_by_role("button", name="Menu")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Site").get_by_role("link", name="Groups")).to_be_in_viewport()
    assert broken_rules(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(MENU).get_by_role("link", name="Library")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(MENU)).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_menu_needs_no_script(opened: Callable[..., Page], site: str, sign_in: SignIn, learner1: User) -> None:
    page = opened(viewport=NARROW, java_script_enabled=False)
    sign_in(page, learner1)
    page.goto(site)
    page.locator(OPENER).click()
    page.locator(MENU).get_by_role("link", name="Groups").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Groups")
    page.locator(OPENER).click()
    expect(page.locator(MENU).get_by_role("searchbox")).to_be_in_viewport()
    page.locator(MENU).get_by_role("button", name="Close").click()
    expect(page.locator(MENU)).to_be_hidden()


def test_from_right_to_left_the_menu_opens_at_the_left_and_stays_in_the_window(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(site)
    page.evaluate("document.documentElement.dir = 'rtl'")
    name, opener = (page.locator(part).bounding_box() for part in (".bar__name", OPENER))
    assert name and opener and opener["x"] < name["x"]
    page.locator(OPENER).click()
    closer = page.get_by_role("button", name="Close").bounding_box()
    assert closer and closer["x"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_wide_screen_there_is_no_menu(page: Page, site: str, sign_in: SignIn, learner1: User) -> None:
    sign_in(page, learner1)
    page.goto(site)
    expect(page.locator(OPENER)).to_be_hidden()
    expect(page.get_by_role("navigation", name="Site").get_by_role("link", name="Groups")).to_be_in_viewport()
    assert height_of_bar(page) < 64
