"""The overview in Chromium: under axe in light, dark and narrow windows, by keyboard, and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from annotator.people.models import User
from annotator.review.models import Assignment
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.test_axe import WINDOWS
from tests.grouping import make_class
from tests.making import make_text
from tests.test_overview import HEAT, answer, make_assignment, note_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assignment(instructor: User, learner1: User, learner2: User) -> Assignment:
    text = make_text(HEAT, author=instructor, title="The pact")
    made = make_assignment(
        make_class(instructor, text, learner=[learner1, learner2]), due=timezone.now() - timedelta(1)
    )
    note = note_for(made, learner1, words="First")
    note_for(made, learner1, "questioning", words="Second sentence")
    answer(note, learner2)
    return made


@pytest.fixture(params=WINDOWS)
def window(request: Any, opened: Callable[..., Page]) -> Page:
    return opened(**WINDOWS[request.param])


def test_axe_finds_nothing_on_the_overview(
    window: Page, site: str, sign_in: SignIn, instructor: User, learner1: User, assignment: Assignment
) -> None:
    sign_in(window, instructor)
    pages = [reverse(name, args=[assignment.pk]) for name in ("overview", "overview-heat")]
    pages += [f"{pages[0]}?sort=-notes", reverse("overview-person", args=[assignment.pk, learner1.pk])]
    wrong: list[str] = []
    for address in [*pages, reverse("copy-group", args=[assignment.group_id])]:
        window.goto(site + address)
        for summary in window.locator("main details > summary").all():
            summary.click()
        wrong += [f"{address} {line}" for line in broken_rules(window)]
        wide = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{address} is {wide} px too wide"] if wide > 0 else []
    assert wrong == []


def test_an_instructor_sorts_by_keyboard_and_reads_what_is_behind_a_number(
    page: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment
) -> None:
    sign_in(page, instructor)
    page.goto(site + reverse("overview", args=[assignment.pk]))
    page.get_by_role("link", name="Notes", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=-notes**")
    assert page.locator("table.overview tbody th").first.inner_text().startswith("learner1")
    page.get_by_role("link", name="1 questions of learner1").click()
    assert page.locator(".list > li").count() == 1


def test_an_instructor_saves_the_notes_as_a_file(
    page: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment
) -> None:
    sign_in(page, instructor)
    page.goto(site + reverse("overview", args=[assignment.pk]))
    with page.expect_download() as saved:
        page.locator("#export + ul").get_by_role("link", name="XLSX").first.click()
    assert saved.value.suggested_filename == "Close-reading-notes.xlsx"
