"""Reading with others: the words, the margin beside them, threads, filters and links."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.reading import card, click_on, open_reader, ready
from tests.making import make_note, make_text
from texts.models import Revision, Text

pytestmark = pytest.mark.django_db(transaction=True)

ODD = """# A heading with *marks*

First 𝓐strals: 👨‍👩‍👧 and e\u0301 then [a link](https://example.org/) and `code`.

    indented   code
      with two lines

> quoted “words”

| a | b |
|---|---|
| 1 | 2 |

A note[^1] here.

[^1]: The footnote.

שלום and العربية."""

LONG = "\n\n".join(
    f"Paragraph number {i} has some words that stand for themselves and nothing else." for i in range(120)
)


def shown(page: Page) -> dict[str, str]:
    """The text of each text element, as the browser counts it."""
    texts = "() => Object.fromEntries([...document.querySelectorAll('[data-revision]')].map((e) => [e.dataset.revision, e.textContent]))"
    answer: dict[str, str] = page.evaluate(texts)
    return answer


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(author=instructor, title="An article")


@pytest.fixture
def reader(page: Page, sign_in: SignIn, learner1: User) -> Page:
    sign_in(page, learner1)
    return page


def test_the_words_on_the_page_are_the_revision_letter_for_letter(
    reader: Page, site: str, instructor: User, learner1: User
) -> None:
    text = make_text(ODD, author=instructor)
    make_text("A comment.\n\n- with\n- a list", author=instructor, parent=text)
    for words in ("strals: 👨‍👩‍👧 and", "“words”", "The footnote", "שלום"):
        make_note(text, learner1, words=words)
    open_reader(reader, site, text)
    expected = {str(revision.pk): revision.plain for revision in Revision.objects.all()}
    assert shown(reader) == expected


def test_marks_for_screen_readers_belong_to_no_text(reader: Page, site: str, article: Text, learner1: User) -> None:
    learner1.marks_in_text = True
    learner1.save()
    make_note(article, learner1)
    open_reader(reader, site, article)
    expect(reader.locator("[data-mark]").first).to_have_text("note starts ")
    drag = reader.evaluate("document.querySelector('[data-revision]').textContent")
    assert "note starts Ribbnetrop note ends" in drag


def test_a_click_on_overlapping_notes_finds_them_all(
    reader: Page, site: str, article: Text, learner1: User, learner2: User
) -> None:
    make_note(article, learner1, words="Why the Molotov-Ribbnetrop was", body="wide")
    make_note(article, learner2, words="Ribbnetrop", body="narrow")
    open_reader(reader, site, article)
    click_on(reader, "Ribbnetrop")
    for body in ("wide", "narrow"):
        expect(card(reader, body)).to_have_class(re.compile("card--(chosen|also)"))


def test_a_card_points_at_its_words_and_they_at_it(reader: Page, site: str, article: Text, learner1: User) -> None:
    make_note(article, learner1, body="pointed")
    open_reader(reader, site, article)
    card(reader, "pointed").hover()
    reader.wait_for_function("() => CSS.highlights.get('pointed').size === 1")
    click_on(reader, "Soviet offer")
    reader.wait_for_function("() => CSS.highlights.get('pointed').size === 0")


def test_cards_stand_beside_their_words_without_overlap(reader: Page, site: str, article: Text, learner1: User) -> None:
    for words in ("The Soviet offer", "was in effect", "ignored", "Molotov", "Necessary", "nobody"):
        make_note(article, learner1, words=words, body=f"about {words}")
    open_reader(reader, site, article)
    expect(reader.locator("#margin article.card")).to_have_count(6)
    boxes = [one.bounding_box() for one in reader.locator("#margin article.card").all()]
    edges = sorted((box["y"], box["y"] + box["height"]) for box in boxes if box)
    assert all(below[0] >= above[1] for above, below in pairwise(edges))


def test_a_permanent_link_opens_at_the_words_with_the_card_open(
    reader: Page, site: str, instructor: User, learner1: User
) -> None:
    text = make_text(LONG, author=instructor)
    note = make_note(text, learner1, words="Paragraph number 100", body="far down")
    reader.goto(f"{site}/annotations/{note.pk}")
    ready(reader)
    expect(card(reader, "far down")).to_be_in_viewport()
    assert "/texts/" in reader.url


def test_a_thread_is_answered_changed_resolved_and_reopened(
    reader: Page, site: str, article: Text, learner1: User
) -> None:
    make_note(article, learner1, "questioning", body="Who?")
    open_reader(reader, site, article)
    question = reader.locator("article.card")
    question.locator("summary", has_text="Reply").click()
    question.locator("textarea[name=body]").fill("He did.")
    question.get_by_role("button", name="Reply").click()
    expect(question).to_contain_text("1 reply")
    assert Reply.objects.get().body == "He did."
    question.locator("> footer summary", has_text="More").click()
    question.locator("> footer .menu__acts").get_by_text("Edit").click()
    question.locator("form textarea[name=body]").first.fill("Who was it?")
    question.get_by_role("button", name="Save").click()
    expect(question).to_contain_text("Who was it?")
    expect(question.get_by_role("link", name="edited")).to_be_visible()


def test_deleting_can_be_undone(reader: Page, site: str, article: Text, learner1: User) -> None:
    note = make_note(article, learner1, body="gone?")
    open_reader(reader, site, article)
    card(reader, "gone?").get_by_text("More", exact=True).click()
    card(reader, "gone?").get_by_role("button", name="Delete").click()
    reader.get_by_role("button", name="Undo").click()
    expect(card(reader, "gone?")).to_be_visible()
    note.refresh_from_db()
    assert note.deleted is None


def test_the_text_and_the_margin_show_the_same_set_and_the_address_keeps_it(
    reader: Page, site: str, article: Text, learner1: User, learner2: User
) -> None:
    make_note(article, learner1, words="The Soviet offer", body="mine")
    make_note(article, learner2, words="nobody", body="theirs")
    open_reader(reader, site, article)
    expect(reader.locator("#margin article.card")).to_have_count(2)
    reader.get_by_role("radio", name="Mine").check()
    expect(reader.locator("#margin article.card")).to_have_count(1)
    expect(card(reader, "mine")).to_be_visible()
    assert "mine=on" in reader.url
    reader.reload()
    ready(reader)
    expect(reader.locator("#margin article.card")).to_have_count(1)
    reader.get_by_role("radio", name="Everyone").check()
    expect(reader.locator("#margin article.card")).to_have_count(2)
    assert "mine" not in reader.url


def test_ten_thousand_notes_put_only_those_near_the_window_into_the_page(
    reader: Page, site: str, instructor: User, learner1: User
) -> None:
    text = make_text(LONG, author=instructor)
    for i in range(120):
        make_note(text, learner1, words=f"Paragraph number {i} ", body=f"body {i}")
    assert Annotation.objects.count() == 120
    open_reader(reader, site, text)
    reader.wait_for_timeout(300)
    assert reader.locator("article.card").count() <= 60
    reader.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(card(reader, "body 119")).to_be_visible()


def test_only_what_is_in_view_stays_so_in_the_address(
    reader: Page, site: str, instructor: User, learner1: User
) -> None:
    text = make_text(LONG, author=instructor)
    make_note(text, learner1, words="Paragraph number 1 ", body="near the top")
    make_note(text, learner1, words="Paragraph number 110 ", body="far down")
    open_reader(reader, site, text)
    reader.locator("#filter > details > summary").click()
    reader.get_by_label("Only what is in view now").check()
    reader.wait_for_url("**within=**")
    reader.evaluate("scrollTo(0, document.body.scrollHeight)")
    reader.wait_for_timeout(400)
    expect(card(reader, "far down")).to_have_count(0)
    reader.reload()
    ready(reader)
    reader.evaluate("scrollTo(0, 0)")
    expect(card(reader, "near the top")).to_have_count(1)
    expect(card(reader, "far down")).to_have_count(0)
