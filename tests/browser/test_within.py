"""Searching in the text one reads, and going to what is found, by keys and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.reading import open_reader
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(instructor: User, learner1: User) -> Text:
    words = "\n\n".join([*(f"Paragraph {number} of many words." for number in range(80)), "A quagga at the end."])
    text = make_text(words, author=instructor, title="Animals")
    make_note(text, learner1, words="many", body="A quagga in a note")
    return text


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()")).strip()


def test_keys_alone_lead_to_words_and_notes_of_this_text(
    page: Page, site: str, sign_in: SignIn, learner1: User, article: Text
) -> None:
    sign_in(page, learner1)
    reader = open_reader(page, site, article)
    address = reader.url
    reader.keyboard.press("s")
    field = reader.get_by_role("searchbox", name="Search in this text")
    expect(field).to_be_focused()
    reader.keyboard.type("quagg*")
    expect(reader.get_by_role("heading", name="In the words")).to_be_visible()
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    assert selected(reader) == "quagga" and reader.url == address, "the words are on this page"
    assert reader.evaluate("document.activeElement.matches('[data-revision]')")
    expect(reader.locator(".within__panel")).to_be_hidden()
    field.focus()
    expect(reader.get_by_role("link", name="A quagga in a note")).to_be_visible()
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowDown")
    expect(reader.get_by_role("link", name="A quagga in a note")).to_be_focused()
    reader.keyboard.press("Enter")
    assert selected(reader) == "many" and reader.url == address
    field.focus()
    reader.keyboard.press("Escape")
    expect(reader.locator(".within__panel")).to_be_hidden()
    expect(field).to_be_focused()


def test_without_a_script_the_box_opens_the_search_page(opened: Callable[..., Page], site: str, article: Text) -> None:
    plain = opened(java_script_enabled=False)
    plain.goto(f"{site}/texts/{article.pk}/")
    plain.get_by_role("searchbox", name="Search in this text").fill("quagga")
    plain.get_by_role("search", name="This text and its notes").get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Animals, paragraph 81").click()
    assert "words=" in plain.url and str(article.pk) in plain.url
