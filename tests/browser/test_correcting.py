"""An editor corrects the text from its cards and from the queries desk, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation, Query
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, ready
from tests.browser.test_axe import WINDOWS
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = """Why the Molotov-Ribbnetrop was Necessary, he said.

Ten lines later, nobody had answered him."""


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(PROSE, author=instructor, title="An article")


@pytest.fixture
def query(article: Text, learner1: User, learner2: User) -> Annotation:
    make_note(article, learner2, words="Why the Molotov-Ribbnetrop was Necessary", body="The whole sentence.")
    make_note(article, learner1, words="nobody had answered", body="Ten lines later.")
    return make_note(article, learner1, "editing")


def test_a_typo_is_accepted_from_its_card_and_taken_back(
    page: Page, site: str, sign_in: SignIn, instructor: User, article: Text, query: Annotation
) -> None:
    sign_in(page, instructor)
    page.goto(f"{site}{reverse('reader', args=[article.pk])}?note={query.pk}")
    ready(page)
    opened = page.locator(f"#annotation-{query.pk}")
    opened.get_by_text("More").click()
    opened.get_by_role("button", name="Accept into the text").click()
    expect(page.locator(".prose")).to_contain_text("Molotov-Ribbentrop was Necessary")
    ready(page)
    expect(page.get_by_role("status").get_by_text("is in the text, revision 2")).to_be_visible()
    for body in ("The whole sentence", "Ten lines later"):
        expect(card(page, body)).to_be_visible()
    expect(page.locator(f"#annotation-{query.pk}")).to_contain_text("Accepted in revision 2, by instructor")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator(".prose")).to_contain_text("Molotov-Ribbnetrop was Necessary")
    assert Query.objects.get().state == "open"


def listening(page: Page, proposals: int) -> None:
    expect(page.locator("[data-proposal]")).to_have_count(proposals)
    expect(page.locator("[data-keys-help]")).to_be_visible()


def test_the_desk_is_worked_with_keys_alone(
    page: Page, site: str, sign_in: SignIn, instructor: User, learner2: User, article: Text, query: Annotation
) -> None:
    make_note(article, learner2, "editing", "nobody", query=Query(proposed="no one"))
    make_note(article, learner2, "editing", "Ten", query=Query(proposed="Twelve"))
    sign_in(page, instructor)
    page.goto(site + reverse("queries", args=[article.pk]))
    listening(page, 3)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("“Ribbnetrop” → “Ribbentrop” is in the text, revision 2.")).to_be_visible()
    listening(page, 2)
    expect(page.locator("[data-proposal]").first.get_by_role("checkbox")).to_be_focused()
    for key in ("j", "j", "x", "k", "s"):
        page.keyboard.press(key)
    page.get_by_label("Reason").fill("He says so.")
    page.get_by_role("button", name="Keep as it stands").click()
    expect(page.locator("[data-proposal]")).to_have_count(1)
    assert {query.state for query in Query.objects.all()} == {"accepted", "stet", "open"}


def test_what_stands_in_the_way_leads_to_the_words_in_the_editor(
    page: Page, site: str, sign_in: SignIn, instructor: User, article: Text, query: Annotation
) -> None:
    rival = make_note(article, instructor, "editing", "Molotov-Ribbnetrop", query=Query(proposed="Pact"))
    sign_in(page, instructor)
    page.goto(site + reverse("queries", args=[article.pk]))
    for box in page.locator("[type=checkbox][name=q]").all():
        box.check()
    page.get_by_role("button", name="Look at the ticked").click()
    expect(page.get_by_role("heading", name="2 cannot be accepted")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Edit the words").first.click()
    page.wait_for_function(
        "(words) => getSelection().toString() === words || (document.activeElement.value ?? '').slice("
        "document.activeElement.selectionStart, document.activeElement.selectionEnd) === words",
        arg=rival.exact,
    )


@pytest.mark.parametrize("window", ["light", "dark", "narrow"])
def test_axe_finds_nothing_while_queries_are_decided(
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    instructor: User,
    article: Text,
    query: Annotation,
    window: str,
) -> None:
    page = opened(**WINDOWS[window])
    sign_in(page, instructor)
    make_note(article, instructor, "editing", "Molotov", query=Query(proposed="")).query.decide(
        "stet", instructor, "No."
    )
    desk = site + reverse("queries", args=[article.pk])
    page.goto(desk)
    wrong = broken_rules(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("[type=checkbox][name=q]").first.check()
    page.get_by_role("button", name="Look at the ticked").click()
    expect(page.get_by_role("heading", name="Accept into the text")).to_be_visible()
    wrong += broken_rules(page)
    page.goto(desk)
    page.get_by_role("button", name="Stet…").first.click()
    wrong += broken_rules(page)
    assert wrong == []
