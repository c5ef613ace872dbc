"""On a phone of 320 px, with a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.reading import choose, composer, ends_of, open_reader, save, select_by_touch
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text("The Ribbnetrop pact was signed. Nobody answered.", author=instructor, title="An article")


@pytest.fixture
def reader(phone: Page, site: str, sign_in: SignIn, learner1: User, article: Text) -> Page:
    sign_in(phone, learner1)
    return open_reader(phone, site, article)


def tap_on(page: Page, words: str) -> None:
    left, top, right, _ = ends_of(page, words)
    page.touchscreen.tap((left + right) / 2, top)


def test_a_finger_selects_words_and_makes_a_note(reader: Page) -> None:
    select_by_touch(reader, "Ribbnetrop")
    expect(reader.locator("#bar")).to_be_visible()
    box = reader.locator("#bar").bounding_box()
    assert box
    assert box["y"] + box["height"] > 560, "the bar docks at the bottom, away from the system's menu"
    for button in reader.locator("#bar button").all():
        expect(button).to_be_in_viewport(ratio=1)
    choose(reader, "Note")
    composer(reader).get_by_label("In your words").fill("On the train.")
    save(reader)
    assert Annotation.objects.get().exact == "Ribbnetrop"
    expect(reader.locator("#sheet")).to_contain_text("On the train.")


def test_a_tap_opens_the_notes_one_at_a_time(
    reader: Page, site: str, article: Text, learner1: User, learner2: User
) -> None:
    make_note(article, learner1, words="Ribbnetrop pact", body="wide")
    make_note(article, learner2, words="Ribbnetrop", body="narrow")
    open_reader(reader, site, article)
    tap_on(reader, "Ribbnetrop")
    expect(reader.locator("#sheet")).to_contain_text("1 of 2 here")
    reader.locator("#sheet").get_by_role("button", name="Next").click()
    expect(reader.locator("#sheet")).to_contain_text("2 of 2 here")
    reader.locator("#sheet").get_by_role("button", name="Close").click()
    expect(reader.locator("#sheet")).to_be_hidden()


def test_nothing_is_wider_than_the_window(
    reader: Page, site: str, article: Text, learner1: User, instructor: User
) -> None:
    wide = (
        "| "
        + " | ".join(["a cell with words"] * 9)
        + " |\n|"
        + "---|" * 9
        + "\n\n"
        + "x" * 300
        + "\n\n    "
        + "y" * 300
    )
    text = make_text(wide, author=instructor, title="W" * 120)
    make_note(text, learner1, words="a cell", body="z" * 200)
    for path in ("/", f"/texts/{text.pk}/", f"/texts/{text.pk}/notes/", f"/people/{learner1.pk}/", "/accounts/login/"):
        reader.goto(site + path)
        width = reader.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, f"{path} is {width} px wide"


def test_fingers_find_what_they_tap(reader: Page, site: str, article: Text, learner1: User) -> None:
    """WCAG 2.2, 2.5.8: targets of 24 px at least, or as far from each other."""
    make_note(article, learner1, body="a thought")
    open_reader(reader, site, article)
    tap_on(reader, "Ribbnetrop")
    expect(reader.locator("#sheet")).to_be_visible()
    small = reader.evaluate("""() => [...document.querySelectorAll("#sheet button, #sheet summary, .tools button, .tools summary")]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)""")
    assert small == []
