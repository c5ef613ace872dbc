"""Somebody raises a typo query and is offered near spellings, and the same words elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.notes.models import Query
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import choose, composer, drag_over, open_reader, save, select_by_touch
from tests.browser.test_axe import WINDOWS
from tests.making import make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(instructor: User) -> Text:
    article = make_text(
        "The Molotov-Ribbnetrop pact.\n\nVon Ribbnetrop signed it.", author=instructor, title="An article"
    )
    make_text("Ribbentrop, not Ribbnetrop!", author=instructor, parent=article)
    return article


def test_a_near_spelling_is_taken_and_all_places_are_queried(
    page: Page, site: str, sign_in: SignIn, learner1: User, article: Text
) -> None:
    sign_in(page, learner1)
    open_reader(page, site, article)
    drag_over(page, "Ribbnetrop")
    choose(page, "Typo query")
    form = composer(page)
    form.get_by_role("button", name="Ribbentrop", exact=True).click()
    expect(form.get_by_label("Proposed words")).to_have_value("Ribbentrop")
    form.get_by_label("Query them all").check()
    page.reload()
    expect(composer(page).get_by_label("Query them all")).to_be_checked()
    save(page)
    page.locator(".card--editing").first.wait_for()
    assert Query.objects.count() == 3 and len(set(Query.objects.values_list("link", flat=True))) == 1


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing_in_the_suggestions(
    opened: Callable[..., Page], site: str, sign_in: SignIn, learner1: User, article: Text, window: str
) -> None:
    page = opened(**WINDOWS[window])
    sign_in(page, learner1)
    open_reader(page, site, article)
    (select_by_touch if window == "narrow" else drag_over)(page, "Ribbnetrop")
    choose(page, "Typo query")
    composer(page).get_by_text("Choose among the places").click()
    assert broken_rules(page) == []
    inside = "(part) => part.getBoundingClientRect().right <= innerWidth && part.scrollWidth <= part.clientWidth"
    assert all(part.evaluate(inside) for part in page.locator(".hints").all())
