"""The coverage page and the report in Chromium: keys, rows that come back, the way into the reader, and axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.coverage.models import Tick
from annotator.notes.models import Annotation, Query, Source, Verdict
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import composer, ready
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

QUOTED = "They were not bought into the scale"
SOURCE = f"# The pact\n\nHe had 12 clerks in London.\n\nChurchill wrote in 1948: “{QUOTED} and keft a mark”.\n"
WINDOWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}


@pytest.fixture
def text(instructor: User) -> Text:
    text = make_text(SOURCE, author=instructor, title="The pact")
    make_text("There were 40 of them.", author=instructor, parent=text, byline="A reader")
    return text


@pytest.fixture
def check(text: Text, instructor: User, learner1: User, learner2: User) -> Annotation:
    """Confirmed by two readers."""
    note = make_note(text, learner1, "assessing", f"{QUOTED} and keft a mark")
    Source.objects.create(
        quote_check=note.quote_check,
        citation="The Gathering Storm",
        url="https://example.org/storm",
        excerpt="They were not brought into the scale and left a mark.",
        added_by=learner1,
    )
    for reader in (instructor, learner2):
        verdict = {"wording": "altered", "attribution": "confirmed", "context": "fair"}
        note.quote_check.give(Verdict(reader=reader, reason="It says so.", **verdict))
    return note


def open_coverage(page: Page, site: str, text: Text, query: str = "") -> None:
    page.goto(f"{site}/texts/{text.pk}/coverage/{query}")


def find(page: Page, words: str) -> Any:
    return page.locator("[data-find]", has=page.locator("mark", has_text=words))


def test_a_reader_ticks_and_dismisses_by_keys(
    page: Page, site: str, sign_in: SignIn, learner1: User, text: Text
) -> None:
    sign_in(page, learner1)
    open_coverage(page, site, text, "?kind=number")
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(find(page, "12")).to_contain_text("Checked by learner1")
    expect(page.locator("#tally")).to_contain_text("1 looked at")
    expect(find(page, "40")).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.type("A guess.")
    page.keyboard.press("Enter")
    expect(find(page, "40")).to_contain_text("A guess.")
    expect(page.locator("#tally")).to_contain_text("2 looked at")
    find(page, "12").focus()
    page.keyboard.press("u")
    expect(find(page, "12")).to_contain_text("Open")
    assert Tick.objects.standing().get().decision == "dismissed"


def test_a_find_opens_the_reader_at_its_words(
    page: Page, site: str, sign_in: SignIn, learner1: User, text: Text
) -> None:
    sign_in(page, learner1)
    open_coverage(page, site, text)
    find(page, "40").get_by_role("link", name="In the text").click()
    ready(page)
    assert page.evaluate("getSelection().toString()") == "40"
    expect(page.locator("#bar")).to_be_visible()


def test_a_quotation_opens_a_quote_check_and_is_then_being_checked(
    page: Page, site: str, sign_in: SignIn, learner1: User, text: Text
) -> None:
    sign_in(page, learner1)
    open_coverage(page, site, text, "?kind=quotation")
    find(page, QUOTED).get_by_role("link", name="Open a quote check").click()
    ready(page)
    expect(composer(page).get_by_label("Who is quoted?")).to_be_focused()
    composer(page).get_by_label("Who is quoted?").fill("Churchill")
    composer(page).get_by_role("button", name="Save").click()
    expect(composer(page)).to_be_hidden()
    assert Annotation.objects.get().exact == f"{QUOTED} and keft a mark"
    open_coverage(page, site, text, "?kind=quotation")
    expect(find(page, QUOTED)).to_contain_text("Being checked")


def test_the_line_in_the_reader_leads_to_what_is_open(page: Page, site: str, text: Text) -> None:
    page.goto(f"{site}/texts/{text.pk}/")
    ready(page)
    line = page.locator("#status").get_by_role("link", name="checkable places open")
    number = int((line.text_content() or "").split()[0])
    line.click()
    expect(page.locator("[data-find]")).to_have_count(number)


def test_a_correction_is_worded_in_the_reader(
    page: Page, site: str, sign_in: SignIn, learner1: User, check: Annotation
) -> None:
    sign_in(page, learner1)
    page.goto(f"{site}/annotations/{check.pk}/corrections/")
    page.get_by_role("link", name="Word it yourself").first.click()
    ready(page)
    expect(composer(page).get_by_label("Proposed words")).to_have_value("brought")
    composer(page).get_by_role("button", name="Save").click()
    expect(composer(page)).to_be_hidden()
    assert Query.objects.get().annotation.exact == "bought"


def test_a_misprint_is_raised_in_one_press_accepted_and_the_check_says_so(
    page: Page, site: str, sign_in: SignIn, instructor: User, check: Annotation
) -> None:
    sign_in(page, instructor)
    page.goto(f"{site}/annotations/{check.pk}/corrections/")
    page.get_by_role("button", name="“keft” to “left”").click()
    expect(page.get_by_text("A typo query is raised")).to_be_visible()
    page.get_by_role("link", name="“keft” → “left”").click()
    ready(page)
    opened = page.locator(f"#annotation-{Query.objects.get().pk}")
    opened.get_by_text("More").click()
    opened.get_by_role("button", name="Accept into the text").click()
    expect(page.locator(".prose").first).to_contain_text("and left a mark")
    page.goto(f"{site}/annotations/{check.pk}/check/")
    expect(page.get_by_text("The quotation has changed since it was checked.")).to_be_visible()
    page.goto(f"{site}/texts/{check.text_id}/checks/report/")
    expect(page.get_by_text("The quotation has changed since")).to_be_visible()


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing(
    window: str,
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    instructor: User,
    text: Text,
    check: Annotation,
) -> None:
    page = opened(**WINDOWS[window])
    sign_in(page, instructor)
    wrong: list[str] = []
    of_text = [
        "coverage/",
        "coverage/?kind=name",
        "coverage/dismiss-all?kind=name",
        "coverage/sign-off",
        "checks/report/",
    ]
    addresses = [f"/texts/{text.pk}/{end}" for end in of_text] + [f"/annotations/{check.pk}/corrections/"]
    for address in addresses:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('main details').forEach((details) => (details.open = true))")
        wrong += [f"{address} {line}" for line in broken_rules(page)]
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], address
    assert wrong == []
