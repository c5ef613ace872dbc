"""Notes taken away: every form has what the page shows to the same person, and nothing else."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange import exports
from annotator.notes.models import Annotation, Source, Verdict
from annotator.notes.threads import add_reply
from annotator.people.models import User
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.test_overview import make_assignment
from texts.marking import MARK, pieces
from texts.models import Text
from texts.rendering import plain_of, render
from texts.source import as_markdown

pytestmark = pytest.mark.django_db
TEI = "{http://www.tei-c.org/ns/1.0}"


def taken(client: Client, user: User | None, name: str, form: str, *keys: Any, **query: Any) -> str:
    """The file as words."""
    if user:
        client.force_login(user)
    answer: Any = client.get(reverse(name, args=keys), {"form": form, **query})
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.getvalue()).decode()


def table(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(words, newline="")))


@pytest.fixture
def text(instructor: User) -> Text:
    article = make_text(
        "The *Soviet* offer & more.\n\n> Molotov-Ribbnetrop 🎈 pact", author=instructor, title="An article"
    )
    make_text("A comment of two words.", author=instructor, parent=article)
    return article


@pytest.fixture
def noted(text: Text, learner1: User, learner2: User) -> Annotation:
    """One note of each kind, and on the comment; the first has a reply."""
    first = make_note(text, learner1, words="Soviet", body="Who *offers*?", tags=["offers", "1939"])
    add_reply(first, learner2, "Litvinov, <b>I</b> think.")
    make_note(text, learner1, "editing", words="Ribbnetrop", body="")
    check = make_note(text, learner2, "assessing", words="🎈 pact", body="")
    Source.objects.create(quote_check=check.quote_check, citation="Memoirs", locator="p. 3", added_by=learner2)
    make_note(text.comments.get(), learner2, "highlighting", words="two")
    make_note(text, learner1, words="more", visibility="private", body="Mine alone")
    return first


def test_what_is_private_leaves_with_its_author_alone(
    noted: Annotation, client: Client, learner1: User, outsider: User
) -> None:
    for form in exports.FORMS:
        if form == "xlsx":
            continue
        assert "Mine alone" in taken(client, learner1, "export-text", form, noted.text_id)
        words = taken(client, outsider, "export-text", form, noted.text_id)
        assert "Mine alone" not in words and "Litvinov" in words


def test_the_table_has_replies_under_their_notes(noted: Annotation, client: Client, outsider: User) -> None:
    rows = table(taken(client, outsider, "export-text", "csv", noted.text_id))
    assert [row["kind"] for row in rows] == ["commenting", "replying", "editing", "assessing", "highlighting"]
    assert rows[1]["parent"] == rows[0]["id"] == str(noted.pk)
    assert (rows[0]["prefix"], rows[0]["suffix"], rows[4]["colour"]) == (
        "The ",
        " offer & more.\n\nMolotov-Ribbnetr",
        "yellow",
    )


def test_a_filter_in_the_address_narrows_the_file(noted: Annotation, client: Client, outsider: User) -> None:
    rows = table(taken(client, outsider, "export-text", "csv", noted.text_id, motivation="editing"))
    assert [row["proposed"] for row in rows] == ["Ribbentrop"]


def test_the_edition_numbers_notes_where_they_stand(noted: Annotation, client: Client, outsider: User) -> None:
    words = taken(client, outsider, "export-text", "html", noted.text_id)
    assert re.findall(r'([\w🎈]+)(?:</em>)?<sup class="edition__mark" id="mark-(\d)">', words) == [
        ("Soviet", "1"),
        ("Ribbnetrop", "2"),
        ("pact", "3"),
        ("two", "4"),
    ]
    assert "Litvinov, &lt;b&gt;I&lt;/b&gt; think." in words
    assert "<del>Ribbnetrop</del> → <ins>Ribbentrop</ins>" in words
    assert "<script" not in words and "http" not in words.replace("http-", "")


def test_the_edition_is_a_page_that_streams(noted: Annotation, client: Client, outsider: User) -> None:
    client.force_login(outsider)
    answer: Any = client.get(reverse("edition", args=[noted.text_id]))
    words = answer.getvalue().decode()
    assert answer.streaming and words.count("</html>") == 1
    assert words.index('id="mark-1"') < words.index('id="note-1"') < words.index('id="mark-4"')


def test_the_markdown_has_the_text_and_footnotes(noted: Annotation, client: Client, outsider: User) -> None:
    words = taken(client, outsider, "export-text", "markdown", noted.text_id)
    assert "The *Soviet[^1]* offer" in words
    assert "> Molotov-Ribbnetrop[^2] 🎈 pact[^3]" in words
    assert re.search(
        r"^\[\^1\]: \*\*Note by learner1, .*\n\n    > Soviet\n\n    Who \*offers\*\?\n\n    #1939 #offers", words, re.M
    )


def test_tei_places_are_code_points_of_the_text(noted: Annotation, client: Client, outsider: User) -> None:
    root = ElementTree.fromstring(taken(client, outsider, "export-text", "tei", noted.text_id))
    divisions = {
        one.get("{http://www.w3.org/XML/1998/namespace}id"): "".join(one.itertext()) for one in root.iter(f"{TEI}div")
    }
    assert noted.text.latest and divisions[f"text-{noted.text_id}"] == noted.text.latest.plain
    found = []
    for one in root.iter(f"{TEI}annotation"):
        at = re.fullmatch(r"#string-range\((.+),(\d+),(\d+)\)", str(one.get("target")))
        found.append(divisions[at[1]][int(at[2]) :][: int(at[3])] if at else one.get("target"))
    assert found == ["Soviet", f"#note-{noted.pk}", "Ribbnetrop", "🎈 pact", "two"]


def test_an_orphan_is_listed_with_its_reason(text: Text, client: Client, learner1: User, instructor: User) -> None:
    from annotator.library.publishing import publish

    make_note(text, learner1, words="Soviet offer", body="Gone")
    assert text.latest
    publish(text, "Something else entirely, about gardens.", author=instructor, base=text.latest)
    assert "without a place: " in taken(client, learner1, "export-text", "html", text.pk)
    assert "On no words of it: [^1]" in taken(client, learner1, "export-text", "markdown", text.pk)


def test_a_first_verdict_leaves_with_nobody(
    noted: Annotation, client: Client, learner1: User, instructor: User
) -> None:
    check = Annotation.objects.get(motivation="assessing").quote_check
    found = {"wording": "not_found", "attribution": "unattributed", "reason": "Quagga-55"}
    check.give(Verdict(reader=learner1, **found))
    for form in ("csv", "html", "markdown", "tei"):
        assert "Quagga-55" not in taken(client, learner1, "export-text", form, noted.text_id)
    check.give(Verdict(reader=instructor, **found))
    assert "Quagga-55" in taken(client, learner1, "export-text", "html", noted.text_id)


def test_anonymous_peers_stay_anonymous(
    text: Text, client: Client, instructor: User, learner1: User, learner2: User
) -> None:
    group = make_class(instructor, text, learner=[learner1, learner2])
    assignment = make_assignment(group, anonymous=True)
    note = make_note(text, learner1, words="offer", visibility="group", group=group, assignment=assignment)
    add_reply(note, learner1, "More of it.")
    for form in exports.FORMS:
        if form == "xlsx":
            continue
        words = taken(client, learner2, "export-group", form, group.pk)
        assert "Reader " in words and "learner1" not in words and str(learner1.pk) not in words
        assert "learner1" in taken(client, instructor, "export-group", form, group.pk)


def test_queries_do_not_grow_with_notes(
    noted: Annotation, learner1: User, outsider: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_note(noted.text, learner1, words="offer")
    for form, most in (("csv", 8), ("html", 25)):
        with django_assert_max_num_queries(most):
            b"".join(exports.of(Annotation.objects.readable_by(outsider), outsider, form))


def test_one_takes_away_all_one_wrote(noted: Annotation, client: Client, learner1: User) -> None:
    assert len(table(taken(client, learner1, "export-mine", "csv"))) == 4


def test_what_a_search_finds_leaves_with_its_threads(noted: Annotation, client: Client, outsider: User) -> None:
    rows = table(taken(client, outsider, "export-search", "csv", q="Litvinov"))
    assert [row["kind"] for row in rows] == ["commenting", "replying"]
    assert not table(taken(client, outsider, "export-search", "csv", q="Mine alone"))


def test_a_form_that_is_not_known_is_not_found(text: Text, client: Client) -> None:
    assert client.get(reverse("export-text", args=[text.pk]), {"form": "docx"}).status_code == 404


SOURCES = st.lists(
    st.sampled_from(["*a* ", " **b c** ", "`d`", "[e f](http://x.org/g)", "&", "<", "1.", "- h", "> i", "# j", "\n\n", "\n", " ", "k\\", "🎈", "é", "|", "_l_"]),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.pure
@given(SOURCES, st.lists(st.integers(0, 80)))
def test_marks_stand_behind_their_characters(source: str, marks: list[int]) -> None:
    """Taken out again, nothing is changed; each stands at its offset, or behind the link that it fell into."""
    made, at, ends = render(source), 0, sorted(marks)
    every = list(pieces(made.html, ends))
    assert "".join(piece.html for piece in every) == made.html
    assert [piece.number for piece in every if piece.kind == MARK] == list(range(len(ends)))
    for piece in every:
        at += len(plain_of(piece.html)) if piece.kind != MARK else 0
        if piece.kind == MARK:
            assert at >= min(ends[piece.number], len(made.plain))


@pytest.mark.pure
@given(SOURCES)
def test_a_text_written_as_markdown_again_has_the_same_words(source: str) -> None:
    made = render(source)
    again = render(as_markdown(made.html))
    assert "".join(again.plain.split()) == "".join(made.plain.split())


def test_the_collection_has_notes_followed_by_their_replies(noted: Annotation, client: Client, outsider: User) -> None:
    made = json.loads(taken(client, outsider, "export-text", "jsonld", noted.text_id))
    items = made["first"]["items"]
    assert (made["type"], made["first"]["type"], made["total"]) == (
        "AnnotationCollection",
        "AnnotationPage",
        len(items),
    )
    assert [one["motivation"] for one in items] == ["commenting", "replying", "editing", "assessing", "highlighting"]
    assert items[1]["target"] == items[0]["id"] == f"http://testserver/annotations/{noted.pk}"
    assert items[2]["annotator"]["query"]["state"] == "open"
    assert items[3]["annotator"]["sources"][0]["citation"] == "Memoirs"
    assert [one["title"] for one in made["annotator"]["texts"]] == ["An article", "An article"]
