"""An editor's afternoon: words changed with a look at the notes, the old revision read, two versions put together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.library.publishing import publish
from annotator.people.models import User
from tests.browser.conftest import PHONE, SignIn, broken_rules
from tests.browser.reading import card, click_on, ready
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "The Soviet offer was ignored by the Western powers."
SECOND = "Why the Molotov-Ribbnetrop pact was necessary, he said, and nobody answered him."
THIRD = "A last paragraph stands at the end of it all, and says nothing that is new."
PAINTED = "() => [...CSS.highlights.values()].reduce((sum, one) => sum + one.size, 0)"


@pytest.fixture
def article(instructor: User, learner1: User) -> Text:
    text = make_text("\n\n".join([FIRST, SECOND, THIRD]), author=instructor, title="The offer")
    make_note(text, learner1, "commenting", "Soviet offer", body="Which one?")
    make_note(text, learner1, "editing", "Ribbnetrop", body="A name.")
    return text


def edit(page: Page, site: str, text: Text, old: str, new: str) -> None:
    page.goto(site + reverse("edit-words", args=[text.pk]))
    field = page.get_by_label("Words")
    field.fill(field.input_value().replace(old, new))


def test_an_editor_looks_saves_and_reads_what_was(
    page: Page, site: str, sign_in: SignIn, instructor: User, article: Text
) -> None:
    sign_in(page, instructor)
    edit(page, site, article, "Ribbnetrop", "Ribbentrop")
    expect(page.locator("[data-editor-preview]")).to_contain_text("Ribbentrop")
    page.get_by_label("Why").fill("A name.")
    page.get_by_role("button", name="See what happens").click()
    expect(page.locator(".look")).to_contain_text("1 of 2 notes will be affected.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Save").click()
    ready(page)
    expect(page.locator("#messages")).to_contain_text("Saved as revision 2.")

    page.get_by_role("link", name="History").click()
    expect(page.locator(".revision-row").first).to_contain_text("A name.")
    page.get_by_role("link", name="Revision 1", exact=True).click()
    ready(page)
    expect(page.locator(".old__name")).to_contain_text("Old revision 1 of 2.")
    assert page.evaluate(PAINTED) >= 2
    click_on(page, "Ribbnetrop")
    expect(card(page, "A name.")).to_be_visible()
    expect(card(page, "A name.").get_by_text("Reply")).to_have_count(0)
    assert broken_rules(page) == []


def test_the_second_of_two_editors_chooses_and_loses_nothing(
    page: Page, site: str, sign_in: SignIn, instructor: User, article: Text, watch: object
) -> None:
    watch.expected.append("409")  # type: ignore[attr-defined]
    sign_in(page, instructor)
    edit(page, site, article, "Western", "western and eastern")
    publish(article, article.latest.source.replace("Western", "other"), author=instructor, base=article.latest)  # type: ignore[union-attr]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Put two versions together")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("Take these words").check()
    page.get_by_label("Other words for place 1").fill("great")
    page.get_by_role("button", name="Put together and look").click()
    expect(page.get_by_label("Words", exact=True)).to_have_value(
        "\n\n".join([FIRST.replace("Western", "great"), SECOND, THIRD])
    )
    page.get_by_role("button", name="Save").click()
    ready(page)
    expect(page.locator(".prose")).to_contain_text("ignored by the great powers")


@pytest.mark.parametrize("window", [{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}, PHONE])
def test_comparing_fits_and_is_in_order(
    window: dict[str, object], opened: Callable[..., Page], site: str, sign_in: SignIn, instructor: User, article: Text
) -> None:
    publish(article, "\n\n".join([THIRD, FIRST, SECOND]), author=instructor, base=article.latest)
    page = opened(**window)
    sign_in(page, instructor)
    names: list[tuple[str, list[object]]] = [
        ("compare", [article.pk]),
        ("restore", [article.pk, 1]),
        ("new-version", [article.pk]),
    ]
    pages = [reverse(name, args=args) for name, args in names]
    for address in [*pages, pages[0] + "?as=side", reverse("revision", args=[article.pk, 1])]:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert broken_rules(page) == [], address
    page.goto(site + pages[0] + "?as=side")
    narrow = window is PHONE
    expect(page.locator(".paragraph__both").first).to_be_visible(visible=narrow)
    expect(page.locator(".paragraph--changed .paragraph__old").first).to_be_visible(visible=not narrow)
