"""The feed of confirmed checks: what anybody may read, in an order that holds, for any site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.exchange import feed
from annotator.notes.models import Annotation, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text("He said “one two three four” there.", author=instructor, title="The pact")


@pytest.fixture
def readers(instructor: User, learner2: User) -> list[User]:
    return [instructor, learner2]


def checked(text: Text, author: User, words: str, readers: list[User], **fields: Any) -> Annotation:
    note = make_note(text, author, "assessing", words, **fields)
    Source.objects.create(quote_check=note.quote_check, citation=f"A book on {words}", added_by=author)
    for reader in readers:
        note.quote_check.give(
            Verdict(reader=reader, wording="exact", attribution="confirmed", context="fair", reason=f"Quagga-{words}")
        )
    return note


def items(client: Client, address: str = "/checks.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(address).content)["items"]
    return found


def test_a_feed_has_what_is_confirmed_the_newest_first(
    client: Client, article: Text, learner1: User, readers: list[User]
) -> None:
    late = checked(article, learner1, "one", readers[:1])
    first = checked(article, learner1, "two", readers)
    late.quote_check.give(Verdict(reader=readers[1], wording="exact", attribution="confirmed", context="fair"))
    found = items(client)
    assert [item["id"] for item in found] == [f"http://testserver/annotations/{note.pk}" for note in (late, first)]
    assert found[1]["title"] == "“two” – Churchill"
    assert found[1]["_quote_check"]["verdicts"] == {"wording": "exact", "attribution": "confirmed", "context": "fair"}
    assert found[1]["_quote_check"]["sources"][0]["citation"] == "A book on two"


def test_nothing_that_is_not_confirmed_or_not_public_is_in_it(
    client: Client, article: Text, learner1: User, readers: list[User], instructor: User
) -> None:
    checked(article, learner1, "one", readers[:1])
    checked(article, learner1, "two", readers, visibility="private")
    members = make_text("He said “five” there.", author=instructor, readers="members")
    checked(members, learner1, "five", readers)
    removed = checked(article, learner1, "three", readers)
    removed.remove()
    for reader in (None, learner1, instructor):
        if reader:
            client.force_login(reader)
        assert items(client) == []
        assert b"Quagga" not in client.get("/checks.json").content
        assert client.get(reverse("text-checks-feed", args=[members.pk])).status_code == 404


def test_a_site_for_members_has_an_empty_feed(
    client: Client, article: Text, learner1: User, readers: list[User], settings: Any
) -> None:
    checked(article, learner1, "one", readers)
    settings.ANONYMOUS_READING = False
    assert items(client) == []
    assert client.get(reverse("text-checks-feed", args=[article.pk])).status_code == 404


def test_the_feed_of_an_article_has_its_comments_and_no_other_text(
    client: Client, article: Text, learner1: User, readers: list[User], instructor: User
) -> None:
    comment = make_text("So: “five six”.", author=instructor, parent=article)
    other = make_text("Not “seven”.", author=instructor)
    notes = [checked(article, learner1, "one", readers), checked(comment, learner1, "five", readers)]
    checked(other, learner1, "seven", readers)
    assert len(items(client, reverse("text-checks-feed", args=[article.pk]))) == len(notes)
    assert len(items(client, reverse("text-checks-feed", args=[comment.pk]))) == 1


def test_pages_follow_each_other_and_lose_nothing_when_something_is_added(
    client: Client, article: Text, learner1: User, readers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE", 2)
    notes = [checked(article, learner1, words, readers) for words in ("one", "two", "three")]
    first = json.loads(client.get("/checks.json").content)
    checked(article, learner1, "four", readers)
    second = json.loads(client.get(first["next_url"]).content)
    assert [item["id"].rsplit("/", 1)[1] for item in [*first["items"], *second["items"]]] == [
        str(note.pk) for note in reversed(notes)
    ]
    assert "next_url" not in second


@pytest.mark.parametrize("after", ["nonsense", "2026-01-01_x", "2026-01-01T00:00:00_" + "0" * 32])
def test_a_place_that_is_none_is_not_found(client: Client, after: str) -> None:
    assert client.get("/checks.json", {"after": after}).status_code == 404


def test_other_sites_may_read_the_feeds_and_no_other_address(
    client: Client, article: Text, learner1: User, readers: list[User]
) -> None:
    note = checked(article, learner1, "one", readers)
    for address in ("/checks.json", reverse("text-checks-feed", args=[article.pk])):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    for name in ("claimreview", "web-annotation", "card"):
        assert "Access-Control-Allow-Origin" not in client.get(reverse(name, args=[note.pk])).headers


def test_an_unchanged_feed_is_not_sent_again(
    client: Client, article: Text, learner1: User, readers: list[User]
) -> None:
    checked(article, learner1, "one", readers)
    first = client.get("/checks.json")
    assert first.headers["Last-Modified"]
    assert client.get("/checks.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/checks.json", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    checked(article, learner1, "two", readers)
    assert client.get("/checks.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_feed_asks_the_database_few_questions(
    client: Client,
    article: Text,
    learner1: User,
    readers: list[User],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for words in ("one", "two", "three", "four"):
        checked(article, learner1, words, readers)
    with django_assert_max_num_queries(3):
        client.get("/checks.json")


def test_pages_lead_to_the_feeds_and_to_json_ld(
    client: Client, article: Text, learner1: User, readers: list[User], instructor: User
) -> None:
    note = checked(article, learner1, "one", readers)
    assertContains(client.get(reverse("library")), 'type="application/feed+json" href="/checks.json"')
    reader = client.get(reverse("reader", args=[article.pk]), {"note": str(note.pk)})
    for name, key in (("text-checks-feed", article.pk), ("web-annotation", note.pk), ("claimreview", note.pk)):
        assertContains(reader, f'href="{reverse(name, args=[key])}"')
    members = make_text("Not for all.", author=instructor, readers="members")
    client.force_login(learner1)
    assertNotContains(client.get(reverse("reader", args=[members.pk])), "feed+json")
    assertNotContains(client.get(reverse("reader", args=[article.pk])), 'rel="alternate" type="application/ld+json"')
