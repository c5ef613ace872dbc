"""An article lists the quotations whose source it is, as far as its reader may read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.notes.models import Annotation, Source
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

WORDS = "Nobody answered the letter."


@pytest.fixture
def memoirs(instructor: User) -> Text:
    return make_text(WORDS, author=instructor, title="Memoirs")


def quote(found: Text, by: User, title: str, words: str = "answered", **fields: Any) -> Annotation:
    """A check in another text, whose source is found in the words of `found`."""
    text = make_text(f"He wrote that nobody {words} him.", author=by, title=title)
    note = make_note(text, by, "assessing", words, **fields)
    start = WORDS.index(words)
    place = {"found_revision": found.latest, "found_start": start, "found_end": start + len(words)}
    Source.objects.create(quote_check=note.quote_check, citation=title, added_by=by, found_text=found, **place)
    return note


def quoted_in(client: Client, text: Text, person: User | None = None) -> list[str]:
    """The titles of what is listed as quoting `text`."""
    if person:
        client.force_login(person)
    page = client.get(reverse("quoted-in", args=[text.pk]))
    assert page.status_code == 200
    return [str(source.quote_check.annotation.text) for source in page.context["sources"]]


def test_a_reader_finds_what_quotes_an_article_in_the_order_of_its_words(
    client: Client, memoirs: Text, learner1: User, instructor: User
) -> None:
    comment = make_text(WORDS, author=instructor, parent=memoirs)
    quote(comment, learner1, "Of the comment")
    quote(memoirs, learner1, "Of the letter", "letter")
    quote(memoirs, learner1, "Of the answer")
    assert quoted_in(client, memoirs) == ["Of the answer", "Of the letter", "Of the comment"]
    assert client.get(reverse("quoted-in", args=[comment.pk])).headers["Location"].endswith(f"{memoirs.pk}/quoted-in/")
    assert b"Quoted in 3 places" in client.get(reverse("checks", args=[memoirs.pk])).content
    assert reverse("quoted-in", args=[memoirs.pk]).encode() in client.get(memoirs.get_absolute_url()).content


def test_nobody_learns_from_it_of_a_note_they_cannot_read(
    client: Client, memoirs: Text, learner1: User, outsider: User
) -> None:
    quote(memoirs, learner1, "For myself", visibility="private")
    gone = quote(memoirs, learner1, "Taken away")
    gone.remove()
    assert quoted_in(client, memoirs, outsider) == []
    assert reverse("quoted-in", args=[memoirs.pk]).encode() not in client.get(memoirs.get_absolute_url()).content
    assert quoted_in(client, memoirs, learner1) == ["For myself"]


def test_the_list_needs_as_many_queries_for_many_as_for_one(
    client: Client, memoirs: Text, learner1: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        quote(memoirs, learner1, f"Text {number}")
    with django_assert_max_num_queries(4):
        assert len(quoted_in(client, memoirs)) == 4
