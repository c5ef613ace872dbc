"""Every page that a person opens, under axe, in light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, choose, drag_over, open_reader, select_by_touch
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = """# The pact

The Molotov-Ribbnetrop pact was signed, *they say*, and nobody answered.

> They were not bought into the scale against Hitler.

| When | Who | Where it was signed | What was published, and what was not |
|------|-----|---------------------|--------------------------------------|
| 1939 | Both | Moskva-Kremlin-Spasskaya | Nonaggressionspakt-Zusatzprotokoll |
"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WINDOWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}


@pytest.fixture
def notes(instructor: User, learner1: User, learner2: User) -> list[Annotation]:
    article = make_text(SOURCE, author=instructor, title="The pact", byline="A. Writer", publisher="A Paper")
    make_class(instructor, article, name="Reading the history of the pact together, second term")
    make_text("A comment about *it*.", author=instructor, parent=article, byline="A reader")
    kinds = ["highlighting", "commenting", "questioning", "editing", "assessing"]
    words = ["pact was", "nobody", "they say", "Ribbnetrop", "bought into the scale"]
    made = [make_note(article, learner1, kind, at, tags=["names"]) for kind, at in zip(kinds, words, strict=True)]
    return [*made, make_note(article, instructor, "commenting", "1939", body="Not *before*?")]


@pytest.fixture(params=WINDOWS)
def window(request: Any, opened: Callable[..., Page]) -> Page:
    return opened(**WINDOWS[request.param])


def addresses(notes: list[Annotation], person: User) -> list[str]:
    """All pages of the site that answer a plain GET for somebody who may edit texts."""
    article = notes[0].text
    note, query, check = notes[5].pk, notes[3].pk, notes[4].pk
    pages = ["library", "import", "preferences", "account_login", "account_signup", "account_reset_password"]
    pages += ["account_change_password", "account_email", "account_logout"]
    pages += ["notebook", "search", "saved-searches", "delete-account", "tokens", "import-notes"]
    of_text = ["reader", "notes-of-text", "annotate", "edit-details", "export-text", "edition"]
    found = [reverse(name) for name in pages] + [reverse(name, args=[article.pk]) for name in of_text]
    found += [reverse(name, args=[note]) for name in ("history", "reply", "edit")]
    found += [reverse(name, args=[query]) for name in ("stet", "duplicate")]
    found += [reverse(name, args=[check]) for name in ("add-source", "verdict")]
    names = {str(key) for key in get_resolver().reverse_dict if isinstance(key, str)}
    later = {"edit-words", "text-history", "repairs", "queries", "notices"} & names
    found += [reverse(name) if name == "notices" else reverse(name, args=[article.pk]) for name in sorted(later)]
    found += [reverse("search", query={"q": asked}) for asked in ("pact tag:names", "kind:nothing")]
    found += [reverse("notebook", query={"of": "addressed"})]
    return [*found, reverse("profile", args=[person.pk]), "/nowhere/"]


def in_both_schemes(page: Page) -> list[str]:
    """What axe finds on a page in light, and again in dark: one loading for both."""
    wrong = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{scheme} {line}" for line in broken_rules(page)]
    return wrong


def in_a_narrow_window(page: Page) -> list[str]:
    """What axe finds, and what leaves the window at its side, also of what is folded away."""
    wrong = broken_rules(page)
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*wrong, f"leaves the window by {wide} pixels"] if wide > 0 else wrong


@pytest.mark.parametrize(
    ("size", "broken"), [("light", in_both_schemes), ("narrow", in_a_narrow_window)], ids=["wide", "narrow"]
)
def test_axe_finds_nothing_on_any_page(
    size: str,
    broken: Callable[[Page], list[str]],
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    instructor: User,
    notes: list[Annotation],
    watch: Any,
) -> None:
    watch.expected.append("404")
    window = opened(**WINDOWS[size])
    signed_out = {"/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"}
    wrong: list[str] = []
    for address in signed_out:
        window.goto(site + address)
        wrong += [f"{address} {line}" for line in broken(window)]
    sign_in(window, instructor)
    for address in addresses(notes, instructor):
        if address not in signed_out:
            window.goto(site + address)
            wrong += [f"{address} {line}" for line in broken(window)]
    assert wrong == []


def test_axe_finds_nothing_while_somebody_writes(
    window: Page, site: str, sign_in: SignIn, learner1: User, notes: list[Annotation]
) -> None:
    sign_in(window, learner1)
    open_reader(window, site, notes[0].text)
    wide = (window.viewport_size or {"width": 0})["width"] > 700
    (drag_over if wide else select_by_touch)(window, "signed")
    wrong = [f"bar: {line}" for line in broken_rules(window)]
    for kind in ("Note", "Typo query", "Quote check"):
        (drag_over if wide else select_by_touch)(window, "signed")
        choose(window, kind)
        wrong += [f"{kind}: {line}" for line in broken_rules(window)]
        window.locator("#composer [data-cancel]").click()
    if wide:
        card(window, "Not before").locator("> footer summary").first.click()
        wrong += [f"card: {line}" for line in broken_rules(window)]
    window.locator("#filter > details > summary").click()
    wrong += [f"filter: {line}" for line in broken_rules(window, "#filter")]
    assert wrong == []


def test_axe_finds_nothing_for_a_visitor_in_an_empty_library(window: Page, site: str, instructor: User) -> None:
    window.goto(site)
    assert broken_rules(window) == []
    text: Text = make_text("A text.", author=instructor)
    window.goto(f"{site}/texts/{text.pk}/")
    assert broken_rules(window) == []


def test_a_table_wider_than_the_page_is_scrolled_by_keyboard(
    site: str, sign_in: SignIn, opened: Callable[..., Page], notes: list[Annotation], learner1: User
) -> None:
    page = opened(**WINDOWS["narrow"])
    sign_in(page, learner1)
    open_reader(page, site, notes[0].text)
    table = page.locator(".prose table")
    expect(table).to_have_attribute("tabindex", "0")
    table.focus()
    page.keyboard.press("ArrowRight")
    table.evaluate(
        "(one) => one.scrollLeft || new Promise((done) => one.addEventListener('scroll', done, {once: true}))"
    )
    page.set_viewport_size({"width": 1600, "height": 800})
    expect(table).not_to_have_attribute("tabindex", "0")
