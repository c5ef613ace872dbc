"""A quotation is checked in a browser: taken up in the text, held against a book, judged by two readers who do not see each other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.library.demo import CORPUS
from annotator.library.publishing import add_text
from annotator.notes.correcting import accept
from annotator.notes.models import Annotation, Check, Query, Reference, Source, Verdict
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import choose, composer, drag_over, open_reader, ready, save
from tests.browser.test_axe import WINDOWS
from tests.making import make_note, make_text
from tests.test_checking import CHURCHILL, MEMOIRS
from texts.importing import decode, read_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(instructor: User) -> Text:
    """The sample corpus, without anybody's notes."""
    return add_text(read_text(decode(CORPUS.read_bytes()), "article"), instructor, title="The sample")


def badge(page: Page) -> str:
    expect(page.locator(".badge")).to_have_count(1)
    return page.locator(".badge").inner_text()


def give(page: Page, wording: str = "Altered") -> None:
    form = page.locator("form.judging")
    form.get_by_label("Wording").select_option(label=wording)
    form.get_by_label("Attribution").select_option(label="Confirmed")
    form.get_by_label("Context").select_option(label="Fair")
    form.get_by_role("button", name="Give this verdict").click()


def test_two_readers_check_the_churchill_quotation(
    page: Page,
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    learner1: User,
    learner2: User,
    instructor: User,
    article: Text,
) -> None:
    comment = article.comments.get(place=2)
    wrong: list[str] = []
    sign_in(page, learner1)

    # Taken up on the words of comment 2.
    open_reader(page, site, article)
    drag_over(page, CHURCHILL, comment)
    choose(page, "Quote check")
    composer(page).get_by_label("Who is quoted?").fill("Winston Churchill")
    composer(page).get_by_text("A source: where do the words stand?").click()
    composer(page).get_by_label("The source’s own wording").fill("They were not brought into the scale against Hitler")
    expect(composer(page).locator(".differences li").first).to_have_text("Spelling: bought, in the source: brought")
    expect(composer(page).get_by_role("status")).to_contain_text("1 word differs")
    composer(page).get_by_label("The source’s own wording").fill("")
    save(page)
    note = Annotation.objects.get(motivation="assessing")
    assert (note.exact, note.text) == (CHURCHILL, comment)
    assert badge(page) == "?"

    # The 1948 book, described once, with its wording; the comparison comes as it is typed.
    page.locator(f"#annotation-{note.pk}").get_by_role("link", name="The whole check").click()
    expect(page.get_by_role("heading", name="Quote check", exact=True)).to_be_visible()
    wrong += broken_rules(page)
    page.get_by_role("link", name="Add a source").click()
    page.get_by_text("Describe a new work field by field").click()
    page.get_by_label("Title").fill("The Gathering Storm")
    page.get_by_label("Authors").fill("Churchill, Winston S.")
    page.get_by_label("Container").fill("The Second World War")
    page.get_by_label("Date", exact=True).fill("1948")
    page.get_by_label("Locator").fill("vol. I, ch. XX")
    page.get_by_label("The source’s own wording").fill(MEMOIRS)
    live = page.locator(".live")
    for difference in ("bought, in the source: brought", "keft, in the source: left", "on, in the source: in"):
        expect(live.get_by_role("listitem").filter(has_text=difference)).to_be_visible()
    expect(live.locator(".differences").first.get_by_role("listitem")).to_have_count(5)
    wrong += broken_rules(page)
    page.get_by_role("button", name="Save").click()

    # One reader proposes.
    expect(page.get_by_text("3 words differ, 2 punctuation marks differ")).to_be_visible()
    expect(page.locator("form.judging").get_by_label("Wording")).to_have_value("altered")
    page.get_by_role("button", name="Claim it").click()
    expect(page.get_by_text("You are at work on it since")).to_be_visible()
    wrong += broken_rules(page)
    page.locator("form.judging").get_by_label("Reason").fill("Quagga: three words are not his.")
    give(page)
    expect(page.locator("p.verdict")).to_contain_text("Waiting for a second reader")
    assert Reference.objects.get().line.startswith("Winston S. Churchill, The Gathering Storm")

    # Another confirms, and does not see what the first has said.
    second = opened(viewport={"width": 1280, "height": 800})
    sign_in(second, learner2)
    open_reader(second, site, article, f"?note={note.pk}")
    assert badge(second) == "…"
    expect(second.locator("body")).not_to_contain_text("Quagga")
    second.goto(site + reverse("check", args=[note.pk]))
    expect(second.locator("body")).not_to_contain_text("Quagga")
    give(second)
    expect(second.locator("p.verdict")).to_contain_text("Altered. Two readers agree.")
    expect(second.get_by_text("Quagga: three words are not his.")).to_be_visible()
    wrong += broken_rules(second)

    # The badge changes for both.
    for window in (page, second):
        open_reader(window, site, article, f"?note={note.pk}")
        assert badge(window) == "≠"
    page.goto(site + reverse("notices"))
    expect(page.get_by_text("Two readers agree about the quotation").first).to_be_visible()

    # "keft" is corrected; the check stands on its words and says that they changed.
    query = make_note(comment, learner2, "editing", "keft", query=Query(proposed="left"))
    accept(comment, [query.pk], instructor)
    open_reader(page, site, article, f"?note={note.pk}")
    expect(page.locator(".badge--changed")).to_have_count(1)
    card = page.locator(f"#annotation-{note.pk}")
    expect(card).to_contain_text("The quotation has changed since it was checked.")
    page.goto(site + reverse("checks", args=[article.pk]))
    expect(page.get_by_role("link", name=re.compile("Changed since it was checked 1"))).to_be_visible()
    assert wrong == []


def settled(page: Page, act: Callable[[], None]) -> None:
    """What comes into the page by `act` has come, and listens: what was chosen a moment earlier would be taken away."""
    page.evaluate(
        "() => { window.come = new Promise((r) => addEventListener('htmx:afterSettle', r, { once: true })); }"
    )
    act()
    page.evaluate("() => window.come")


def test_a_work_is_found_on_the_shelf_and_fills_the_citation(
    page: Page, site: str, sign_in: SignIn, learner1: User, instructor: User
) -> None:
    note = make_note(make_text("It keft a mark.", author=instructor), learner1, "assessing", "keft a mark")
    Reference.objects.create(kind="book", title="The Gathering Storm", date="1948", added_by=instructor)
    sign_in(page, learner1)
    page.goto(f"{site}/texts/{note.text_id}/?note={note.pk}")
    ready(page)
    card = page.locator(f"#annotation-{note.pk}")
    card.get_by_text("More").click()
    card.get_by_role("link", name="Add a source").click()
    shelf = card.get_by_label("From the shelf")
    settled(page, lambda: shelf.fill("storm"))
    settled(page, lambda: shelf.press("Enter"))
    card.get_by_role("radio", name=re.compile("The Gathering Storm")).check()
    expect(card.get_by_label("Citation")).to_have_value("The Gathering Storm (1948).")
    card.get_by_role("button", name="Not this one").click()
    expect(card.get_by_label("Citation")).to_have_value("")
    card.get_by_role("radio", name=re.compile("The Gathering Storm")).evaluate("radio => { radio.checked = false; }")
    card.get_by_role("radio", name=re.compile("The Gathering Storm")).check()
    expect(card.get_by_label("Citation")).to_have_value("The Gathering Storm (1948).")
    assert broken_rules(page) == []
    card.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("1 source")
    assert Source.objects.get().reference


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing_where_quotations_are_checked(
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    window: str,
    instructor: User,
    learner1: User,
    learner2: User,
) -> None:
    note = make_note(make_text(f"He wrote: {CHURCHILL}.", author=instructor), learner1, "assessing", CHURCHILL)
    work = Reference.objects.create(kind="book", title="The Gathering Storm", date="1948", added_by=instructor)
    work.amend(instructor, place="London")
    Source.objects.create(
        quote_check=note.quote_check, citation=work.line, excerpt=MEMOIRS, added_by=learner1, reference=work
    )
    check = Check.objects.get()
    for reader, wording in ((learner1, "altered"), (learner2, "exact")):
        check.give(Verdict(reader=reader, wording=wording, attribution="confirmed", reason="So it reads."))
    page = opened(**WINDOWS[window])
    sign_in(page, instructor)
    wrong: list[str] = []
    for address in (
        reverse("check", args=[note.pk]),
        reverse("add-source", args=[note.pk]),
        reverse("checks", args=[note.text_id]),
        reverse("checks", args=[note.text_id], query={"state": "open"}),
        reverse("sources"),
        reverse("sources", query={"q": "nothing"}),
        reverse("reference", args=[work.pk]),
        reverse("add-reference"),
        reverse("edit-reference", args=[work.pk]),
        reverse("import-sources"),
    ):
        page.goto(site + address)
        wrong += [f"{address} {line}" for line in broken_rules(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.get_by_label("BibTeX, RIS or CSL-JSON").fill("@book{a, title={One}}\n@book{b, title={Half")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name=re.compile("in it"))).to_be_visible()
    wrong += broken_rules(page)
    assert wrong == []
