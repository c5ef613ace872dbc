"""Searching notes, replies and texts: on either database the same is found, and nobody finds what they may not read."""

from __future__ import annotations

import html
import re
import uuid
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.finding.models import Entry
from annotator.finding.wordtable import WORDS_ON_SQLITE, index_beginnings
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Query, Tag
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.models import Assignment
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor, title="On the pact")


def page(actor: User | None, q: str, **query: str) -> str:
    client = Client()
    if actor:
        client.force_login(actor)
    answer = client.get(reverse("search"), {"q": q, **query})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def found(actor: User | None, q: str, **query: str) -> list[str]:
    """What the notes and replies that are found say, in order."""
    shown = page(actor, q, **query)
    said = re.findall(r'<span class="hit__said" dir="auto">(.*?)</span>', shown, re.DOTALL)
    return [re.sub(r"<.*?>", "", words).strip() for words in said]


def counts(actor: User | None, q: str) -> dict[str, int]:
    shown = page(actor, q, facets="1")
    rows = re.findall(r'<li><a href="[^"]*"[^>]*>([^<]*?)(?:<.*?)?</a> <span class="facets__count">(\d+)', shown)
    return {name.strip(): int(count) for name, count in rows}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Der Straßenkampf, ein Wort", "STRASSENKAMPF"),
        ("Das war die École", "ecole"),
        ("Слово Молотова", "МОЛОТОВА"),
        ("ﬁne words, don’t you think", '"fine words" "don\'t"'),
        ("Das ist 中文的书 hier", "文的"),
        ("Molotovs Brief", "molot*"),
        ("שָׁלוֹם לכם", "שלום"),
    ],
)
def test_case_and_accents_do_not_matter(said: str, asked: str, text: Text, learner1: User) -> None:
    make_note(text, learner1, body=said)
    make_note(text, learner1, body="Something else")
    assert found(learner1, asked) == [said]


def test_words_are_found_in_what_is_said_quoted_tagged_and_proposed(text: Text, learner1: User) -> None:
    note = make_note(text, learner1, body="One sturgeon", words="Soviet offer", tags=["sources", "Cold War"])
    make_note(text, learner1, "editing", body="A slip")
    assert found(learner1, "sturgeon soviet cold") == ["One sturgeon"]
    assert found(learner1, "ribbentrop") == ["A slip"]
    assert found(learner1, '"sturgeon soviet"') == []  # no phrase reaches over two fields
    assert found(learner1, '"cold war"') == ["One sturgeon"]
    note.amend(learner1, body="One salmon", tags=["rivers"])
    assert found(learner1, "sturgeon") == found(learner1, "cold") == []
    assert found(learner1, "salmon rivers") == ["One salmon"]
    Query.objects.update(proposed="Molotov")
    assert found(learner1, "ribbentrop") == []


def test_phrases_beginnings_and_words_left_out(text: Text, learner1: User) -> None:
    for said in ("the pact of steel", "steel and the pact", "pactum servandum"):
        make_note(text, learner1, body=said)
    assert found(learner1, '"pact of steel"') == ["the pact of steel"]
    assert set(found(learner1, "pact*")) == {"the pact of steel", "steel and the pact", "pactum servandum"}
    assert found(learner1, "pact* -steel") == ["pactum servandum"]
    assert found(learner1, 'steel -"pact of"') == ["steel and the pact"]
    assert found(learner1, "-pact by:me") == ["pactum servandum"]


def test_replies_are_found_and_not_those_that_are_gone(text: Text, learner1: User, learner2: User) -> None:
    note = make_note(text, learner1, body="First")
    reply = add_reply(note, learner2, "A walrus answer")
    assert found(None, "walrus") == ["A walrus answer"]
    assert found(None, "walrus by:learner2 kind:reply") == ["A walrus answer"]
    assert found(None, "walrus by:learner1") == []
    reply.amend(learner2, "A seal answer")
    assert (found(None, "walrus"), found(None, "seal")) == ([], ["A seal answer"])
    reply.remove()
    assert found(None, "seal") == []
    reply.restore()
    note.remove()
    assert found(None, "seal") == found(None, "first") == []


def test_nobody_finds_or_counts_a_private_note_of_others(text: Text, learner1: User, learner2: User) -> None:
    make_note(text, learner1, body="quagga", visibility="private", tags=["zebroid"])
    add_reply(make_note(text, learner1, body="quagga two", visibility="private"), learner1, "quagga three")
    for asked in ("quagga", "zebroid", "tag:zebroid", "is:private", "quagga is:private"):
        assert found(learner2, asked) == found(None, asked) == []
        assert counts(learner2, asked) == {}
    assert len(found(learner1, "quagga")) == 3
    assert "You can read nothing by anybody called" in page(learner2, "by:learner1")


def test_what_is_written_for_a_group_is_found_by_its_members_alone(
    instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    text = make_text(author=instructor, readers="groups")
    group = make_class(instructor, text, learner=[learner1, learner2])
    make_note(text, learner1, body="quagga here", visibility="group", group=group)
    assert found(learner2, "quagga") == found(instructor, 'in:"History 101"') == ["quagga here"]
    assert "No text and no group" in page(outsider, 'in:"History 101"')
    assert found(outsider, "quagga") == [] and "In texts" not in page(outsider, "Soviet")
    assert "In texts" in page(learner2, "Soviet")
    assert counts(learner2, 'quagga in:"History 101"')["History 101"] == 1


def anonymous(instructor: User, text: Text, *learners: User) -> tuple[Group, Assignment]:
    group = make_class(instructor, text, learner=list(learners))
    fields: dict[str, Any] = {"title": "Reading", "created_by": instructor, "anonymous": True, "peers": "always"}
    return group, Assignment.objects.create(group=group, **fields)


def test_peers_who_stay_unnamed_are_betrayed_by_no_search(
    instructor: User, text: Text, learner1: User, learner2: User
) -> None:
    group, assignment = anonymous(instructor, text, learner1, learner2)
    note = make_note(text, learner1, body="quagga", visibility="group", group=group, assignment=assignment)
    add_reply(note, learner1, "quagga again")
    add_reply(note, instructor, "quagga taught")
    assert len(found(learner2, "quagga")) == 3
    assert "learner1" not in page(learner2, "quagga", facets="1")
    assert "You can read nothing by anybody" in page(learner2, "quagga by:learner1")
    assert found(learner2, "-by:instructor quagga") != found(learner2, "quagga")
    assert found(learner2, "quagga by:instructor") == ["quagga taught"]
    assert len(found(instructor, "quagga by:learner1")) == len(found(learner1, "quagga by:me")) == 2
    assert counts(learner2, "quagga").get("instructor") == 1


def test_not_by_somebody_betrays_no_unnamed_peer(instructor: User, text: Text, learner1: User, learner2: User) -> None:
    group, assignment = anonymous(instructor, text, learner1, learner2)
    make_note(text, learner1, body="quagga hidden", visibility="group", group=group, assignment=assignment)
    make_note(text, learner1, body="quagga open")
    assert found(learner2, "quagga -by:learner1") == ["quagga hidden"]


def test_by_in_tag_is_kind_before_and_after(text: Text, instructor: User, learner1: User, learner2: User) -> None:
    other = make_text(author=instructor, title="On the pact and after")
    comment = make_text(author=instructor, parent=text)
    make_note(text, learner1, body="one", tags=["Sources"])
    make_note(other, learner2, "questioning", body="two")
    make_note(comment, learner2, "editing", body="three")
    done = make_note(text, learner1, body="four")
    done.resolve(learner1)
    old = make_note(other, learner1, body="five")
    Annotation.objects.filter(pk=old.pk).update(created=timezone.now().replace(year=2020))
    User.objects.filter(pk=learner2.pk).update(display_name="Jane Doe")
    assert set(found(None, 'in:"On the pact"')) == {"one", "three", "four"}
    assert set(found(None, "in:pact kind:note kind:question")) == {"one", "two", "four", "five"}
    assert set(found(None, 'by:"jane doe"')) == {"two", "three"}
    assert found(None, "tag:sources") == ["one"]
    assert set(found(None, "is:open -kind:note")) == {"two", "three"}
    assert found(None, "is:settled") == ["four"]
    assert found(None, "before:2021") == ["five"]
    assert found(None, "after:today before:2020-12") == []
    assert "five" not in found(None, "after:2021-05")


def test_facets_count_what_is_left_and_lead_there(text: Text, learner1: User, learner2: User) -> None:
    note = make_note(text, learner1, body="quagga", tags=["zebra"])
    make_note(text, learner2, "questioning", body="quagga too")
    add_reply(note, learner2, "quagga answer")
    seen = counts(None, "quagga")
    expected = {"Note": 1, "Question": 1, "Reply": 1, "Open": 2, "learner2": 2, "learner1": 1}
    assert expected.items() <= seen.items() and seen["zebra"] == 1
    assert "On the pact" not in seen, "what all of them have narrows nothing down"
    assert counts(None, 'quagga in:"On the pact"')["On the pact"] == 3, "until it is taken out again"
    link = re.search(r'href="(/search/\?[^"]*learner2)"', page(None, "quagga", facets="1"))
    assert link and Client().get(link[1]).content.decode().count("hit__said") == 2


def test_what_was_found_is_counted_by_month_or_year_and_leads_there(text: Text, learner1: User) -> None:
    many(text, learner1, 15)
    for place, note in enumerate(Annotation.objects.order_by("pk")[:4]):
        Annotation.objects.filter(pk=note.pk).update(created=datetime(2024, 12 - place // 2, 3, tzinfo=UTC))
    seen = counts(None, "quagga before:2025")
    assert {"December 2024": 2, "November 2024": 2}.items() <= seen.items()
    link = re.search(r'href="(/search/[^"]*)"[^>]*>December 2024', page(None, "quagga before:2025", facets="1"))
    assert link and "after%3A2024-12+before%3A2025-01" in link[1] and "before%3A2025+" not in link[1]
    chosen = page(None, "quagga after:2024-12 before:2025-01", facets="1")
    assert len(found(None, "quagga after:2024-12 before:2025-01")) == 2
    assert re.search(r'href="/search/\?q=quagga" aria-current="true">December 2024', chosen)
    for place, note in enumerate(Annotation.objects.order_by("pk")[4:15]):
        Annotation.objects.filter(pk=note.pk).update(created=datetime(2023, place + 1, 3, tzinfo=UTC))
    assert {"2024": 4, "2023": 11}.items() <= counts(None, "quagga").items()


def test_that_only_the_newest_are_counted_is_said_and_all_are_counted_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, text: Text, learner1: User
) -> None:
    monkeypatch.setattr("annotator.finding.facets.COUNTED", 5)
    many(text, learner1, 8)
    shown = page(None, "quagga", facets="1")
    assert "The newest 5 notes and replies are counted; there are more" in shown
    assert counts(None, "quagga")["Note"] == 5 and re.search(r"before%3A[0-9-]+\">[A-Z][a-z]+ \d{4} and before", shown)
    everything = page(None, "quagga", facets="all")
    assert "8 in all" in everything and "Count all" not in everything
    assert "5 notes" in Client().get(reverse("search-facets"), {"q": "quagga"}).content.decode()


def test_the_same_is_found_in_the_same_order_among_few_and_many(
    monkeypatch: pytest.MonkeyPatch, instructor: User, text: Text, learner1: User
) -> None:
    group = make_class(instructor, text, learner=[learner1])
    many(text, learner1, 4)
    for said in ("question one", "question two"):
        make_note(text, learner1, "questioning", body=said, visibility="group", group=group)
    add_reply(make_note(text, learner1, body="quagga last"), learner1, "A reply")
    searches = ['in:"On the pact"', 'in:"History 101"', "kind:question", "is:group", "-kind:note", "quagga in:pact"]
    few = [found(learner1, asked, sort="newest") for asked in searches]
    assert [len(one) for one in few] == [8, 2, 2, 2, 3, 5] and few[2] == ["question two", "question one"]
    monkeypatch.setattr("annotator.finding.conditions.NAMED", 1)
    assert [found(learner1, asked, sort="newest") for asked in searches] == few


def test_a_paragraph_of_a_text_is_found_by_words_and_by_a_phrase(instructor: User) -> None:
    make_text("An offer was *ignored* by all.\n\nBy all means an offer.", author=instructor, title="Long")
    shown = page(None, '"an offer" ignored')
    assert "Long, paragraph 1" in shown and "<mark>An offer</mark>" in shown and "paragraph 2" not in shown
    assert "paragraph 2" in page(None, 'offer -"was ignored" kind:text')
    assert "paragraph 1" in page(None, "ignor* kind:text")
    assert "In texts" not in page(None, "offer kind:note") and "In texts" not in page(None, "offer by:instructor")


def test_the_best_comes_first_and_all_by_date_if_asked_for(text: Text, learner1: User) -> None:
    make_note(text, learner1, body="quagga quagga")
    make_note(text, learner1, body="the quagga is one of many animals of which nobody has heard for long")
    assert found(None, "quagga")[0] == "quagga quagga"
    assert found(None, "quagga", sort="newest")[1] == "quagga quagga"


def many(text: Text, author: User, count: int) -> None:
    Annotation.objects.bulk_create(
        Annotation(
            text=text,
            revision=text.latest,
            motivation="commenting",
            author=author,
            body=f"quagga {n}",
            body_html=f"<p>quagga {uuid.uuid4()}</p>",
        )
        for n in range(count)
    )


def test_every_one_is_listed_once_over_all_pages(text: Text, learner1: User) -> None:
    many(text, learner1, 60)
    by_rank = [said for number in "123" for said in found(None, "quagga", page=number)]
    assert len(by_rank) == len(set(by_rank)) == 60
    by_date, after = found(None, "by:learner1"), page(None, "by:learner1")
    while link := re.search(r"after=([^\"&]+)\" *>?[^<]*Older|rel=\"next\" href=\"[^\"]*after=([^\"&]+)", after):
        many(text, learner1, 1)  # what is written meanwhile moves nothing
        place = (link[1] or link[2]).replace("%3A", ":").replace("%2B", "+")
        by_date += found(None, "by:learner1", after=place)
        after = page(None, "by:learner1", after=place)
    assert len(by_date) == len(set(by_date)) == 60


def test_that_only_the_newest_are_ranked_is_said(monkeypatch: pytest.MonkeyPatch, text: Text, learner1: User) -> None:
    monkeypatch.setattr("annotator.finding.searching.RANKED", 30)
    many(text, learner1, 40)
    assert "More than" in page(None, "quagga") and "see all by date" in page(None, "quagga")
    assert "Older" in page(None, "quagga", page="2")


def test_what_cannot_be_looked_for_is_answered_with_what_to_do(learner1: User) -> None:
    assert "There is no operator “foo:”" in page(None, "foo:bar")
    assert "is no day" in page(None, "before:yester")
    assert "There is no kind “novel”" in page(None, "kind:novel")
    assert "It can be open" in page(None, "is:odd")
    assert "Sign in to look" in page(None, "by:me")
    assert "at most 500" in page(None, "x" * 600)
    assert "Nothing that you can read" in page(learner1, "nothinghere")
    assert "How to search" in page(None, "")


def test_the_index_is_kept_whoever_writes(text: Text, learner1: User) -> None:
    many(text, learner1, 3)
    Tag.objects.bulk_create(Tag(annotation=note, name="bulk") for note in Annotation.objects.all())
    assert len(found(None, "quagga bulk")) == 3
    Annotation.objects.update(body="gone")
    Tag.objects.all().delete()
    assert found(None, "quagga") == found(None, "bulk") == [] and Entry.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM finding_entry WHERE said = 'gone'")
    assert found(None, "gone") == []


def test_searching_costs_a_bounded_number_of_queries(text: Text, learner1: User) -> None:
    client = Client()
    client.force_login(learner1)
    costs = []
    for count in (2, 30):
        many(text, learner1, count)
        for address in ("search", "search-facets"):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(address), {"q": "quagga by:me"})
            costs.append(len(queries))
    assert costs[:2] == costs[2:] and max(costs) <= 20, costs


def within(actor: User | None, text: Text, q: str, status: int = 200) -> str:
    client = Client()
    if actor:
        client.force_login(actor)
    answer = client.get(reverse("search-within", args=[text.pk]), {"q": q})
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def test_one_text_and_its_notes_are_searched_beside_its_words(
    instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    text = make_text("One quagga.\n\nTwo zebras.\n\nA quagga again.", author=instructor, title="Animals")
    comment = make_text("The quagga is gone.", author=instructor, parent=text)
    other = make_text("Another quagga.", author=instructor, title="Elsewhere")
    make_note(text, learner1, words="zebras", body="no quagga here")
    make_note(comment, learner1, words="gone", body="my quagga", visibility="private")
    make_note(other, learner1, words="quagga", body="quagga elsewhere")
    shown = within(learner1, text, "quagga")
    order = [
        re.sub(r"<.*?>", "", one) for one in re.findall(r'<span class="meta">((?:Comment|Paragraph).*?)</span>', shown)
    ]
    assert order == ["Paragraph 1", "Paragraph 3", "Comment 1, paragraph 1"]
    assert f"words={text.latest_id}%3A4-10" in shown and "3 paragraphs" in shown and "2 found" in shown
    assert "elsewhere" not in shown and "my <mark>quagga</mark>" in shown
    assert "my <mark>" not in within(learner2, text, "quagga")
    assert "Nothing in this text" in within(None, text, "walrus") and "There is no operator" in within(
        None, text, "a:b"
    )
    assert "<a" not in within(None, text, " ") and "no quagga here" in re.sub(
        "<.*?>", "", within(None, text, "kind:note")
    )
    whole = page(learner1, "quagga", **{"in": str(text.pk)})
    assert "Animals, paragraph 3" in whole and "Elsewhere" not in whole and "in:Animals" in whole
    closed = make_text("A quagga.", author=instructor, readers="groups", title="Closed")
    within(outsider, closed, "quagga", status=404)
    assert "Closed" not in page(outsider, "quagga", **{"in": str(closed.pk)})


def suggested(actor: User | None, begun: str) -> list[str]:
    client = Client()
    if actor:
        client.force_login(actor)
    return [one["value"] for one in client.get(reverse("search-suggest"), {"q": begun}).json()]


def test_operators_and_their_values_are_completed(text: Text, learner1: User) -> None:
    make_note(text, learner1, tags=["Cold War", "Cold days"])
    User.objects.filter(pk=learner1.pk).update(display_name="Jane Doe")
    assert suggested(None, "b") == ["by:", "before:"]
    assert suggested(None, '-by:"do') == suggested(None, "-by:jan") == ['-by:"Jane Doe"']
    assert suggested(learner1, "by:m") == ["by:me"]
    assert suggested(None, "in:pact") == ['in:"On the pact"']
    assert set(suggested(None, "tag:cold")) == {'tag:"Cold War"', 'tag:"Cold days"'}
    assert suggested(None, "is:o") == ["is:open", "is:orphan"] and suggested(None, "kind:q") == ["kind:question"]
    assert suggested(None, "foo:b") == suggested(None, "") == suggested(None, "-") == []


def test_nobody_is_offered_what_they_may_not_read(
    instructor: User, text: Text, learner1: User, learner2: User, outsider: User
) -> None:
    make_note(text, learner1, visibility="private", tags=["secret"])
    closed = make_text(author=instructor, readers="groups", title="Closed text")
    group, assignment = anonymous(instructor, closed, learner1, learner2)
    make_note(closed, learner1, visibility="group", group=group, assignment=assignment)
    assert suggested(outsider, "by:lea") == suggested(learner2, "by:lea") == suggested(outsider, "tag:sec") == []
    assert suggested(outsider, "in:clo") == suggested(outsider, "in:hist") == []
    assert suggested(learner2, "in:clo") == ['in:"Closed text"'] and suggested(learner2, "in:hist") == [
        'in:"History 101"'
    ]
    assert suggested(instructor, "by:lea") == ["by:learner1"]


def test_a_tag_is_offered_once_for_the_one_note_with_it_that_is_readable(text: Text, learner1: User) -> None:
    for visibility in ("private", "public", "public", "private"):
        make_note(text, learner1, visibility=visibility, tags=["shared", visibility])
    assert suggested(None, "tag:") == ["tag:public", "tag:shared"]
    assert suggested(learner1, "tag:p") == ["tag:private", "tag:public"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds beginnings of words as it finds words")
def test_an_index_from_before_learns_beginnings_of_words(text: Text, learner1: User) -> None:
    make_note(text, learner1, body="A quagga.")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE finding_terms")
        cursor.execute(WORDS_ON_SQLITE.replace(", prefix='2'", ""))
    editor = connection.SchemaEditorClass(connection, atomic=False)
    index_beginnings(None, editor)
    assert found(None, "qu*") == found(None, "quagga") == ["A quagga."]
    make_note(text, learner1, body="A quail.")
    assert found(None, "qua*") == ["A quail.", "A quagga."]


def test_the_index_of_notes_can_be_made_again_with_the_same_result(text: Text, learner1: User) -> None:
    note = make_note(text, learner1, "editing", body="Ein Straßenkampf", tags=["zoo", "Alpha"])
    add_reply(note, learner1, "An answer")
    columns = ("annotation", "reply", "author", "created", "said", "quoted", "labels")
    before = list(Entry.objects.order_by("said").values_list(*columns))
    Entry.objects.update(said="lost")
    call_command("reindex_notes", stdout=StringIO())
    assert list(Entry.objects.order_by("said").values_list(*columns)) == before
    assert found(None, "strassenkampf ribbentrop alpha") == ["Ein Straßenkampf"]
