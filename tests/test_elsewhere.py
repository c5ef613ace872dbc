"""Raising one typo query offers near spellings, and the same words elsewhere; ticking makes linked queries."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Anchor, Annotation, Query
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

SOURCE = "The Molotov-Ribbnetrop pact. Von Ribbnetrop signed it; *Ribbnetrop* smiled. Ribbnetrops are others."


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(SOURCE, author=instructor)


@pytest.fixture
def comment(article: Text, instructor: User) -> Text:
    return make_text("Ribbentrop, not Ribbnetrop. Ribbentrop!", author=instructor, parent=article)


@pytest.fixture
def reader(client: Client, learner1: User) -> Client:
    client.force_login(learner1)
    return client


def place(text: Text, words: str = "Ribbnetrop") -> dict[str, Any]:
    assert text.latest
    start = text.latest.plain.index(words)
    return {"exact": words, "revision": str(text.latest.pk), "start": start}


def hints(client: Client, text: Text, **fields: Any) -> str:
    answer = client.get(reverse("query-hints", args=[text.pk]), {**place(text), **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def keys(page: str) -> list[str]:
    return re.findall(r'name="also" value="([^"]+)"', page)


def send(client: Client, text: Text, **fields: Any) -> Any:
    asked = place(text)
    data = {
        **asked,
        "end": asked["start"] + len(asked["exact"]),
        "motivation": "editing",
        "visibility": "public",
        "proposed": "Ribbentrop",
        "category": "name",
        "client_id": str(uuid.uuid4()),
        **fields,
    }
    return client.post(reverse("annotate", args=[text.pk]), data, headers={"HX-Request": "true"})


def queried() -> list[tuple[str, int | None]]:
    standing = Anchor.objects.current().order_by("annotation__text__place", "start")
    return [(anchor.annotation.text.kind, anchor.start) for anchor in standing.select_related("annotation__text")]


def test_near_spellings_come_with_how_often_they_stand(reader: Client, article: Text, comment: Text) -> None:
    page = hints(reader, article)
    assert 'data-propose="Ribbentrop"' in page and "2 times in 1 text" in page


def test_spellings_of_texts_that_one_cannot_read_are_not_offered(
    reader: Client, article: Text, instructor: User, settings: Any
) -> None:
    make_text("Ribbentrop, Ribbentrop and Ribbentrop, Ribbentrop, Ribbentrop.", author=instructor, readers="members")
    assert "data-propose" in hints(reader, article)
    reader.logout()
    assert reader.get(reverse("query-hints", args=[article.pk]), place(article)).status_code == 302


def test_the_same_words_are_listed_but_not_the_place_asked_about(reader: Client, article: Text, comment: Text) -> None:
    page = hints(reader, article)
    assert "stand 3 times more" in page and len(keys(page)) == 3
    assert "Comment 1" in page and "Query them all" in page
    own = f"{article.latest_id}:{place(article)['start']}"
    assert own not in keys(page)


def test_a_page_that_is_older_than_the_text_knows_its_place_still(
    reader: Client, article: Text, instructor: User
) -> None:
    seen = place(article)
    publish(article, "An opening. " + SOURCE, author=instructor, base=article.latest)
    article.refresh_from_db()
    page = hints(reader, article, **seen)
    assert len(keys(page)) == 2 and f"{article.latest_id}:{seen['start'] + 12}" not in keys(page)


def test_ticking_all_makes_linked_queries_each_on_its_words(
    reader: Client, article: Text, comment: Text, learner1: User
) -> None:
    assert send(reader, article, everywhere="on", tags="names", body="See the index.").status_code == 201
    queries = Query.objects.all()
    assert len(queries) == 4 and len({query.link for query in queries}) == 1
    assert {(query.proposed, query.category) for query in queries} == {("Ribbentrop", "name")}
    notes = Annotation.objects.all()
    assert {(note.author, note.exact, note.body) for note in notes} == {(learner1, "Ribbnetrop", "See the index.")}
    assert {tag.name for note in notes for tag in note.tags.all()} == {"names"}
    for anchor in Anchor.objects.select_related("revision"):
        assert anchor.revision.plain[anchor.start : anchor.end] == "Ribbnetrop"


def test_ticking_one_makes_one_more(reader: Client, article: Text, comment: Text) -> None:
    chosen = keys(hints(reader, article))[-1]
    assert send(reader, article, also=[chosen]).status_code == 201
    assert sorted(queried()) == [("article", 12), ("comment", 16)]


def test_sending_twice_makes_each_once(reader: Client, article: Text, comment: Text) -> None:
    client_id = str(uuid.uuid4())
    for _ in range(2):
        send(reader, article, everywhere="on", client_id=client_id)
    assert Query.objects.count() == 4 and Query.objects.filter(link=None).count() == 0


def test_places_that_one_has_queried_already_are_left_out(
    reader: Client, article: Text, comment: Text, learner1: User, learner2: User
) -> None:
    make_note(comment, learner1, "editing")
    make_note(article, learner2, "editing")
    assert len(keys(hints(reader, article))) == 2
    send(reader, article, everywhere="on")
    assert Query.objects.filter(annotation__author=learner1).count() == 4


def test_a_single_query_is_not_linked(reader: Client, article: Text) -> None:
    send(reader, article)
    assert Query.objects.get().link is None


def test_places_listed_before_a_text_changed_are_asked_about_again(
    reader: Client, article: Text, comment: Text, instructor: User
) -> None:
    chosen = keys(hints(reader, article))
    publish(comment, "Not Ribbnetrop.", author=instructor, base=comment.latest)
    answer = send(reader, article, also=chosen)
    assert answer.status_code == 422 and "have changed since these places" in answer.content.decode()
    assert not Query.objects.exists()


def test_more_places_than_the_most_are_cut_and_it_says_so(reader: Client, instructor: User) -> None:
    article = make_text("Ribbnetrop. " * 60, author=instructor)
    page = hints(reader, article)
    assert "stand 59 times more" in page and "the first 50 of them" in page and len(keys(page)) == 50
    send(reader, article, everywhere="on")
    assert Query.objects.count() == 51


def test_other_kinds_of_note_stay_alone(reader: Client, article: Text, comment: Text) -> None:
    send(reader, article, motivation="commenting", body="A thought.", everywhere="on")
    assert Annotation.objects.count() == 1


def test_hints_ask_a_bounded_number_of_queries(
    reader: Client, article: Text, comment: Text, instructor: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make_text("Ribbnetrop.", author=instructor, parent=article)
    with django_assert_max_num_queries(14):
        hints(reader, article)
