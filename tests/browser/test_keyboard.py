"""Reading and writing without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.reading import card, composer, open_reader
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text("The Ribbnetrop pact was signed. Nobody answered.", author=instructor, title="An article")


@pytest.fixture
def reader(page: Page, site: str, sign_in: SignIn, learner1: User, article: Text) -> Page:
    sign_in(page, learner1)
    return open_reader(page, site, article)


def tab_to_text(page: Page) -> None:
    """Press Tab until the words have the focus, as the help says."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-revision]')"):
            return
    raise AssertionError("the text cannot be reached with Tab")


def select_ribbnetrop(page: Page) -> None:
    tab_to_text(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()").strip() == "Ribbnetrop"


def test_a_typo_is_queried_with_keys_alone(reader: Page) -> None:
    select_ribbnetrop(reader)
    reader.keyboard.press("t")
    expect(composer(reader).locator("[name=proposed]")).to_be_focused()
    reader.keyboard.type("Ribbentrop")
    reader.keyboard.press("Control+Enter")
    expect(card(reader, "Ribbentrop")).to_be_visible()
    assert Annotation.objects.get().query.proposed == "Ribbentrop"
    assert reader.evaluate("document.activeElement !== document.body"), "the focus was lost"


def test_keys_are_dead_in_a_text_field(reader: Page) -> None:
    select_ribbnetrop(reader)
    reader.keyboard.press("n")
    expect(composer(reader).get_by_label("In your words")).to_be_focused()
    reader.keyboard.type("hnqtcjk?/")
    expect(composer(reader).get_by_label("In your words")).to_have_value("hnqtcjk?/")
    expect(reader.locator("#help")).to_be_hidden()


def test_escape_leaves_the_form_and_the_focus_returns_to_the_words(reader: Page) -> None:
    select_ribbnetrop(reader)
    reader.keyboard.press("n")
    reader.keyboard.press("Escape")
    expect(composer(reader)).to_be_hidden()
    assert reader.evaluate("document.activeElement.matches('[data-revision]')")


def test_notes_are_gone_through_by_key_and_answered(
    reader: Page, site: str, article: Text, learner1: User, learner2: User
) -> None:
    make_note(article, learner1, words="Ribbnetrop", body="first")
    make_note(article, learner2, words="Nobody", body="second")
    open_reader(reader, site, article)
    reader.keyboard.press("j")
    expect(reader.locator(".card--chosen")).to_contain_text("first")
    reader.keyboard.press("j")
    expect(reader.locator(".card--chosen")).to_contain_text("second")
    reader.keyboard.press("k")
    expect(reader.locator(".card--chosen")).to_contain_text("first")
    reader.keyboard.press("r")
    expect(reader.locator(".card--chosen textarea[name=body]")).to_be_focused()


def test_help_opens_and_closes_by_key(reader: Page) -> None:
    reader.keyboard.press("?")
    expect(reader.locator("#help")).to_be_visible()
    reader.keyboard.press("Escape")
    expect(reader.locator("#help")).to_be_hidden()


def test_keys_that_are_switched_off_do_nothing(
    page: Page, site: str, sign_in: SignIn, learner1: User, article: Text
) -> None:
    learner1.shortcuts_on = False
    learner1.save()
    sign_in(page, learner1)
    open_reader(page, site, article)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()


def test_a_key_of_ones_own_works_instead(page: Page, site: str, sign_in: SignIn, learner1: User, article: Text) -> None:
    learner1.keys = {"help": "g"}
    learner1.save()
    sign_in(page, learner1)
    open_reader(page, site, article)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("g")
    expect(page.locator("#help")).to_be_visible()
