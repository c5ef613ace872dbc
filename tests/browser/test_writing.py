"""Writing notes in the browser: nothing typed is lost, nothing is made twice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.library.publishing import publish
from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.reading import card, choose, composer, drag_over, open_reader, ready, save
from tests.making import make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = """Papers kept secret show that the Soviet Union proposed sending a force.

The Molotov-Ribbnetrop pact was signed, and nobody answered **him** then.

They were not bought into the scale against Hitler, he said."""


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(PROSE, author=instructor, title="An article")


@pytest.fixture
def reader(page: Page, site: str, sign_in: SignIn, learner1: User, article: Text) -> Page:
    sign_in(page, learner1)
    return open_reader(page, site, article)


def write_note(page: Page, words: str, body: str) -> None:
    drag_over(page, words)
    choose(page, "Note")
    composer(page).get_by_label("In your words").fill(body)


def test_a_highlight_is_made_with_one_click_and_painted(reader: Page) -> None:
    drag_over(reader, "sending a force")
    choose(reader, "Highlight")
    expect(card(reader, "sending a force")).to_be_visible()
    note = Annotation.objects.get()
    assert (note.motivation, note.exact) == ("highlighting", "sending a force")
    painted = "() => [...CSS.highlights].some(([name, ranges]) => name.startsWith('tint') && ranges.size)"
    reader.wait_for_function(painted)


@pytest.mark.parametrize(
    ("kind", "motivation", "fields"),
    [
        ("Note", "commenting", {"body": "A *thought*."}),
        ("Question", "questioning", {"body": "Who is he?"}),
        ("Typo query", "editing", {"proposed": "Ribbentrop"}),
        ("Quote check", "assessing", {"speaker": "Churchill"}),
    ],
)
def test_each_kind_is_made_with_its_own_fields(
    reader: Page, kind: str, motivation: str, fields: dict[str, str]
) -> None:
    drag_over(reader, "Ribbnetrop")
    choose(reader, kind)
    for name, words in fields.items():
        composer(reader).locator(f"[name={name}]").fill(words)
    save(reader)
    expect(card(reader, "now").first).to_be_visible()
    assert Annotation.objects.get().motivation == motivation


def test_markdown_is_shown_as_it_will_be_while_it_is_typed(reader: Page) -> None:
    write_note(reader, "Ribbnetrop", "so *very* wrong <script>alert(1)</script>")
    preview = composer(reader).locator(".preview")
    expect(preview.locator("em")).to_have_text("very")
    assert preview.locator("script").count() == 0


def test_a_draft_outlives_a_reload(reader: Page) -> None:
    write_note(reader, "Ribbnetrop", "half a tho")
    reader.reload()
    ready(reader)
    expect(composer(reader).get_by_label("In your words")).to_have_value("half a tho")
    save(reader)
    assert Annotation.objects.get().body == "half a tho"
    reader.reload()
    ready(reader)
    expect(composer(reader)).to_be_hidden()


def test_a_draft_outlives_signing_out_and_in_again(reader: Page, watch: Any, sign_in: SignIn, learner1: User) -> None:
    watch.expected.append("401")
    write_note(reader, "Ribbnetrop", "kept")
    reader.context.clear_cookies(name="sessionid")
    composer(reader).get_by_role("button", name="Save").click()
    expect(composer(reader)).to_contain_text("What you wrote is kept")
    expect(composer(reader).get_by_role("link", name="Sign in and come back here")).to_be_visible()
    sign_in(reader, learner1)
    reader.reload()
    ready(reader)
    expect(composer(reader).get_by_label("In your words")).to_have_value("kept")
    save(reader)
    assert Annotation.objects.get().body == "kept"


def test_a_draft_outlives_a_dead_network(reader: Page, watch: Any) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    write_note(reader, "Ribbnetrop", "kept")
    reader.context.set_offline(True)
    composer(reader).get_by_role("button", name="Save").click()
    expect(composer(reader)).to_contain_text("No connection")
    reader.context.set_offline(False)
    save(reader)
    assert Annotation.objects.get().body == "kept"


def test_an_answer_that_got_lost_makes_no_second_note(reader: Page, watch: Any) -> None:
    """The server has stored it, but the reader's browser never heard so and sends again."""
    watch.expected += ["ERR_FAILED", "Failed to load resource"]

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    write_note(reader, "Ribbnetrop", "once")
    reader.route("**/annotate", lose)
    composer(reader).get_by_role("button", name="Save").click()
    expect(composer(reader)).to_contain_text("No connection")
    assert Annotation.objects.count() == 1
    reader.unroute("**/annotate")
    save(reader)
    expect(card(reader, "once")).to_have_count(1)
    assert Annotation.objects.count() == 1


def test_two_clicks_make_one_note(reader: Page) -> None:
    write_note(reader, "Ribbnetrop", "once")
    composer(reader).get_by_role("button", name="Save").dblclick()
    expect(card(reader, "once")).to_have_count(1)
    assert Annotation.objects.count() == 1


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(reader: Page, watch: Any) -> None:
    watch.expected.append("422")
    drag_over(reader, "Ribbnetrop")
    choose(reader, "Quote check")
    composer(reader).locator("[name=speaker]").fill("Churchill")
    composer(reader).locator("[name=dated]").fill("some day")
    composer(reader).get_by_role("button", name="Save").click()
    expect(composer(reader).locator("[aria-invalid=true]")).to_have_attribute("name", "dated")
    expect(composer(reader).locator("[name=speaker]")).to_have_value("Churchill")
    composer(reader).locator("[name=dated]").fill("1948")
    save(reader)
    assert Annotation.objects.count() == 1


def test_cancel_keeps_what_was_written_and_says_so(reader: Page) -> None:
    write_note(reader, "Ribbnetrop", "later")
    composer(reader).get_by_role("button", name="Cancel").click()
    expect(composer(reader)).to_be_hidden()
    drag_over(reader, "Ribbnetrop")
    choose(reader, "Note")
    expect(composer(reader).get_by_label("In your words")).to_have_value("later")
    composer(reader).get_by_role("button", name="Throw it away").click()
    expect(composer(reader).get_by_label("In your words")).to_have_value("")


def test_a_note_on_a_page_that_is_out_of_date_is_carried_to_the_new_words(
    reader: Page, article: Text, instructor: User
) -> None:
    write_note(reader, "Ribbnetrop", "stale")
    article.refresh_from_db()
    publish(article, "A new first paragraph.\n\n" + PROSE, author=instructor, base=article.latest)
    save(reader)
    note = Annotation.objects.standing().get()
    article.refresh_from_db()
    assert article.latest
    assert article.latest.plain[note.at : note.until] == "Ribbnetrop"  # type: ignore[attr-defined]


def test_a_selection_across_two_texts_gets_a_sentence(
    page: Page, site: str, sign_in: SignIn, learner1: User, instructor: User, article: Text
) -> None:
    make_text("A comment on it.", author=instructor, parent=article)
    sign_in(page, learner1)
    open_reader(page, site, article)
    page.evaluate("""() => {
      const [one, two] = document.querySelectorAll("[data-text][data-revision] p");
      const last = [...document.querySelectorAll("[data-text][data-revision]")].at(-1).querySelector("p");
      document.querySelector(".texts").dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, pointerType: "mouse"}));
      getSelection().setBaseAndExtent(one.firstChild, 0, last.firstChild, 5);
      document.querySelector(".texts").dispatchEvent(new PointerEvent("pointerup", {bubbles: true, pointerType: "mouse"}));
    }""")
    expect(page.locator("#notice")).to_contain_text("Select words of one text at a time")
    expect(page.locator("#bar")).to_be_hidden()


def test_white_space_alone_gets_a_sentence(reader: Page) -> None:
    reader.evaluate("""() => {
      const gap = [...document.querySelector("[data-text][data-revision]").childNodes].find((node) => node.nodeType === 3);
      const texts = document.querySelector(".texts");
      texts.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, pointerType: "mouse"}));
      getSelection().setBaseAndExtent(gap, 0, gap, gap.length);
      texts.dispatchEvent(new PointerEvent("pointerup", {bubbles: true, pointerType: "mouse"}));
    }""")
    expect(reader.locator("#notice")).to_contain_text("Only white space")


def test_a_visitor_who_selects_words_is_invited_to_sign_in(page: Page, site: str, article: Text) -> None:
    open_reader(page, site, article)
    drag_over(page, "Ribbnetrop")
    expect(page.locator("#bar").get_by_role("link", name="Sign in to write on these words")).to_be_visible()
