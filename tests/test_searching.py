"""The index of passages is true to what was published last, and quotations are found in it, mistakes and all."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.library.publishing import add_comments, add_text, publish
from annotator.people.models import User
from annotator.search.models import Passage
from annotator.search.terms import parts, words
from annotator.search.wordindex import having
from tests.making import make_text
from texts.blocks import blocks
from texts.importing.drafts import CommentDraft, Draft
from texts.models import Text
from texts.rendering import render
from texts.spans import Span

pytestmark = pytest.mark.django_db


def found(*ways: str) -> list[str]:
    """The passages that have all words of one of `ways`, as "title: paragraph"."""
    passages = Passage.objects.filter(having([way.split() for way in ways])).select_related("text")
    return sorted(f"{passage.text.title}: {passage.number}" for passage in passages)


def rows() -> list[tuple[Any, ...]]:
    return list(Passage.objects.order_by("text", "start").values_list("text", "revision", "number", "start", "words"))


# What is kept of words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("They weren’t brought—into", "they weren t brought into"),
        ("in\u00addifference, ﬁne, Ünïcode", "indifference fine unicode"),
        ("STRASSE Straße İstanbul", "strasse strasse istanbul"),
        ("Он сказал: «Ещё»", "он сказал еще"),
        ("中国。他说 abc", "中 国 他 说 abc"),
        ("مُحَمَّد كتب", "محمد كتب"),
        ("a_b -- … 1939–45", "a b 1939 45"),
        ("x" * 3000, "x" * 60),
        ("\n— …", ""),
    ],
)
def test_words_are_kept_without_case_accents_and_glyphs(written: str, kept: str) -> None:
    assert words(written) == kept


def test_what_a_misspelling_leaves_of_a_long_word_is_kept_too() -> None:
    assert parts("the indifference of it") == "indif0 0rence"
    assert parts("中 国 人 abc 民 站") == "中国 国人 民站"


# Paragraphs


def test_paragraphs_are_counted_as_a_reader_counts_them() -> None:
    rendering = render(
        "# Head\n\nOne\nwrapped In lines\n\n- two\n- *three*\n\n> four\n\n| five | b |\n|---|---|\n| six | d |\n"
    )
    found = blocks(rendering.html, rendering.plain)
    told = [(block.number, " ".join(block.span.of(rendering.plain).split())) for block in found]
    assert told == [
        *((1, "Head"), (1, "One wrapped In lines"), (2, "two"), (3, "three")),
        *((4, "four"), (5, "five b"), (6, "six d")),
    ]


@pytest.mark.parametrize("source", ["One & two", "One.\n\nTwo <3 “x”.\n", "[a](</x>y>)\n\nb", "&nbsp;", "a\n***\nb"])
def test_blocks_have_all_words_of_the_text(source: str) -> None:
    rendering = render(source)
    told = "".join(block.span.of(rendering.plain) for block in blocks(rendering.html, rendering.plain))
    assert told.split() == rendering.plain.split() or "".join(told.split()) == "".join(rendering.plain.split())


# The index


def test_what_is_published_is_found_and_what_was_there_before_is_not(instructor: User) -> None:
    text = make_text("The old bridge.\n\nThe river.", author=instructor)
    assert found("bridge") == ["A text: 1"] and found("river bridge") == []
    publish(text, "The new ferry.\n\nA field.\n\nThe river.", author=instructor, base=text.latest)
    assert found("bridge") == [] and found("river") == ["A text: 3"]
    assert found("ferry", "field") == ["A text: 1", "A text: 2"]


def test_comments_are_found_as_soon_as_they_are_stored(instructor: User) -> None:
    draft = Draft("An article.", comments=[CommentDraft(1, "First comment."), CommentDraft(2, "Second comment.")])
    article = add_text(draft, instructor, title="Article")
    add_comments(article, [CommentDraft(3, "Third comment.")], instructor)
    assert found("article") == ["Article: 1"]
    assert len(found("comment")) == 3


def test_a_failed_publication_leaves_the_index_as_it_was(instructor: User) -> None:
    text = make_text("The old bridge.", author=instructor)
    before = rows()
    with pytest.raises(ValueError, match="edits"):
        publish(text, "The new bridge.", author=instructor, base=text.latest, edits=[[4, 7, "odd"]])
    assert rows() == before and found("old") == ["A text: 1"] and found("new") == []


def test_passages_lie_on_their_words_and_long_paragraphs_are_cut_between_words(instructor: User) -> None:
    text = make_text("Short.\n\n" + "many words " * 1000 + "\n\n" + "x" * 4000, author=instructor)
    assert text.latest
    passages = list(Passage.objects.filter(text=text))
    assert {passage.number for passage in passages} == {1, 2, 3}
    assert max(passage.end - passage.start for passage in passages) <= 1500
    plain = text.latest.plain
    assert all(words(Span(one.start, one.end).of(plain)) == one.words for one in passages)
    assert "".join(plain[one.start : one.end] for one in passages).replace(" ", "") == "".join(plain.split())


def test_making_the_index_again_changes_nothing(instructor: User) -> None:
    text = make_text("One.\n\nTwo.", author=instructor)
    make_text("A comment.", author=instructor, parent=text)
    publish(text, "One.\n\nThree 中国人.", author=instructor, base=text.latest)
    before = rows()
    Passage.objects.filter(number=2).delete()
    assert found("three") == []
    out = StringIO()
    call_command("reindex", stdout=out)
    assert rows() == before and found("three") == ["A text: 2"] and found("国人") == ["A text: 2"]
    assert "3 passages" in out.getvalue()


def test_publishing_a_long_text_takes_as_few_queries_as_a_short_one(instructor: User) -> None:
    counts = []
    for paragraphs in (2, 60):
        text = make_text("\n\n".join(f"Paragraph {n}." for n in range(paragraphs)), author=instructor)
        with CaptureQueriesContext(connection) as queries:
            publish(text, "\n\n".join(f"Passage {n}." for n in range(paragraphs)), author=instructor, base=text.latest)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_words_of_any_script_and_length_are_no_error(instructor: User) -> None:
    make_text("𞤀𞤣𞤤𞤢𞤥 a" + "中" * 3000 + "\n\n" + "ß" * 9000 + " 'quoted' \\ \" & | ! <b>", author=instructor)
    assert found("quoted") == ["A text: 2"] and found("中中") == ["A text: 1"] * 3


def test_a_text_without_words_has_no_passages(instructor: User) -> None:
    text = Text.objects.create(title="Empty", added_by=instructor)
    publish(text, "&nbsp;", author=instructor)
    assert not Passage.objects.filter(text=text, words__gt="").exists()
