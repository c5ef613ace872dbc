"""The desk by keyboard: drafts, undo, phrases, the filter, many notes at once; a class as a whole is in test_class."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.people.models import User
from annotator.review.models import Assignment, Criterion, Level, NoteReview, Phrase, Review
from tests.browser.conftest import PHONE, SignIn, broken_rules
from tests.browser.reading import choose, composer, drag_over, open_reader
from tests.conftest import person
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ("Soviet", "Molotov", "nobody", "Necessary", "ignored")


@pytest.fixture
def learners(learner1: User, learner2: User) -> list[User]:
    return [learner1, learner2, *(person(f"learner{n}") for n in (3, 4, 5))]


@pytest.fixture
def assignment(instructor: User, learners: list[User]) -> Assignment:
    """Five learners with two notes each, and a rubric of one criterion."""
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=learners)
    made = Assignment.objects.create(group=group, title="Close reading", created_by=instructor)
    made.texts.set([text])
    criterion = Criterion.objects.create(assignment=made, name="Reasons")
    for points, said in enumerate(("None", "Some", "With the passage")):
        Level.objects.create(criterion=criterion, words=said, points=points, place=points)
    for learner, words in zip(learners, WORDS, strict=True):
        for found in (words, "answered"):
            make_note(text, learner, words=found, visibility="group", group=group, assignment=made)
    return made


def at_work_on(desk: Page, name: str) -> None:
    """Wait until this student's page is there and its keys work."""
    expect(desk.locator("h1")).to_have_text(name)
    expect(desk.locator("[data-desk][data-ready]")).to_be_visible()


@pytest.fixture
def desk(page: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment) -> Page:
    sign_in(page, instructor)
    page.goto(f"{site}/assignments/{assignment.pk}/desk/")
    at_work_on(page, "learner1")
    return page


def test_typing_is_saved_by_itself_and_keys_are_dead_in_a_field(desk: Page) -> None:
    desk.keyboard.press("e")
    expect(desk.locator("#feedback")).to_be_focused()
    desk.keyboard.type("rjk3 and so on.")
    expect(desk.locator("#review .review__saved")).to_contain_text("Saved")
    expect(desk.locator("h1")).to_have_text("learner1")
    assert Review.objects.get().feedback == "rjk3 and so on."


def test_undo_by_key_brings_the_student_back(desk: Page) -> None:
    desk.keyboard.press("r")
    at_work_on(desk, "learner2")
    desk.keyboard.press("u")
    at_work_on(desk, "learner1")
    assert Review.objects.get().state == "open"
    desk.keyboard.press("J")
    at_work_on(desk, "learner2")
    desk.keyboard.press("K")
    at_work_on(desk, "learner1")


def test_a_saved_phrase_is_put_where_one_writes(desk: Page, instructor: User, assignment: Assignment) -> None:
    Phrase.objects.create(group=assignment.group, owner=instructor, words="Say why.")
    desk.keyboard.press(".")
    expect(desk.get_by_role("button", name="Say why.")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#feedback")).to_have_value("Say why.")
    expect(desk.locator("#review .review__saved")).to_contain_text("Saved")


def test_words_filter_and_help_by_key(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("g")
    expect(desk.locator(".review__anchor a").first).to_be_focused()
    desk.keyboard.press("/")
    expect(desk.locator("#desk-only")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.locator("#help")).to_be_visible()


def test_axe_finds_nothing_at_the_desk(desk: Page, site: str, assignment: Assignment) -> None:
    wrong = broken_rules(desk)
    for name in (
        "students/?only=written",
        "notes/?motivation=commenting",
        "notes/?by=kind",
        "full-credit/",
        "release/",
        "phrases/",
    ):
        desk.goto(f"{site}/assignments/{assignment.pk}/desk/{name}")
        wrong += [f"{name} {line}" for line in broken_rules(desk)]
    assert wrong == []


def test_the_desk_fits_a_narrow_phone(
    phone: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment
) -> None:
    sign_in(phone, instructor)
    for name in ("", "students/?only=written", "notes/", "notes/?by=kind", "release/", "phrases/"):
        phone.goto(f"{site}/assignments/{assignment.pk}/desk/{name}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert broken_rules(phone) == []


def test_notes_of_a_class_are_read_by_keyboard_and_feedback_is_written_on_all(
    desk: Page, site: str, assignment: Assignment
) -> None:
    desk.goto(f"{site}/assignments/{assignment.pk}/desk/notes/?by=kind")
    expect(desk.locator("[data-desk][data-ready]")).to_be_visible()
    desk.keyboard.press("j")
    desk.keyboard.press("r")
    expect(desk.locator(".review__saved", has_text="Saved")).to_have_count(1)
    expect(desk.locator(".card--chosen input[name=reviewed]")).not_to_be_checked()
    desk.keyboard.press("e")
    desk.keyboard.type("One by one.")
    desk.keyboard.press("Escape")
    expect(desk.locator(".review__saved", has_text="Saved")).to_have_count(2)
    desk.get_by_label("Feedback on these 10 notes").fill("To all of you.")
    desk.get_by_role("button", name="Write it on all 10").click()
    expect(desk.get_by_text("Feedback is on 9 notes.")).to_be_visible()
    assert NoteReview.objects.filter(feedback="To all of you.").count() == 9
    expect(desk.locator("[data-desk][data-ready]")).to_be_visible()
    desk.keyboard.press("u")
    expect(desk.get_by_text("9 notes are as before.")).to_be_visible()
    assert list(NoteReview.objects.exclude(feedback="").values_list("feedback", flat=True)) == ["One by one."]


def test_an_instructor_reads_as_a_learner_with_the_way_out_in_sight(
    opened: Any, site: str, sign_in: SignIn, instructor: User, assignment: Assignment, watch: Any
) -> None:
    watch.expected.append("403")
    text = assignment.texts.get()
    for page in (opened(viewport={"width": 1280, "height": 800}), opened(**PHONE)):
        sign_in(page, instructor)
        page.goto(f"{site}/groups/{assignment.group_id}/view-as/")
        assert broken_rules(page) == []
        page.get_by_role("button", name="View as learner1").click()
        for address in (assignment.get_absolute_url(), f"/texts/{text.pk}/?assignment={assignment.pk}"):
            page.goto(f"{site}{address}")
            expect(page.get_by_role("button", name="Be yourself again")).to_be_in_viewport()
            assert broken_rules(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            expect(page.locator("#messages")).to_be_hidden()
        page.goto(f"{site}/notices/")
        expect(page.get_by_role("heading", name="Not while you read as somebody else")).to_be_visible()
        page.get_by_role("button", name="Be yourself again").click()
        expect(page.get_by_role("heading", name="Record")).to_be_visible()


def test_what_is_typed_as_a_learner_is_refused_in_words(
    page: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment, watch: Any
) -> None:
    watch.expected.append("403")
    sign_in(page, instructor)
    page.goto(f"{site}/groups/{assignment.group_id}/view-as/")
    page.get_by_role("button", name="View as learner1").click()
    open_reader(page, site, assignment.texts.get())
    drag_over(page, "Ribbnetrop")
    choose(page, "Note")
    composer(page).get_by_label("In your words").fill("Not theirs.")
    composer(page).get_by_role("button", name="Save").click()
    expect(composer(page).get_by_text("Nothing is written while you read as somebody else.")).to_be_visible()
