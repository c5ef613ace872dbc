"""The main job, as somebody does it who has just heard of the site."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotator.library.demo import PASSWORD
from annotator.notes.models import Annotation
from tests.browser.reading import card, choose, composer, drag_over, ready, save
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in_as(page: Page, name: str) -> None:
    page.locator("#id_login").fill(name)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def demo(site: str) -> Text:
    call_command("demo", stdout=StringIO())
    for note in Annotation.objects.filter(deleted=None):
        note.remove()
    return Text.objects.get(kind="article")


def test_a_learner_queries_the_typo_and_the_quotation_and_finds_both_on_another_machine(
    page: Page, opened: Callable[..., Page], site: str, demo: Text
) -> None:
    page.goto(site)
    page.get_by_role("link", name="Could the Second World War").click()
    ready(page)
    drag_over(page, "Ribbnetrop")
    page.locator("#bar").get_by_role("link", name="Sign in").click()
    sign_in_as(page, "learner1")
    ready(page)

    drag_over(page, "Ribbnetrop")
    choose(page, "Typo query")
    composer(page).get_by_label("Proposed words").fill("Ribbentrop")
    save(page)
    expect(card(page, "Ribbnetrop")).to_contain_text("Ribbentrop")

    drag_over(page, "bought into the scale")
    choose(page, "Quote check")
    composer(page).locator("[name=speaker]").fill("Winston Churchill")
    save(page)
    expect(card(page, "bought into the scale")).to_contain_text("Winston Churchill")

    elsewhere = opened(viewport={"width": 1280, "height": 800})
    elsewhere.goto(f"{site}/accounts/login/?next=/texts/{demo.pk}/")
    sign_in_as(elsewhere, "learner1")
    ready(elsewhere)
    elsewhere.get_by_role("link", name="2 notes").first.wait_for()
    for words in ("Ribbentrop", "Winston Churchill"):
        elsewhere.keyboard.press("j")
        expect(card(elsewhere, words)).to_be_in_viewport()
    assert set(Annotation.objects.filter(deleted=None).values_list("motivation", flat=True)) == {"assessing", "editing"}
