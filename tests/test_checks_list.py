"""The list of all quote checks of a text: every number leads to as many rows, and no number tells a first verdict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Annotation, Check, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from tests.test_checking import client_of, words_of
from texts.models import Text

pytestmark = pytest.mark.django_db

WORDS = "One two three four five six seven eight nine ten."
FINDING = {"attribution": "confirmed", "context": "fair"}


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(WORDS, author=instructor, title="The article")


def check(text: Text, author: User, words: str, *found: tuple[User, str]) -> Annotation:
    note = make_note(text, author, "assessing", words, check=Check(speaker=f"Speaker of {words}"))
    Source.objects.create(quote_check=note.quote_check, citation="A book.", excerpt=words, added_by=author)
    for reader, wording in found:
        note.quote_check.give(Verdict(reader=reader, wording=wording, **FINDING))
    return note


@pytest.fixture
def busy(article: Text, learner1: User, learner2: User, outsider: User) -> Text:
    """One check of every state; "nine" was confirmed exact and then changed."""
    comment = make_text("Two again.", author=learner1, parent=article)
    check(comment, learner1, "Two")
    check(article, learner1, "One")
    check(article, learner1, "two").quote_check.claim(learner2)
    check(article, learner1, "three", (learner2, "altered"))
    for words, wording in (("four", "exact"), ("five", "altered"), ("six", "not_found"), ("nine", "exact")):
        check(article, learner1, words, (learner2, wording), (outsider, wording))
    check(article, learner1, "seven", (learner2, "exact"), (outsider, "altered"))
    make_note(article, learner1, "assessing", "eight", visibility="private")
    publish(article, WORDS.replace("nine", "9"), author=learner1, base=article.latest)
    return article


def page(article: Text, person: User | None = None, **query: str) -> Any:
    client = client_of(person) if person else Client()
    return client.get(reverse("checks", args=[article.pk], query=query or None))


def numbers(answer: Any) -> dict[str, int]:
    found = re.findall(r'\?state=([\w-]+)"[^>]*>[^<]*<span class="states__count">(\d+)', answer.content.decode())
    return {key: int(number) for key, number in found}


def test_every_number_leads_to_a_list_of_as_many_rows(busy: Text) -> None:
    found = numbers(page(busy))
    assert found == {
        "open": 2,
        "claimed": 1,
        "proposed": 1,
        "sound": 2,
        "altered": 1,
        "not-found": 1,
        "doubtful": 0,
        "disputed": 1,
        "changed": 1,
    }
    for key, number in found.items():
        answer = page(busy, state=key)
        assert answer.content.decode().count('class="row-quote"') == number, key
    assert "Changed since it was checked" in words_of(page(busy, state="changed"))


def test_checks_stand_in_reading_order(busy: Text) -> None:
    said = words_of(page(busy))
    places = [said.index(f"Speaker of {word}") for word in ("One", "two", "three", "four", "five", "six", "seven")]
    assert places == sorted(places) and said.rindex("Speaker of Two") > places[-1]
    assert "9 quotations" in said


def test_a_private_check_counts_for_its_author_alone(busy: Text, learner1: User, learner2: User) -> None:
    assert numbers(page(busy, learner1))["open"] == 3
    assert numbers(page(busy, learner2))["open"] == 2


def test_no_number_tells_what_a_first_verdict_says(busy: Text) -> None:
    before = [words_of(page(busy, state=key)) for key in ("sound", "altered", "not-found")]
    Verdict.objects.filter(disclosed=None).update(wording="not_found")
    assert [words_of(page(busy, state=key)) for key in ("sound", "altered", "not-found")] == before


def test_the_list_of_a_comment_is_that_of_its_article(busy: Text) -> None:
    comment = busy.comments.get()
    assert page(comment).headers["Location"] == reverse("checks", args=[busy.pk])
    assert page(busy, state="nonsense").status_code == 404


def test_an_empty_list_says_how_to_begin(article: Text) -> None:
    assert "No quotation of this text has been taken up yet." in words_of(page(article))
    assert "in that state" in words_of(page(article, state="disputed"))


def test_the_reader_leads_to_the_list(article: Text) -> None:
    html = Client().get(reverse("reader", args=[article.pk])).content.decode()
    assert f'href="{reverse("checks", args=[article.pk])}"' in html


def test_long_lists_are_in_pages_and_ask_few_queries(
    article: Text, learner1: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(55):
        check(article, learner1, "One")
    client = client_of(learner1)
    with django_assert_max_num_queries(10):
        first = client.get(reverse("checks", args=[article.pk]))
    assert "55 quotations, 1 to 50 on this page" in words_of(first)
    assert page(article, learner1, page="2").content.decode().count('class="row-quote"') == 5
