"""The printable report of a text's quote checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.exchange.views import reports
from annotator.library.publishing import publish
from annotator.notes.models import Annotation, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

QUOTED = "not bought into the scale and keft a mark"


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(f"Churchill wrote “{QUOTED}” in 1948.", author=instructor, title="The pact")


@pytest.fixture
def check(article: Text, learner1: User) -> Annotation:
    note = make_note(article, learner1, "assessing", QUOTED)
    source(note, learner1)
    return note


def source(note: Annotation, by: User) -> None:
    Source.objects.create(
        quote_check=note.quote_check,
        citation="The Gathering Storm",
        locator="p. 301",
        excerpt="not brought into the scale and left a mark",
        added_by=by,
    )


def judge(note: Annotation, reader: User, **found: str) -> None:
    verdict = {"wording": "altered", "attribution": "confirmed", "context": "misleading", **found}
    note.quote_check.give(Verdict(reader=reader, reason="Quagga-55", **verdict))


def report(client: Client, text: Text) -> Any:
    return client.get(reverse("checks-report", args=[text.pk]))


def test_a_report_has_quotation_source_comparison_and_who_asked_when(
    client: Client, article: Text, check: Annotation
) -> None:
    page = report(client, article)
    for words in (QUOTED, "The Gathering Storm, p. 301", "2 words differ", "keft, in the source: left", "Churchill"):
        assertContains(page, words)
    assertContains(page, "at revision 1")
    assertContains(page, "Open: nobody has judged it.")
    assertContains(page, "1 is not confirmed")
    assertContains(page, "1 is open</a>")


def test_verdicts_are_printed_when_two_readers_have_given_theirs(
    client: Client, article: Text, check: Annotation, instructor: User, learner2: User
) -> None:
    judge(check, instructor)
    for reader in (None, learner2, instructor):
        if reader:
            client.force_login(reader)
        page = report(client, article)
        assertNotContains(page, "Quagga-55")
        assertNotContains(page, "context misleading")
        assertContains(page, "one reader has judged, and a second has not")
    judge(check, learner2)
    page = report(client, article)
    assertContains(page, "context misleading", count=2)
    assertContains(page, "All are confirmed.")


def test_a_quotation_that_changed_since_it_was_judged_is_said_to_have(
    client: Client, article: Text, check: Annotation, instructor: User, learner2: User
) -> None:
    for reader in (instructor, learner2):
        judge(check, reader)
    assert article.latest
    publish(article, article.latest.source.replace("keft", "left"), author=instructor, base=article.latest)
    page = report(client, article)
    assertContains(page, "The quotation has changed since")
    assertContains(page, "not bought into the scale and left a mark")


def test_comments_are_in_the_report_of_their_article(
    client: Client, article: Text, check: Annotation, instructor: User, learner1: User
) -> None:
    comment = make_text("She said “one two”.", author=instructor, parent=article, byline="A reader")
    make_note(comment, learner1, "assessing", "one two")
    assertContains(report(client, article), "In comment 1 by A reader")
    assertNotContains(report(client, comment), "Gathering Storm")
    assertContains(report(client, comment), "No source is named")


def test_what_one_may_not_read_is_neither_printed_nor_counted(
    client: Client, article: Text, check: Annotation, learner2: User
) -> None:
    make_note(article, learner2, "assessing", "Churchill wrote", visibility="private", body="Zanzibar")
    assertContains(report(client, article), "1 quotation is or was being checked")
    client.force_login(learner2)
    assertContains(report(client, article), "2 quotations are or were being checked")


def test_a_text_without_checks_leads_to_its_quotations(client: Client, article: Text) -> None:
    assertContains(report(client, article), "?kind=quotation")


def test_a_long_report_says_what_its_page_has(
    client: Client, article: Text, check: Annotation, learner2: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "PAGE", 1)
    make_note(article, learner2, "assessing", "Churchill wrote")
    assertContains(report(client, article), "This page has 1 to 1")


def test_a_report_asks_the_database_few_questions(
    client: Client,
    article: Text,
    learner1: User,
    learner2: User,
    instructor: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for words in ("Churchill", "wrote", "bought", "keft", "mark"):
        note = make_note(article, learner1, "assessing", words)
        source(note, learner1)
        judge(note, instructor)
        judge(note, learner2)
    report(client, article)
    with django_assert_max_num_queries(15):
        report(client, article)
