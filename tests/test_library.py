"""What a reader finds in the library: the texts she may read, what is open on them, and the way to more."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.bench.reading import note_on, store
from annotator.notes.models import Annotation, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text
from texts.spans import Span

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def library(client: Client, **query: Any) -> str:
    answer = client.get(reverse("library"), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def titles(html: str) -> list[str]:
    return re.findall(r'class="entry__title"><a href="[^"]+">(.*?)</a>', html)


def entry(html: str, title: str) -> str:
    """The words of one text's line, as one string with single spaces."""
    found = re.search(rf'<li class="entry"(?:(?!</li>).)*>{title}</a>.*?</li>', html, re.DOTALL)
    assert found, title
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def queries_of(client: Client, **query: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        library(client, **query)
    return len(queries)


# Before there is anything


def test_an_empty_library_leads_an_editor_to_import(instructor: User) -> None:
    html = library(signed_in(instructor))
    assert "Nothing to read yet" in html
    assert f'href="{reverse("import")}"' in html


def test_an_empty_library_tells_others_who_will_fill_it(learner1: User) -> None:
    for client in (Client(), signed_in(learner1)):
        html = library(client)
        assert "An editor of this site will put texts here." in html
        assert reverse("import") not in html
    assert reverse("account_login") in library(Client())


def test_only_an_editor_is_offered_to_import(instructor: User, learner1: User) -> None:
    make_text(author=instructor)
    assert reverse("import") in library(signed_in(instructor))
    assert reverse("import") not in library(signed_in(learner1))
    assert reverse("import") not in library(Client())


# Who finds what


def test_a_visitor_does_not_find_a_text_for_members(instructor: User, learner1: User) -> None:
    make_text(author=instructor, title="Open")
    make_text(author=instructor, title="Closed", readers="members")
    assert titles(library(Client())) == ["Open"]
    assert titles(library(Client(), q="closed")) == []
    assert titles(library(signed_in(learner1))) == ["Closed", "Open"]
    assert "for signed-in people" in entry(library(signed_in(learner1)), "Closed")


def test_comments_are_not_listed_as_texts(instructor: User) -> None:
    article = make_text(author=instructor, title="Article")
    make_text("A comment.", author=instructor, parent=article)
    html = library(Client())
    assert titles(html) == ["Article"]
    assert "1 text<" in html


def test_a_title_with_markup_is_words(instructor: User) -> None:
    make_text(author=instructor, title='<b>Bold</b> & "quoted"', byline="<i>A</i>")
    raw = Client().get(reverse("library")).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;quoted&quot;" in raw
    assert "<b>Bold" not in raw and "<i>A" not in raw


# Counts


@pytest.fixture
def busy(instructor: User, learner1: User, learner2: User) -> Text:
    """An article with two comments, and notes of every kind and state on it and on its comments."""
    article = make_text(author=instructor, title="Busy")
    comment = make_text("Ribbnetrop wrote this.", author=instructor, parent=article)
    make_text("Nothing noted here.", author=instructor, parent=article)
    make_note(article, learner1)
    make_note(article, learner1, "editing")
    make_note(comment, learner2, "editing")
    make_note(comment, learner2, "editing").query.decide("stet", instructor, "It says so.")
    make_note(article, learner2, "assessing")
    make_note(comment, learner1, "assessing", visibility="private")
    make_note(article, learner1, "editing", visibility="private")
    make_note(article, learner1).remove()
    return article


def test_counts_are_of_the_article_and_its_comments_together(busy: Text, outsider: User) -> None:
    line = entry(library(signed_in(outsider)), "Busy")
    assert line == "Busy 5 notes 2 open typo queries 1 quote unchecked 2 comments"


def test_a_reader_s_own_private_notes_count_for_her_alone(busy: Text, learner1: User) -> None:
    assert "7 notes 3 open typo queries 2 quotes unchecked" in entry(library(signed_in(learner1)), "Busy")
    assert "5 notes 2 open typo queries 1 quote unchecked" in entry(library(Client()), "Busy")


def test_a_confirmed_check_is_no_longer_unchecked(busy: Text, learner1: User, learner2: User) -> None:
    check = Annotation.objects.get(motivation="assessing", visibility="public").quote_check
    Source.objects.create(quote_check=check, citation="A book.", added_by=learner1)
    for reader in (learner1, learner2):
        signed_in(reader).post(
            reverse("verdict", args=[check.pk]),
            {"wording": "altered", "attribution": "confirmed", "context": "fair"},
        )
    assert Verdict.objects.count() == 2
    assert "unchecked" not in entry(library(Client()), "Busy")


def test_the_counts_lead_to_lists_of_as_many(busy: Text, learner1: User) -> None:
    for client in (Client(), signed_in(learner1)):
        links = re.findall(r'href="([^"]+)">(\d+) (note|open typo|quote)', library(client))
        assert len(links) == 3
        for address, count, _ in links:
            assert client.get(address).content.decode().count('<article class="card') == int(count)


def test_a_text_without_notes_says_so(instructor: User) -> None:
    make_text(author=instructor, title="Quiet")
    assert entry(library(Client()), "Quiet") == "Quiet 0 notes"


def test_more_than_a_thousand_notes_are_told_as_that(instructor: User, learner1: User, learner2: User) -> None:
    make_text(author=instructor, title="Quiet")
    text = make_text(author=instructor, title="Loud")
    store([note_on(text, Span(0, 3), "commenting", learner1, handle=n) for n in range(1_000)])
    make_note(text, learner2, visibility="private")
    assert entry(library(Client()), "Loud") == "Loud 1,000 notes"
    assert "over 1" not in library(Client(), sort="notes")
    mine = library(signed_in(learner2), sort="notes")
    assert entry(mine, "Loud") == "Loud over 1,000 notes"
    assert "Those with over 1,000 notes come first" in mine and titles(mine) == ["Loud", "Quiet"]
    assert "1001 notes" in signed_in(learner2).get(reverse("notes-of-text", args=[text.pk])).content.decode()


# Searching, sorting, turning pages


@pytest.fixture
def shelf(instructor: User, learner1: User) -> list[Text]:
    rows = [
        ("Émile", "J. J. Rousseau", "Duchesne"),
        ("apology", "Plato", ""),
        ("Zeno's Conscience", "Svevo", "Cappelli"),
    ]
    texts = [make_text(author=instructor, title=t, byline=b, publisher=p) for t, b, p in rows]
    make_note(texts[1], learner1)
    return texts


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("apology", ["apology"]),
        ("APOLOGY", ["apology"]),
        ("plato", ["apology"]),
        ("cappelli", ["Zeno's Conscience"]),
        ("rousseau Émile", ["Émile"]),
        ("plato conscience", []),
        ("%", []),
        ("_", []),
        ("Molotov", []),
        ("'", ["Zeno's Conscience"]),
    ],
)
def test_searching_finds_titles_authors_and_publishers(shelf: list[Text], words: str, found: list[str]) -> None:
    assert titles(library(Client(), q=words)) == found


def test_searching_in_vain_says_so_and_leads_back(shelf: list[Text]) -> None:
    html = library(Client(), q="<Kafka>")
    assert "No text has “<Kafka>” in its title, author or publisher." in html
    assert "/search/?q=%3CKafka%3E" in html, "it may stand in the words of one"
    assert "Show all texts" in html
    assert "<Kafka>" not in Client().get(reverse("library"), {"q": "<Kafka>"}).content.decode()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", [2, 1, 0]),
        ("newest", [2, 1, 0]),
        ("oldest", [0, 1, 2]),
        ("notes", [1, 2, 0]),
        ("no such order", [2, 1, 0]),
    ],
)
def test_texts_stand_in_the_order_asked_for(shelf: list[Text], sort: str, order: list[int]) -> None:
    assert titles(library(Client(), sort=sort)) == [shelf[place].title for place in order]


def test_titles_are_sorted_without_regard_to_capitals(instructor: User) -> None:
    for title in ("banana", "Apple", "cherry"):
        make_text(author=instructor, title=title)
    assert titles(library(Client(), sort="title")) == ["Apple", "banana", "cherry"]


def test_turning_the_page_keeps_what_was_asked_for(instructor: User) -> None:
    for number in range(30):
        make_text(author=instructor, title=f"Match {number:02}")
    make_text(author=instructor, title="Other")
    html = library(Client(), q="match", sort="title")
    assert titles(html) == [f"Match {number:02}" for number in range(25)]
    assert "30 texts" in html and "Page 1 of 2" in html
    further = re.search(r'rel="next" href="([^"]+)"', html)
    assert further
    second = unescape(Client().get(further[1] if further[1].startswith("/") else "/" + further[1]).content.decode())
    assert titles(second) == [f"Match {number:02}" for number in range(25, 30)]
    assert 'rel="prev"' in second


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
def test_a_page_that_does_not_exist_is_the_nearest_one(shelf: list[Text], page: str) -> None:
    assert len(titles(library(Client(), page=page))) == 3


def test_a_search_that_is_too_long_is_refused_with_a_sentence(shelf: list[Text]) -> None:
    assert "at most 200 characters" in library(Client(), q="a" * 201)
    assert titles(library(Client(), q="z " * 100)) == ["Zeno's Conscience"]


def test_an_unknown_order_does_not_undo_the_search(shelf: list[Text]) -> None:
    assert titles(library(Client(), q="plato", sort="no such order")) == ["apology"]


def test_forty_texts_cost_no_more_queries_than_two(instructor: User, learner1: User) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            text = make_text(author=instructor)
            make_text("A comment.", author=instructor, parent=text)
            make_note(text, learner1, "editing")

    add(2)
    client = signed_in(learner1)
    few = queries_of(client)
    add(38)
    assert queries_of(client) == few
    assert queries_of(client, q="text", sort="notes") == few
    assert few <= 6
