"""A note that lost its words gets others, selected in the text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotator.library.publishing import publish
from annotator.notes.models import Repair
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, drag_over, open_reader, ready
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def text(instructor: User, learner1: User) -> Text:
    text = make_text("Nobody in London answered him in time. More divisions were ready.", author=instructor)
    make_note(text, learner1, words="Nobody in London answered him", body="Who, then?")
    make_note(text, learner1, words="divisions were ready", body="How many?")
    publish(text, "Nobody in Paris answered him in time. Nothing else is told.", author=instructor, base=text.latest)
    return text


def test_an_editor_confirms_one_note_by_key_and_places_another_by_selecting(
    page: Page, site: str, sign_in: SignIn, instructor: User, text: Text
) -> None:
    sign_in(page, instructor)
    open_reader(page, site, text)
    page.get_by_role("link", name="2 notes need a place").click()
    assert broken_rules(page) == []
    changed = page.locator(".repair", has_text="Who, then?")
    expect(changed.locator("del")).to_contain_text("London")
    changed.focus()
    page.keyboard.press("c")
    expect(page.get_by_text("The note stays on the changed words.")).to_be_visible()
    lost = page.locator(".repair", has_text="How many?")
    expect(lost).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_text("The note is left without a place.")).to_be_visible()
    page.wait_for_load_state()  # its keys are known
    page.keyboard.press("u")
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
    lost.get_by_role("link", name="Choose another place").click()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Select the words in the text").click()
    ready(page)
    drag_over(page, "Nothing else")
    page.get_by_role("button", name="Put the note here").click()
    ready(page)
    expect(card(page, "How many?")).to_contain_text("put on other words by hand")
    assert [made.act for made in Repair.objects.all()] == ["confirmed", "left", "undone", "placed"]
    page.goto(f"{site}/texts/{text.pk}/repairs/")
    expect(page.get_by_text("No note waits for a place here")).to_be_visible()


def test_the_author_reads_of_it_in_the_notices(
    page: Page, site: str, sign_in: SignIn, learner1: User, text: Text
) -> None:
    sign_in(page, learner1)
    page.goto(site)
    page.get_by_role("link", name="Notices 1").click()
    expect(page.get_by_text("taken away those of 1")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
