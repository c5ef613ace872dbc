"""What a revision offers for checking: blocks read from HTML, and marks that outlive edits."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.coverage.finds import RULES, Find, changed_sentences, finds
from annotator.library.demo import CORPUS
from texts.blocks import parts_of
from texts.rendering import render
from texts.spans import Span

pytestmark = pytest.mark.pure

WORDS = st.sampled_from(
    [
        "London",
        "12",
        "in",
        "1948",
        "he",
        "said",
        "“so”",
        ".",
        "“",
        "”",
        "\n\n",
        "> ",
        "- ",
        "*",
        "&amp;",
        "A & B",
        "𝄞",
        "`x`",
        "|",
    ]
)
SOURCES = st.lists(WORDS, max_size=40).map(" ".join)


def found(source: str, language: str = "en") -> list[tuple[str, Find]]:
    made = render(source)
    return [(one.span.of(made.plain), one) for one in finds(made.html, made.plain, language)]


def marks(source: str) -> set[str]:
    return {one.mark for _, one in found(source)}


@given(SOURCES)
def test_blocks_stand_apart_in_order_and_hold_all_words(source: str) -> None:
    made = render(source)
    blocks = parts_of(made.html, made.plain)
    assert blocks
    assert all(one.end <= two.start for one, two in zip(blocks.parts, blocks.parts[1:], strict=False))
    assert "".join("".join(part.of(made.plain) for part in blocks.parts).split()) == "".join(made.plain.split())


@given(SOURCES)
def test_every_find_stands_in_its_sentence_and_has_a_mark_of_its_own(source: str) -> None:
    every = found(source)
    assert all(one.sentence.start <= one.span.start < one.span.end <= one.sentence.end for _, one in every)
    assert len({one.mark for _, one in every}) == len(every)


@given(SOURCES, SOURCES)
def test_a_paragraph_put_before_changes_no_mark_of_what_is_said_once(source: str, other: str) -> None:
    sentences = {one.mark for _, one in found(f"{source}\n\nHe had 99 clerks in Leeds.")}
    assert marks("He had 99 clerks in Leeds.") <= sentences


def test_html_that_is_not_of_this_text_gives_no_blocks() -> None:
    assert parts_of("<p>One two</p>", "One") is None


def test_a_set_quotation_is_found_as_one() -> None:
    words, one = found("He said:\n\n> All of this. And that.\n")[0]
    assert (words, one.kind) == ("All of this. And that.", "quotation")
    assert one.reason == "This paragraph is set as a quotation."


def test_a_list_has_sentences_of_its_own() -> None:
    sentence = next(one.sentence for words, one in found("- one 12\n- two 13\n") if words == "13")
    assert sentence.of(render("- one 12\n- two 13\n").plain) == "two 13"


def test_a_quotation_of_several_sentences_stands_in_all_of_them() -> None:
    source = "He said “One thing. Another thing.” and went."
    one = next(one for words, one in found(source) if words.startswith("One thing"))
    assert one.sentence.of(render(source).plain) == source


def test_the_same_words_twice_in_a_sentence_are_two_finds() -> None:
    assert [one.nth for words, one in found("From 12 to 12 of them.") if words == "12"] == [1, 2]


def test_capitals_matter_and_glyphs_do_not() -> None:
    assert marks("He said “12 clerks” there.") == marks('He said "12  clerks" there.')
    assert marks("He had 12 Clerks.").isdisjoint(marks("He had 12 clerks."))


def test_changed_sentences_are_those_that_were_not_there_as_often() -> None:
    old, new = render("One. Two. Two."), render("Two. One. Two. Two. Three.")
    changed = changed_sentences((old.html, old.plain), (new.html, new.plain))
    assert [span.of(new.plain) for span in changed] == ["Two.", "Three."]
    assert changed_sentences((new.html, new.plain), (old.html, old.plain)) == []


def test_other_rules_have_another_number() -> None:
    """If this fails, the rules find something else than they did: raise RULES, and put the new sum here."""
    made = render(CORPUS.read_text())
    offered = [(one.kind, one.reason, one.mark) for one in finds(made.html, made.plain, "en")]
    assert (RULES, sha256(repr(offered).encode()).hexdigest()[:16]) == (1, "ae662b76e341ee8e")


def test_spans_are_code_points() -> None:
    assert [one.span for words, one in found("𝄞𝄞 12 there.") if words == "12"] == [Span(3, 5)]
