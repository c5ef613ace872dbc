"""A class parted into sections by hand and by lot, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.groups.models import Group, Seat
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.conftest import person
from tests.grouping import make_class
from tests.making import make_text

pytestmark = pytest.mark.django_db(transaction=True)

FURTHEST = 80  # steps of Tab on one page


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User) -> Group:
    learners = [learner1, learner2, person("learner3"), person("learner4")]
    return make_class(instructor, make_text(author=instructor), learner=learners)


@pytest.fixture
def sections(page: Page, site: str, sign_in: SignIn, instructor: User, group: Group) -> Page:
    sign_in(page, instructor)
    page.goto(f"{site}/groups/{group.pk}/sections/")
    return page


def tab_to(page: Page, wanted: Locator) -> None:
    """As somebody without a mouse comes to it."""
    for _ in range(FURTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("it cannot be reached by Tab")


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    tab_to(page, page.locator("main").get_by_role(role, name=name))  # type: ignore[arg-type]
    page.keyboard.press(key)


def listed(page: Page, section: str) -> list[str]:
    """Who is said to sit there."""
    row = page.locator("main .rows > li", has=page.get_by_role("heading", name=section, exact=True))
    return row.locator("p").first.get_by_role("link").all_inner_texts()


def test_an_instructor_parts_a_class_by_hand(sections: Page) -> None:
    expect(sections.get_by_role("heading", name="In no section: 4")).to_be_visible()
    press(sections, "link", "Make a section")
    expect(sections.get_by_role("heading", level=1)).to_have_text("Make a section")
    tab_to(sections, sections.get_by_label("Name"))
    sections.keyboard.type("Mondays")
    for name in ("learner1", "learner3"):
        press(sections, "checkbox", name, "Space")
    assert broken_rules(sections) == []
    press(sections, "button", "Save")
    expect(sections.locator(".messages")).to_contain_text("Made: Mondays.")
    assert listed(sections, "Mondays") == ["learner1", "learner3"]
    expect(sections.get_by_role("heading", name="In no section: 2")).to_be_visible()

    press(sections, "button", "Place learner2")
    expect(sections.locator(".messages")).to_contain_text("learner2 is in Mondays.")
    press(sections, "link", "Change Mondays")
    press(sections, "checkbox", "learner1", "Space")
    press(sections, "button", "Save")
    expect(sections.locator(".messages")).to_contain_text("Saved: Mondays.")
    assert listed(sections, "Mondays") == ["learner2", "learner3"]
    assert broken_rules(sections) == []


def test_an_instructor_parts_a_class_by_lot(sections: Page, group: Group) -> None:
    tab_to(sections, sections.get_by_role("spinbutton"))
    sections.keyboard.press("Control+a")
    sections.keyboard.type("2")
    sections.keyboard.press("Enter")
    expect(sections.locator("main")).to_contain_text("4 learners would sit in 2 sections of 2, 2.")
    assert broken_rules(sections) == []
    press(sections, "button", "Draw")
    expect(sections.locator(".messages")).to_contain_text("Drawn: 2 sections with 4 learners.")
    one, two = (listed(sections, f"Section {number}") for number in (1, 2))
    assert (len(one), len(two)) == (2, 2)
    assert sorted(one + two) == ["learner1", "learner2", "learner3", "learner4"]
    stored = Seat.objects.filter(until=None, section__division__group=group, section__name="Section 1")
    assert sorted(str(seat.person) for seat in stored) == sorted(one)
