"""What leaves the site: fact checks for search engines, web annotations, and nothing that is still blind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.exchange.findings import ATTRIBUTION, CONTEXT, WORDING
from annotator.notes.annotating import annotate
from annotator.notes.models import Annotation, Attribution, Context, Query, Source, Tag, Verdict, Wording
from annotator.people.models import User
from tests.making import make_note, make_text
from tests.schemaorg import problems
from texts.models import Text

pytestmark = pytest.mark.django_db

QUOTED = "They were not bought into the scale against Hitler"
SOURCE = f"Churchill wrote: “{QUOTED}, and keft a mark.”"
FOUND = {"wording": "altered", "attribution": "confirmed", "context": "fair"}

Settle = Callable[..., Annotation]


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(
        SOURCE, author=instructor, title="The pact", byline="A. Writer", source_url="https://example.org/pact"
    )


@pytest.fixture
def check(article: Text, learner1: User) -> Annotation:
    """An open check with a source."""
    note = make_note(article, learner1, "assessing", QUOTED, body="Is it *so*?")
    note.quote_check.work, note.quote_check.dated = "The Gathering Storm", "1948"
    note.quote_check.save()
    Source.objects.create(
        quote_check=note.quote_check,
        citation="The Gathering Storm",
        locator="p. 301",
        url="https://example.org/storm",
        excerpt="They were not brought into the scale against Hitler, and left a mark.",
        excerpt_language="en",
        added_by=learner1,
    )
    return note


@pytest.fixture
def settle(instructor: User, learner2: User) -> Settle:
    """Two readers judge a check; the second may differ."""

    def settle(note: Annotation, second: dict[str, str] | None = None, **first: str) -> Annotation:
        for reader, found in ((instructor, {**FOUND, **first}), (learner2, second or {**FOUND, **first})):
            note.quote_check.give(Verdict(reader=reader, reason=f"Quagga-{reader}", **found))
        return note

    return settle


def get(client: Client, name: str, note: Annotation) -> Any:
    return client.get(reverse(name, args=[note.pk]))


def without_token(answer: Any) -> str:
    return re.sub(r"X-CSRFToken[^}]*", "", answer.content.decode())


# ClaimReview


def test_a_confirmed_check_is_a_valid_fact_check(client: Client, check: Annotation, settle: Settle) -> None:
    answer = get(client, "claimreview", settle(check))
    assert answer.headers["Content-Type"] == "application/ld+json"
    review = json.loads(answer.content)
    assert problems(review) == []
    assert review["reviewRating"]["alternateName"] == "Wording altered, attribution confirmed, context fair"
    assert (review["reviewRating"]["ratingValue"], review["reviewRating"]["bestRating"]) == (2, 5)
    assert review["claimReviewed"] == f"“{QUOTED}” – Churchill, The Gathering Storm (1948)"
    claim = review["itemReviewed"]
    assert claim["author"]["name"] == "A. Writer"
    assert claim["about"]["creator"]["name"] == "Churchill"
    assert claim["appearance"]["url"] == f"http://testserver/texts/{check.text_id}/"
    assert review["citation"][0]["name"] == "The Gathering Storm, p. 301"


def test_every_verdict_has_words_and_a_place_on_the_scale() -> None:
    assert set(WORDING) == set(Wording.values)
    assert set(ATTRIBUTION) == set(Attribution.values)
    assert set(CONTEXT) == set(Context.values)


@pytest.mark.parametrize("wording", Wording.values)
@pytest.mark.parametrize("attribution", Attribution.values)
def test_any_verdicts_make_a_valid_fact_check(
    client: Client, check: Annotation, settle: Settle, wording: str, attribution: str
) -> None:
    settle(check, wording=wording, attribution=attribution, context="not_judged")
    assert problems(json.loads(get(client, "claimreview", check).content)) == []


def test_what_is_not_known_is_left_out(client: Client, learner1: User, instructor: User, settle: Settle) -> None:
    note = make_note(make_text("Bare words.", author=instructor, title=""), learner1, "assessing", "words")
    note.quote_check.speaker = ""
    note.quote_check.save()
    Source.objects.create(quote_check=note.quote_check, citation="A book", added_by=learner1)
    review = json.loads(get(client, "claimreview", settle(note)).content)
    assert problems(review) == []
    assert "creator" not in review["itemReviewed"]["about"]


def test_a_check_that_is_not_confirmed_is_not_there(
    client: Client, check: Annotation, instructor: User, learner2: User
) -> None:
    blank = get(client, "claimreview", check)
    assert blank.status_code == 404
    check.quote_check.give(Verdict(reader=instructor, reason="Quagga", **FOUND))
    judged = get(client, "claimreview", check)
    assert (judged.status_code, without_token(judged)) == (404, without_token(blank))
    client.force_login(instructor)
    assert get(client, "claimreview", check).status_code == 404
    check.quote_check.give(Verdict(reader=learner2, **{**FOUND, "context": "cut"}))
    assert get(client, "claimreview", check).status_code == 404


def test_a_check_that_was_opened_again_is_gone(
    client: Client, check: Annotation, settle: Settle, instructor: User
) -> None:
    settle(check)
    check.quote_check.reopen(instructor, "Another edition.")
    assert get(client, "claimreview", check).status_code == 404


def test_a_private_check_is_there_for_its_author_alone(
    client: Client, article: Text, learner1: User, settle: Settle
) -> None:
    note = make_note(article, learner1, "assessing", QUOTED, visibility="private")
    Source.objects.create(quote_check=note.quote_check, citation="A book", added_by=learner1)
    assert get(client, "claimreview", settle(note)).status_code == 404
    client.force_login(learner1)
    assert get(client, "claimreview", note).status_code == 200


@pytest.mark.pure
@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_the_rules_refuse_what_is_no_fact_check(document: Any) -> None:
    assert problems(document)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"claimReviewed": ""}, "needs claimReviewed"),
        ({"url": "storm"}, "not among"),
        ({"datePublished": "1948-13"}, "not among"),
        ({"appearance": {"@type": "CreativeWork"}}, "no such property"),
        ({"reviewRating": {"@type": "Rating", "alternateName": "x", "ratingValue": 9}}, "not on a scale"),
        ({"author": {"@type": "Person"}}, "needs name"),
        ({"verdict": "false"}, "unknown property"),
    ],
)
def test_the_rules_see_each_breach(wrong: dict[str, Any], said: str) -> None:
    rating = {"@type": "Rating", "alternateName": "Altered", "ratingValue": 2, "bestRating": 5, "worstRating": 1}
    right = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://example.org/1",
        "claimReviewed": "He said so.",
        "reviewRating": rating,
    }
    assert problems(right) == []
    assert said in " ".join(problems({**right, **wrong}))


# Web annotations


def annotation(client: Client, note: Annotation) -> dict[str, Any]:
    answer = get(client, "web-annotation", note)
    assert answer.headers["Content-Type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    made: dict[str, Any] = json.loads(answer.content)
    return made


def test_a_note_is_a_web_annotation_on_its_words(client: Client, article: Text, learner1: User) -> None:
    note = make_note(article, learner1, words=QUOTED, body="So *many* words.")
    Tag.objects.create(annotation=note, name="style")
    made = annotation(client, note)
    assert made["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (made["type"], made["motivation"], made["id"]) == (
        "Annotation",
        "commenting",
        f"http://testserver/annotations/{note.pk}",
    )
    assert made["creator"]["name"] == "learner1"
    assert made["body"] == [
        {"type": "TextualBody", "value": "So *many* words.", "format": "text/markdown", "purpose": "commenting"},
        {"type": "TextualBody", "value": "style", "format": "text/plain", "purpose": "tagging"},
    ]
    position, quote = made["target"]["selector"]
    assert (position["start"], position["end"]) == (note.start, note.end)
    assert (quote["exact"], quote["prefix"]) == (QUOTED, note.prefix)
    assert made["target"]["source"] == f"http://testserver/texts/{article.pk}/"
    assert made["target"]["state"]["cached"].endswith("/revisions/1/")


def test_positions_count_code_points(client: Client, instructor: User) -> None:
    note = make_note(make_text("𝔄 word 🙂 and words.", author=instructor), instructor, words="words")
    assert annotation(client, note)["target"]["selector"][0]["start"] == 13


def test_a_typo_query_has_its_proposal_as_a_body(client: Client, article: Text, learner1: User) -> None:
    note = make_note(article, learner1, "editing", "keft", query=Query(proposed="left"), body="A slip.")
    assert [(body["value"], body["purpose"]) for body in annotation(client, note)["body"]] == [
        ("left", "editing"),
        ("A slip.", "commenting"),
    ]


def test_a_highlight_has_no_body_and_keeps_its_colour(client: Client, article: Text, learner1: User) -> None:
    made = annotation(client, make_note(article, learner1, "highlighting", QUOTED, colour="green"))
    assert "body" not in made
    assert made["target"]["styleClass"] == "green"
    assert ".green" in made["stylesheet"]["value"]


def test_a_note_on_the_whole_text_has_no_selector(client: Client, article: Text, learner1: User) -> None:
    whole = Annotation(text=article, revision=article.latest, motivation="commenting", author=learner1, body="Well.")
    note = annotate(whole)
    assert "selector" not in annotation(client, note)["target"]


def test_verdicts_and_sources_stand_in_it_once_two_readers_agree(
    client: Client, check: Annotation, settle: Settle, instructor: User
) -> None:
    before = annotation(client, check)
    client.force_login(instructor)
    assert [body["purpose"] for body in before["body"]] == ["commenting"]
    purposes = [body["purpose"] for body in annotation(client, settle(check))["body"]]
    assert purposes == ["commenting", "assessing", "assessing", "assessing", "linking"]


def test_nothing_of_a_first_verdict_is_in_any_answer(
    client: Client, check: Annotation, instructor: User, outsider: User
) -> None:
    before = annotation(client, check)
    check.quote_check.give(Verdict(reader=instructor, reason="Quagga-55", **FOUND))
    client.force_login(outsider)
    assert annotation(client, check) == before


def test_unchanged_answers_are_not_sent_again(client: Client, check: Annotation) -> None:
    first = get(client, "web-annotation", check)
    again = client.get(reverse("web-annotation", args=[check.pk]), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_each_answer_asks_the_database_few_questions(
    client: Client, check: Annotation, settle: Settle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settle(check)
    for name, most in (("claimreview", 3), ("web-annotation", 6)):
        with django_assert_max_num_queries(most):
            get(client, name, check)
