"""From a judged quote check to typo queries: which words, what for, and who may."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.exchange.proposing import check_to_correct, proposals
from annotator.notes.correcting import accept
from annotator.notes.models import Annotation, Query, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

QUOTED = (
    "They were not bought into the scale against Hitler and were treated with an indifference -not to say "
    "disdain-which keft a mark on Stalin's mind"
)
BOOK = (
    "They were not brought into the scale against Hitler, and were treated with an indifference—not to say "
    "disdain—which left a mark in Stalin’s mind."
)


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(f"Churchill wrote: “{QUOTED}”.", author=instructor, title="The pact")


@pytest.fixture
def check(article: Text, learner1: User, learner2: User, instructor: User) -> Annotation:
    """Confirmed by two readers."""
    note = make_note(article, learner1, "assessing", QUOTED)
    held_against(note, BOOK, learner1)
    for reader in (instructor, learner2):
        judge(note, reader)
    return note


def held_against(note: Annotation, excerpt: str, by: User, **fields: Any) -> Source:
    made: Source = Source.objects.create(
        quote_check=note.quote_check, citation="The Gathering Storm", excerpt=excerpt, added_by=by, **fields
    )
    return made


def judge(note: Annotation, reader: User) -> None:
    note.quote_check.give(Verdict(reader=reader, wording="altered", attribution="confirmed", context="fair"))


def proposed(note: Annotation, reader: User) -> list[tuple[str, str]]:
    return [(one.exact, one.proposed) for one in proposals(check_to_correct(note.pk, reader), reader)]


def differing(quoted: str, source: str, author: User) -> list[tuple[str, str]]:
    """What is proposed for a text that quotes `quoted`."""
    note = make_note(make_text(f"So: {quoted}", author=author), author, "assessing", quoted)
    held_against(note, source, author)
    return proposed(note, author)


def choose(client: Client, note: Annotation, words: str) -> Any:
    """Press the button beside `words`, as it stands on the page."""
    page = client.get(reverse("corrections", args=[note.pk]))
    one = next(one for one in page.context["proposals"] if one.exact == words)
    data = {"key": one.key, "revision": str(page.context["note"].text.latest_id), "client_id": str(uuid.uuid4())}
    return client.post(reverse("corrections", args=[note.pk]), data, follow=True)


def test_each_difference_is_one_proposal_on_exactly_its_words(article: Text, check: Annotation, learner1: User) -> None:
    made = proposals(check_to_correct(check.pk, learner1), learner1)
    assert [(one.exact, one.proposed) for one in made if one.kind in ("spelling", "substitution")] == [
        ("bought", "brought"),
        ("keft", "left"),
        ("on", "in"),
    ]
    assert article.latest
    assert all(one.span.of(article.latest.plain) == one.exact for one in made)


def test_words_left_out_go_after_the_word_before(instructor: User) -> None:
    assert differing("He came home late.", "He came home very late.", instructor) == [("home", "home very")]


def test_words_added_are_proposed_to_go(instructor: User) -> None:
    assert differing("He came back home very late.", "He came home very late.", instructor) == [("back", "")]


def test_one_press_raises_a_typo_query_that_names_the_source_and_the_check(
    client: Client, check: Annotation, learner1: User
) -> None:
    client.force_login(learner1)
    page = choose(client, check, "keft")
    assertContains(page, "A typo query is raised: “keft” → “left”.")
    query = Query.objects.get()
    assert (query.annotation.exact, query.proposed, query.category, query.link) == (
        "keft",
        "left",
        "spelling",
        check.pk,
    )
    assert "The Gathering Storm" in query.annotation.body
    assert str(check.pk) in query.annotation.body_html
    assertContains(page, "<strong>Raised</strong> by learner1")
    assert [one.exact for one in page.context["proposals"] if one.raised] == ["keft"]


def test_sending_twice_raises_one(client: Client, check: Annotation, learner1: User) -> None:
    client.force_login(learner1)
    page = client.get(reverse("corrections", args=[check.pk]))
    one = page.context["proposals"][0]
    data = {"key": one.key, "revision": str(page.context["note"].text.latest_id), "client_id": str(uuid.uuid4())}
    for _ in range(2):
        client.post(reverse("corrections", args=[check.pk]), data)
    assert Query.objects.count() == 1


def test_an_accepted_correction_is_listed_and_no_longer_proposed(
    client: Client, check: Annotation, learner1: User, instructor: User
) -> None:
    client.force_login(learner1)
    choose(client, check, "keft")
    accept(check.text, [Query.objects.get().pk], instructor)
    page = client.get(reverse("corrections", args=[check.pk]))
    assert "keft" not in [one.exact for one in page.context["proposals"]]
    assertContains(page, "accepted, by learner1")
    assert ("bought", "brought") in proposed(check, learner1)


def test_a_page_that_is_older_than_the_text_raises_nothing(
    client: Client, check: Annotation, learner1: User, instructor: User
) -> None:
    client.force_login(learner1)
    page = client.get(reverse("corrections", args=[check.pk]))
    one = page.context["proposals"][0]
    data = {"key": one.key, "revision": str(page.context["note"].text.latest_id), "client_id": str(uuid.uuid4())}
    choose(client, check, "keft")
    accept(check.text, [Query.objects.get().pk], instructor)
    answer = client.post(reverse("corrections", args=[check.pk]), data, follow=True)
    assertContains(answer, "have changed since this page was shown")
    assert Query.objects.count() == 1


def test_before_two_readers_have_judged_nothing_is_proposed(
    client: Client, article: Text, learner1: User, instructor: User
) -> None:
    note = make_note(article, learner1, "assessing", QUOTED)
    held_against(note, BOOK, learner1)
    for reader in (learner1, instructor):
        client.force_login(reader)
        assert client.get(reverse("corrections", args=[note.pk])).status_code == 403
        if reader == learner1:
            judge(note, instructor)
    assert client.get(reverse("corrections", args=[note.pk])).status_code == 403


def test_a_source_in_another_language_proposes_nothing(client: Client, article: Text, learner1: User) -> None:
    note = make_note(article, learner1, "assessing", QUOTED)
    held_against(note, "Sie wurden nicht in die Waagschale geworfen.", learner1, excerpt_language="de")
    assert proposed(note, learner1) == []


def test_the_form_without_javascript_is_filled_in(client: Client, check: Annotation, learner1: User) -> None:
    client.force_login(learner1)
    one = next(one for one in proposals(check_to_correct(check.pk, learner1), learner1) if one.proposed == "left")
    form = client.get(one.write)
    assert form.context["form"].query["proposed"].value() == "left"
    assertContains(form, "keft")
    assertContains(form, "As the source has it: The Gathering Storm")


def test_menus_lead_to_what_a_check_offers(client: Client, check: Annotation, article: Text, learner1: User) -> None:
    fresh = make_note(article, learner1, "assessing", "Churchill")
    client.force_login(learner1)
    card = client.get(reverse("card", args=[check.pk]))
    for name in ("corrections", "claimreview", "web-annotation"):
        assertContains(card, reverse(name, args=[check.pk]))
    other = client.get(reverse("card", args=[fresh.pk]))
    assertContains(other, reverse("web-annotation", args=[fresh.pk]))
    assertNotContains(other, reverse("claimreview", args=[fresh.pk]))
    assertNotContains(other, reverse("corrections", args=[fresh.pk]))


def test_the_page_asks_the_database_few_questions(
    client: Client, check: Annotation, learner1: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(learner1)
    for words in ("keft", "bought", "on"):
        choose(client, check, words)
    with django_assert_max_num_queries(9):
        client.get(reverse("corrections", args=[check.pk]))
