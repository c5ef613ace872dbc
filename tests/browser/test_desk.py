"""Reviewing a class by keyboard alone, releasing it, and what each of them sees of that."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.people.models import User
from annotator.review.models import Assignment, Criterion, Level, NoteReview, Phrase, Review
from tests.browser.conftest import SignIn, broken_rules
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


def test_five_students_are_reviewed_by_keyboard_and_see_it_after_the_release(
    desk: Page,
    site: str,
    sign_in: SignIn,
    instructor: User,
    learner1: User,
    outsider: User,
    assignment: Assignment,
    watch: Any,
) -> None:
    watch.expected.append("404")
    keys = desk.keyboard
    for number in range(1, 6):
        at_work_on(desk, f"learner{number}")
        keys.press("j")
        expect(desk.locator(".card--chosen")).to_contain_text("1")
        keys.press("e")
        keys.type(f"On the note, {number}.")
        keys.press("Escape")
        keys.press("3")
        keys.press("r")
    expect(desk.get_by_text("Nobody waits for you any more")).to_be_visible()
    assert [review.state for review in Review.objects.all()] == ["reviewed"] * 5
    assert {said.feedback for said in NoteReview.objects.all()} == {f"On the note, {n}." for n in range(1, 6)}
    assert all(review.total == 2 for review in Review.objects.all())
    feedback = f"{site}/assignments/{assignment.pk}/feedback/"
    sign_in(desk, learner1)
    assert (answer := desk.goto(feedback)) and answer.status == 404
    sign_in(desk, instructor)
    desk.goto(f"{site}/assignments/{assignment.pk}/desk/release/")
    desk.locator("#release").focus()
    keys.press("Enter")
    expect(desk.get_by_text("Released to 5 learners.")).to_be_visible()
    sign_in(desk, learner1)
    desk.goto(f"{site}/assignments/{assignment.pk}/")
    desk.get_by_role("link", name="Feedback on your work").click()
    expect(desk.get_by_text("On the note, 1.")).to_be_visible()
    expect(desk.get_by_text("With the passage")).to_be_visible()
    assert broken_rules(desk) == []
    sign_in(desk, outsider)
    for address in (feedback, f"{site}/assignments/{assignment.pk}/desk/"):
        assert (answer := desk.goto(address)) and answer.status == 404


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
    for name in ("students/", "full-credit/", "release/", "phrases/"):
        desk.goto(f"{site}/assignments/{assignment.pk}/desk/{name}")
        wrong += [f"{name} {line}" for line in broken_rules(desk)]
    assert wrong == []


def test_the_desk_fits_a_narrow_phone(
    phone: Page, site: str, sign_in: SignIn, instructor: User, assignment: Assignment
) -> None:
    sign_in(phone, instructor)
    for name in ("", "students/", "release/", "phrases/"):
        phone.goto(f"{site}/assignments/{assignment.pk}/desk/{name}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert broken_rules(phone) == []
