"""A group from its first page to a note that nobody outside can find, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotator.groups.models import Group, Invitation
from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.browser.conftest import SignIn, broken_rules
from tests.browser.reading import card, choose, composer, drag_over, open_reader, ready, save
from tests.browser.test_axe import WINDOWS
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = {"viewport": {"width": 1280, "height": 800}}


def test_a_group_is_made_joined_by_link_and_written_in_unseen_by_others(
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    watch: Any,
    instructor: User,
    learner1: User,
    learner2: User,
) -> None:
    article = make_text("The Molotov pact was signed. Nobody answered.", author=instructor, title="The pact")
    teacher, learner, outside = (opened(**WIDE) for _ in range(3))
    for page, person in ((teacher, instructor), (learner, learner1), (outside, learner2)):
        sign_in(page, person)

    teacher.goto(f"{site}/groups/")
    teacher.get_by_role("link", name="Make a group").click()
    teacher.get_by_label("Name").fill("Saturday readers")
    teacher.get_by_label("Reading group").check()
    teacher.get_by_role("button", name="Make it").click()
    teacher.get_by_role("link", name="Show it a text").click()
    teacher.get_by_role("button", name="Show The pact to the group").click()
    teacher.get_by_role("link", name="← Saturday readers").click()
    teacher.get_by_role("link", name="People and links").click()
    teacher.get_by_label("For how many").fill("1")
    teacher.get_by_role("button", name="Make the link").click()
    link = teacher.get_by_role("textbox", name="Joining link").input_value()

    learner.goto(link)
    expect(learner.get_by_role("heading", name="Join “Saturday readers”?")).to_be_visible()
    learner.get_by_role("button", name="Join").click()
    learner.get_by_role("link", name="The pact").first.click()
    ready(learner)
    drag_over(learner, "Molotov")
    choose(learner, "Note")
    expect(composer(learner).get_by_label("Saturday readers: you, 1 instructor", exact=True)).to_be_checked()
    composer(learner).get_by_label("In your words").fill("Zanzibar")
    save(learner)
    card(learner, "Zanzibar").wait_for()
    note = Annotation.objects.get()
    assert (note.visibility, str(note.group)) == ("group", "Saturday readers")

    teacher.goto(f"{site}{reverse('group', args=[note.group_id])}")
    expect(teacher.locator("main")).to_contain_text("Zanzibar")

    watch.expected += ["404", "410"]
    open_reader(outside, site, article)
    expect(outside.locator("body")).not_to_contain_text("Zanzibar")
    for name, key in (("annotation", note.pk), ("card", note.pk), ("history", note.pk), ("group", note.group_id)):
        answer = outside.goto(f"{site}{reverse(name, args=[key])}")
        assert answer and answer.status == 404
    for name in ("notes-of-text", "spans"):
        outside.goto(f"{site}{reverse(name, args=[article.pk])}")
        assert "Zanzibar" not in outside.content() and str(note.handle) not in outside.content()
    outside.goto(link)
    expect(outside.locator("main")).to_contain_text("as many as it was made for")


def test_the_next_note_begins_with_the_audience_of_the_last(
    page: Page, site: str, sign_in: SignIn, instructor: User, learner1: User
) -> None:
    article = make_text("The Molotov pact was signed. Nobody answered.", author=instructor, title="The pact")
    make_class(instructor, article, learner=[learner1])
    sign_in(page, learner1)
    open_reader(page, site, article)
    drag_over(page, "Molotov")
    choose(page, "Note")
    composer(page).get_by_label("History 101: you, 1 instructor", exact=True).check()
    composer(page).get_by_label("In your words").fill("For us")
    save(page)
    card(page, "For us").wait_for()
    drag_over(page, "Nobody")
    choose(page, "Note")
    expect(composer(page).get_by_label("History 101: you, 1 instructor", exact=True)).to_be_checked()


@pytest.mark.parametrize("window", WINDOWS)
def test_axe_finds_nothing_on_the_pages_of_a_group(
    opened: Callable[..., Page],
    site: str,
    sign_in: SignIn,
    instructor: User,
    learner1: User,
    learner2: User,
    window: str,
) -> None:
    article = make_text("The Molotov pact was signed.", author=instructor, title="The pact")
    group = make_class(instructor, article, learner=[learner1], observer=[learner2])
    make_note(article, learner1, visibility="group", group=group, words="Molotov")
    Invitation.objects.create(group=group, address="new@example.org", created_by=instructor)
    link = Invitation(group=group, created_by=instructor)
    token = link.make_token()
    link.save()
    page = opened(**WINDOWS[window])
    sign_in(page, instructor)
    own = ["group", "group-people", "group-settings", "group-texts", "add-list", "leave-group"]
    addresses = [reverse("groups"), reverse("new-group"), *(reverse(name, args=[group.pk]) for name in own)]
    addresses += [reverse("remove-person", args=[group.pk, group.memberships.get(person=learner1).pk])]
    wrong = [line for address in addresses for line in _wrong_on(page, site, address)]
    page.goto(f"{site}{reverse('add-list', args=[group.pk])}")
    page.get_by_label("Addresses").fill("new@example.org\nother@example.org\noops")
    page.get_by_role("button", name="See what happens").click()
    page.get_by_role("heading", name="What happens").wait_for()
    wrong += _wrong_here(page, "list")
    sign_in(page, learner1)
    wrong += _wrong_on(page, site, reverse("move-note", args=[Annotation.objects.get().pk]))
    outsider = User.objects.create_user("new", "elsewhere@example.org")
    sign_in(page, outsider)
    wrong += _wrong_on(page, site, reverse("groups")) + _wrong_on(page, site, reverse("join-group", args=[token]))
    assert wrong == []
    assert Group.objects.count() == 1


def _wrong_on(page: Page, site: str, address: str) -> list[str]:
    page.goto(f"{site}{address}")
    return _wrong_here(page, address)


def _wrong_here(page: Page, name: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{name} {line}" for line in broken_rules(page)] + ([f"{name} is {wide} px too wide"] if wide > 0 else [])
