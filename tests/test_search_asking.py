"""What is written into the search field, taken apart; and excerpts and order of what is found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.finding.asking import Operator, Term, ask
from annotator.finding.excerpts import excerpt, found_in
from annotator.finding.ranking import ranked

pytestmark = pytest.mark.pure


def test_words_phrases_beginnings_and_what_is_left_out() -> None:
    asked = ask('École “Molotov Pact” Ribb* -war -"peace talks" don\'t')
    assert asked.terms == (
        Term(("ecole",)), Term(("molotov", "pact")), Term(("ribb",), True), Term(("don", "t"))
    )  # fmt: skip
    assert asked.without == (Term(("war",)), Term(("peace", "talks")))
    assert not asked.faults


def test_operators_with_and_without_quotes_and_their_opposite() -> None:
    asked = ask('by:me -in:"History 101" Tag:sources http://example.org')
    assert asked.operators == (
        Operator("by", "me"), Operator("in", "History 101", True), Operator("tag", "sources")
    )  # fmt: skip
    assert asked.terms == (Term(("http", "example", "org")),)
    assert asked.minus(asked.operators[1]) == "by:me Tag:sources http://example.org"
    assert asked.plus("by", "Jane Doe").endswith(' by:"Jane Doe"')


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("foo:bar", "There is no operator “foo:”"),
        ("by:", "right after “by:”"),
        ('by:""', "right after “by:”"),
        ("by: learner1", "right after “by:”"),
        ("?!", "no letters or digits"),
        ("a*", "at least 2 letters"),
        ("a " * 25, "at most 24"),
    ],
)
def test_what_cannot_be_understood_is_answered_with_what_to_do(written: str, says: str) -> None:
    faults = ask(written).faults
    assert faults and says in faults[0]


@given(st.text(max_size=60))
def test_anything_can_be_written(written: str) -> None:
    asked = ask(written)
    assert all(term.words for term in (*asked.terms, *asked.without)) or asked.faults
    for operator in asked.operators:
        assert operator not in ask(asked.minus(operator)).operators


def marked(text: str, written: str) -> str:
    return "".join(f"[{piece.words}]" if piece.marked else piece.words for piece in excerpt(text, ask(written).terms))


def test_marks_stand_on_the_words_as_they_were_written() -> None:
    assert marked("Die ÉCOLE, Straßen\n und  Don’t!", "ecole strassen don't") == "Die [ÉCOLE], [Straßen] und [Don’t]!"
    assert (
        marked("Molotow und Molotov-Ribbentrop", 'molo* "molotov ribbentrop"') == "[Molotow] und [Molotov-Ribbentrop]"
    )
    assert marked("中文的文", "文") == "中[文]的[文]"
    assert marked("nothing here", "") == "nothing here"


def test_a_long_text_is_shown_around_the_first_words_found() -> None:
    shown = marked("before " * 200 + "the needle is here " + "after " * 200, "needle")
    assert shown.startswith("… before") and "[needle]" in shown and shown.endswith("after …")
    assert len(shown) < 300


@given(st.text(alphabet="ab é-ß文", max_size=80), st.sampled_from(["a", "ab", "a*b", "ss", "文", "e"]))
def test_places_found_stand_in_the_text_and_apart(text: str, word: str) -> None:
    spans = found_in(text, ask(word.replace("*", "")).terms)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_what_says_the_words_in_few_words_or_as_a_tag_comes_first() -> None:
    rows = [
        ("long", "war " + "other words " * 60, "", ""),
        ("quoted", "other words", "the war", ""),
        ("short", "the war", "", ""),
        ("tagged", "other words", "", "war"),
        ("twice", "war and war", "", ""),
        ("same", "the war", "", ""),
    ]
    assert ranked(rows, ask("war").terms) == ["twice", "tagged", "short", "same", "quoted", "long"]
