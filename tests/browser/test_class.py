"""A class from nothing to what its learners are told: made, set to work, reviewed by keyboard, released, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.groups.models import Group
from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.models import Assignment, NoteReview, Review
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, choose, composer, drag_over, ready, save
from tests.browser.test_desk import at_work_on
from tests.conftest import person
from tests.making import make_note, make_text
from tests.test_rights import MATRIX
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = {"viewport": {"width": 1280, "height": 800}}
PLACES = 32
SOURCE = "\n\n".join(
    f"The {number:02}th offer was ignored, he said, by everybody in the room." for number in range(PLACES)
)
OF_A_CLASS = ("group", "member", "assignment", "work")  # what addresses of the matrix are about


@pytest.fixture
def learners(db: None) -> list[User]:
    """Thirty accounts with confirmed addresses."""
    people = [person(f"learner{number:02}") for number in range(1, 31)]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people
    )
    return people


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(SOURCE, author=instructor, title="The offers", readers="groups")


def make_a_class(page: Page, site: str, learners: list[User]) -> Group:
    page.goto(f"{site}/groups/")
    page.get_by_role("link", name="Make a group").click()
    page.get_by_label("Name").fill("History 101")
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="Show it a text").click()
    page.get_by_role("button", name="Show The offers to the group").click()
    page.get_by_role("link", name="← History 101").click()
    page.get_by_role("link", name="People and links").click()
    page.get_by_role("link", name="Many at once, from a list").click()
    rows = "\n".join(["name,mail", *(f"{one.username},{one.email}" for one in learners)])
    page.get_by_label("Or a CSV file").set_input_files(
        {"name": "class.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("button", name="See what happens").click()
    page.get_by_role("button", name="Add 30").click()
    expect(page.get_by_text("Added: 30. Invited: 0.")).to_be_visible()
    return Group.objects.get()


def set_the_article(page: Page, site: str, group: Group) -> Assignment:
    page.goto(f"{site}{group.get_absolute_url()}")
    page.get_by_role("link", name="Set an assignment").click()
    page.get_by_label("Title").fill("Close reading")
    page.get_by_label("Notes", exact=True).fill("2")
    page.get_by_label("After they have written some of their own").check()
    page.get_by_label("How many of their own come first").fill("2")
    page.get_by_role("textbox", name="Criterion 1").fill("Reasons")
    page.get_by_label("Its levels").fill("0 None\n1 Some\n2 With the passage")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("main")).to_contain_text("30 have written nothing")
    return Assignment.objects.get()


def write_by_hand(page: Page, site: str, on: list[str], words: str) -> None:
    """Two notes from the list of what is due. Nothing of the others is seen before the second."""
    page.goto(f"{site}/assignments/")
    page.get_by_role("link", name="Close reading").click()
    page.locator("main ol.rows a").first.click()
    for number, place in enumerate(on, 1):
        ready(page)
        expect(page.locator("body")).not_to_contain_text("Scripted")
        drag_over(page, place)
        choose(page, "Note")
        composer(page).get_by_label("In your words").fill(f"{words} {number}")
        save(page)
        card(page, f"{words} {number}").first.wait_for()
    page.reload()
    ready(page)


def review_by_keyboard(page: Page, count: int) -> None:
    """One word on the first note of each, a level, and on to the next."""
    keys = page.keyboard
    for number in range(1, count + 1):
        at_work_on(page, f"learner{number:02}")
        expect(page.locator(".review__head")).to_contain_text(f"{number - 1} of {count} reviewed")
        keys.press("j")
        if number <= 2:
            keys.press("e")
            keys.type("Say why.")
            keys.press("Escape")
        keys.press("3")
        keys.press("r")
    expect(page.get_by_text("Nobody waits for you any more")).to_be_visible()


def addresses(site: str, group: Group, assignment: Assignment, learner: User, notes: list[Annotation]) -> list[str]:
    """Every page of this class, its assignment and its notes."""
    keys: dict[str, list[Any]] = {
        "group": [group.pk],
        "member": [group.pk, group.memberships.get(person=learner).pk],
        "assignment": [assignment.pk],
        "work": [assignment.pk, learner.pk],
    }
    rows = [(name, row) for name, row in MATRIX.items() if row.method == "get" and row.of in OF_A_CLASS]
    found = [reverse(name, args=keys[row.of]) for name, row in rows]
    found += [reverse(name, args=[note.pk]) for note in notes for name in ("annotation", "card", "history")]
    return [
        f"{site}{address}" for address in [*found, *(reverse(n, args=[notes[0].text_id]) for n in ("reader", "spans"))]
    ]


def test_thirty_are_set_to_work_reviewed_by_keyboard_and_told_after_the_release(
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    watch: Any,
    instructor: User,
    outsider: User,
    learners: list[User],
    article: Text,
) -> None:
    watch.expected.append("404")
    teacher, first, second, outside = (opened(**WIDE) for _ in range(4))
    for page, who in ((teacher, instructor), (first, learners[0]), (second, learners[1]), (outside, outsider)):
        sign_in(page, who)
    group = make_a_class(teacher, site, learners)
    assignment = set_the_article(teacher, site, group)

    shared: Any = {"visibility": "group", "group": group, "assignment": assignment}
    for number, learner in enumerate(learners[2:], 2):
        make_note(article, learner, words=f"{number:02}th offer", body=f"Scripted {number}", **shared)
        make_note(article, learner, "questioning", words=f"{number:02}th offer", body="Scripted, why?", **shared)
    write_by_hand(first, site, ["00th offer", "01th offer"], "Zanzibar")
    write_by_hand(second, site, ["02th offer", "03th offer"], "Quagga")
    expect(card(second, "Zanzibar 1")).to_be_visible()
    assert Annotation.objects.filter(assignment=assignment).count() == 60

    teacher.goto(f"{site}{assignment.get_absolute_url()}")
    teacher.get_by_role("link", name="Review desk").click()
    expect(teacher.locator("[data-desk-list][data-ready]")).to_be_visible()
    teacher.keyboard.press("r")
    review_by_keyboard(teacher, 30)
    assert Review.objects.filter(state="reviewed", marks__level__points=2).count() == 30
    assert NoteReview.objects.filter(reviewed=True).count() == 60

    feedback, note = f"{site}{reverse('feedback', args=[assignment.pk])}", Annotation.objects.get(body="Zanzibar 1")
    assert (answer := first.goto(feedback)) and answer.status == 404
    first.goto(f"{site}{note.get_absolute_url()}")
    ready(first)
    expect(first.locator("body")).not_to_contain_text("Say why.")

    teacher.get_by_role("link", name="Release").press("Enter")
    teacher.get_by_role("button", name="Release to 30 learners").press("Enter")
    expect(teacher.get_by_text("Released to 30 learners.")).to_be_visible()
    teacher.goto(f"{site}{reverse('overview', args=[assignment.pk])}")
    with teacher.expect_download() as coming:
        teacher.get_by_role("link", name="CSV").first.click()
    assert coming.value.path().read_text().count("Scripted") == 56

    first.goto(feedback)
    expect(first.get_by_text("Say why.")).to_be_visible()
    expect(first.locator("main")).to_contain_text("2 of your 2 notes were read")
    expect(first.locator("main")).to_contain_text("With the passage")
    assert broken_rules(first) == []
    for page, seen in ((first, True), (second, False)):
        page.goto(f"{site}{note.get_absolute_url()}")
        ready(page)
        shown = page.locator(f"#annotation-{note.pk} .card__feedback")
        expect(shown).to_have_count(1 if seen else 0)

    every = addresses(site, group, assignment, learners[0], [note, Annotation.objects.get(body="Scripted 2")])
    assert len(every) > 30
    asked = {address: outside.request.get(address).status for address in every}
    assert {address for address, status in asked.items() if status != 404} == set()
