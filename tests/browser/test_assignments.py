"""An assignment from its first page to what is handed in, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.models import Assignment, Level
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, choose, composer, drag_over, ready, save
from tests.browser.test_axe import WINDOWS
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ("interesting article", "million Soviet troops", "Hitler’s aggression")
WIDE = {"viewport": {"width": 1280, "height": 800}}


def write(page: Page, on: str, kind: str, words: str) -> None:
    drag_over(page, on)
    choose(page, kind)
    composer(page).get_by_label("In your words").fill(words)
    save(page)
    card(page, words).first.wait_for()


def strip(page: Page) -> Any:
    return page.get_by_role("region", name="Assignment")


def enter(page: Page, site: str) -> None:
    """From the list of what is due into the text."""
    page.goto(f"{site}/assignments/")
    page.get_by_role("link", name="Who answered").click()
    page.locator("main ol.rows a").first.click()
    ready(page)


def test_two_learners_see_each_other_only_after_two_notes_and_hand_in(
    opened: Callable[..., Page], site: str, sign_in: SignIn
) -> None:
    call_command("demo", stdout=StringIO())
    for note in Annotation.objects.filter(deleted=None):
        note.remove()
    article = Text.objects.get(kind="article")
    instructor, learner1, learner2 = (
        User.objects.get(username=name) for name in ("instructor", "learner1", "learner2")
    )
    group = make_class(instructor, article, learner=[learner1, learner2])
    teacher, first, second = (opened(**WIDE) for _ in range(3))
    for page, person in ((teacher, instructor), (first, learner1), (second, learner2)):
        sign_in(page, person)

    teacher.goto(f"{site}{reverse('group', args=[group.pk])}")
    teacher.get_by_role("link", name="Set an assignment").click()
    teacher.get_by_label("Title").fill("Who answered")
    teacher.get_by_label("Notes", exact=True).fill("2")
    teacher.get_by_label("Questions", exact=True).fill("1")
    teacher.get_by_label("After they have written some of their own").check()
    teacher.get_by_label("How many of their own come first").fill("2")
    teacher.get_by_role("textbox", name="Criterion 1").fill("Evidence")
    teacher.get_by_label("Its levels").fill("2 Names the passage\n1 Says something")
    teacher.get_by_role("button", name="Save").last.click()
    expect(teacher.get_by_role("heading", name="Who answered")).to_be_visible()
    expect(teacher.locator("main")).to_contain_text("2 have written nothing")
    assert Assignment.objects.get().criteria.get().levels.count() == 2

    enter(first, site)
    expect(strip(first)).to_contain_text("0 of 2 notes")
    drag_over(first, WORDS[0])
    choose(first, "Note")
    expect(composer(first).get_by_label("History 101: you, 1 instructor, 1 classmate", exact=True)).to_be_checked()
    composer(first).get_by_label("In your words").fill("Zanzibar one")
    save(first)
    expect(strip(first)).to_contain_text("1 of 2 notes")
    write(first, WORDS[1], "Note", "Zanzibar two")

    enter(second, site)
    expect(second.locator("body")).not_to_contain_text("Zanzibar")
    expect(strip(second)).to_contain_text("when you have written 2 more notes")
    write(second, WORDS[2], "Note", "Quagga one")
    expect(strip(second)).to_contain_text("1 more note or question")
    second.reload()
    ready(second)
    expect(second.locator("body")).not_to_contain_text("Zanzibar")
    write(second, WORDS[1], "Question", "Quagga two")
    expect(strip(second)).to_contain_text("1 of 1 question")
    second.reload()
    ready(second)
    expect(card(second, "Zanzibar one")).to_be_visible()

    strip(second).get_by_role("link", name="Who answered").click()
    second.get_by_role("button", name="Hand in").click()
    expect(second.get_by_role("heading", name="Hand in less than asked?")).to_be_visible()
    expect(second.locator("main")).to_contain_text("1 of 2 notes")
    second.get_by_role("button", name="Hand in as it is").click()
    expect(second.locator("main")).to_contain_text("Handed in on")

    teacher.reload()
    expect(teacher.locator("main")).to_contain_text("1 of 2 handed in")
    teacher.get_by_role("row", name=str(learner2)).get_by_role("link", name=str(learner2)).click()
    expect(teacher.locator("main")).to_contain_text("Quagga one")


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing_on_the_pages_of_an_assignment(
    opened: Callable[..., Page], site: str, sign_in: SignIn, window: str, instructor: User, learner1: User
) -> None:
    article = make_text(author=instructor, title="The pact")
    group = make_class(instructor, article, learner=[learner1])
    made = Assignment.objects.create(
        group=group,
        title="Close reading of a title that is long enough to wrap",
        instructions="Look *closely*.",
        due=timezone.now() + timedelta(days=2),
        created_by=instructor,
        wanted_notes=2,
        wanted_characters=500,
        peers="after_own",
        peers_after=2,
        points=10,
    )
    made.to_read.create(text=article)
    Level.objects.create(criterion=made.criteria.create(name="Evidence"), words="Some", points=1)
    make_note(article, learner1, visibility="group", group=group, assignment=made)
    made.extensions.create(person=learner1, due=timezone.now() + timedelta(days=4), given_by=instructor)
    own = [made.get_absolute_url(), reverse("assignments"), reverse("work", args=[made.pk, learner1.pk])]
    in_reader = reverse("reader", args=[article.pk], query={"assignment": str(made.pk)})
    setting = [reverse("edit-assignment", args=[made.pk]), reverse("new-assignment", args=[group.pk])]
    for person, pages in ((instructor, [*own, *setting, group.get_absolute_url()]), (learner1, [*own, in_reader])):
        page = opened(**WINDOWS[window])
        sign_in(page, person)
        for address in pages:
            page.goto(f"{site}{address}")
            assert broken_rules(page) == [], address
            if page.viewport_size and page.viewport_size["width"] == 320:
                assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
