"""A quotation is found in the library and becomes a source, in a browser with scripts and without, for eyes and for readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation, Source
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.test_axe import WINDOWS
from tests.making import make_note, make_text
from tests.test_looking import MEMOIRS, MISQUOTED

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "\n\n".join(["A paragraph that has nothing to do with it at all. " * 8] * 30)


@pytest.fixture
def check(instructor: User, learner1: User) -> Annotation:
    make_text(f"{BEFORE}\n\n{MEMOIRS}", author=instructor, title="The Gathering Storm", byline="Winston S. Churchill")
    article = make_text("Something else.", author=instructor, title="The article")
    comment = make_text(f"He wrote: “{MISQUOTED}.”", author=instructor, parent=article)
    other = make_note(make_text(MISQUOTED, author=instructor, title="Another"), learner1, "assessing", MISQUOTED)
    Source.objects.create(quote_check=other.quote_check, citation="Churchill 1948", added_by=learner1)
    return make_note(comment, learner1, "assessing", MISQUOTED)


def test_what_is_found_becomes_a_source_and_leads_to_its_words(
    page: Page, site: str, sign_in: SignIn, learner1: User, check: Annotation
) -> None:
    sign_in(page, learner1)
    page.goto(site + reverse("check", args=[check.pk]))
    page.get_by_role("link", name="Find it in the library").click()
    offer = page.get_by_role("listitem").filter(has_text="The Gathering Storm")
    expect(offer).to_contain_text("brought")
    offer.get_by_role("button", name="Use as source").click()
    expect(page.get_by_text("The source is added.")).to_be_visible()
    expect(page.locator(".comparison")).to_contain_text("brought")
    page.get_by_role("link", name="This comment quotes paragraph 32").click()
    expect(page.locator("#reader")).to_have_attribute("data-ready", "true")
    assert page.evaluate("getSelection().toString()").startswith("They were not brought into the scale")
    assert page.evaluate("scrollY") > 1000


def test_without_scripts_a_source_is_found_and_used_all_the_same(
    opened: Callable[..., Page], site: str, sign_in: SignIn, learner1: User, check: Annotation
) -> None:
    page = opened(java_script_enabled=False)
    sign_in(page, learner1)
    page.goto(site + reverse("find-quotation", args=[check.pk]))
    page.get_by_role("listitem").filter(has_text="Churchill 1948").get_by_role("button", name="Use its source").click()
    expect(page.get_by_text("1 source added.")).to_be_visible()
    page.goto(site + reverse("find-quotation", args=[check.pk]))
    offer = page.get_by_role("listitem").filter(has_text="The Gathering Storm")
    offer.get_by_role("link", name="Read it there").click()
    page.wait_for_url("**/texts/**:~:text=They%20were%20not%20brought,mark%20in%20Stalin*")


@pytest.mark.parametrize("window", WINDOWS)
def test_the_page_keeps_the_rules_of_access(
    window: str, opened: Callable[..., Page], site: str, sign_in: SignIn, learner1: User, check: Annotation
) -> None:
    page = opened(**WINDOWS[window])
    sign_in(page, learner1)
    page.goto(site + reverse("find-quotation", args=[check.pk]))
    expect(page.get_by_role("heading", name="The same quotation was checked before")).to_be_visible()
    assert broken_rules(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
