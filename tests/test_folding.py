"""Folding makes equal what a reader takes for the same words, and nothing else, and forgets no offset."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.folding import SIGN, SOLO, SPACE, WORD, fold, same_words

pytestmark = pytest.mark.pure

PIECES = [
    "word",
    "Word",
    "é",
    "e\u0301",
    "a\u0323\u0301",
    "ﬁ",
    "…",
    "½",
    "“",
    "--",
    "—",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\n\n",
]
ODD = [
    "\u00ad",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "\u00a0",
    "\u2029",
    "字",
    "한",
    "कि",
    "שָׁ",
    "😀",
    "👩\u200d👧",
    "ß",
    "İ",
    "\x00",
    "\u00b4",
]
ANY = st.text(max_size=60) | st.lists(st.sampled_from(PIECES + ODD), max_size=40).map("".join)


@given(ANY)
def test_offsets_grow_and_stay_within_the_text(text: str) -> None:
    folded = fold(text)
    assert len({len(column) for column in (folded.codes, folded.lower, folded.kinds, folded.joined)}) == 1
    assert (np.diff(folded.starts) >= 0).all()
    assert (np.diff(folded.ends) >= 0).all()
    assert (folded.starts < folded.ends).all()
    assert not len(folded) or (folded.starts[0] >= 0 and folded.ends[-1] <= len(text))


@given(ANY)
def test_folding_what_was_folded_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once.replace("\n", "\n\n")).text == once  # a folded line end is one of a paragraph


@given(ANY)
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)).text == fold(unicodedata.normalize("NFD", text)).text


@given(ANY)
def test_no_two_spaces_follow_each_other(text: str) -> None:
    spaces = fold(text).kinds == SPACE
    assert not (spaces[1:] & spaces[:-1]).any()


@given(ANY, st.integers(0, 80))
def test_raw_and_folded_offsets_lead_to_each_other(text: str, at: int) -> None:
    folded, at = fold(text), min(at, len(text))
    first, stop = int(folded.first_at(at)), int(folded.stop_at(at))
    assert (folded.ends[:first] <= at).all()
    assert (folded.ends[first:] > at).all()
    assert (folded.starts[:stop] < at).all()
    assert (folded.starts[stop:] >= at).all()


@given(ANY)
def test_a_text_has_the_same_words_as_its_folded_form(text: str) -> None:
    assert same_words(text, fold(text).text)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("“it’s” «so» ‚too‘", '"it\'s" "so" \'too\''),
        ("a–b — c -- d", "a-b - c - d"),
        ("wait…", "wait..."),
        ("a \t b\u00a0\u00a0c", "a b c"),
        ("one\r\ntwo\nthree", "one two three"),
        ("one\n \ntwo\r\n\r\nthree\u2029four", "one\ntwo\nthree\nfour"),
        ("co\u00adop\u200bera\u2060te\ufeff", "cooperate"),
        ("ﬁnd oﬃce", "find office"),
        ("½ of x²", "1⁄2 of x2"),
        ("a\u0301\u0323", "a\u0323\u0301"),
    ],
)
def test_habits_of_typesetters_are_folded_away(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


def test_a_ligature_gives_several_characters_of_one_code_point() -> None:
    folded = fold("oﬃce")
    assert folded.text == "office"
    assert list(zip(folded.starts.tolist(), folded.ends.tolist(), strict=True)) == [
        (0, 1), (1, 2), (1, 2), (1, 2), (2, 3), (3, 4),
    ]  # fmt: skip


def test_characters_beyond_the_first_plane_are_one_code_point_each() -> None:
    assert fold("a😀b𝔞").ends.tolist() == [1, 2, 3, 4]


def test_marks_are_joined_to_their_letters() -> None:
    assert fold("e\u0301a कि 👩\u200d👧").joined.tolist()[:3] == [False, True, False]
    assert fold("👍🏽").joined.tolist() == [False, True]


def test_kinds_tell_words_signs_spaces_and_scripts_without_spaces() -> None:
    assert fold("a. 字").kinds.tolist() == [WORD, SIGN, SPACE, SOLO]


def test_case_is_kept_beside_a_copy_without() -> None:
    folded = fold("Robin ÉTÉ")
    assert folded.text.startswith("Robin")
    assert "".join(map(chr, folded.lower)).startswith("robin e\u0301t")


@pytest.mark.parametrize(
    ("left", "right"),
    [("Robin", "robin"), ("therapist", "the rapist"), ("a1", "a2"), ("resume", "résumé"), ("now here", "nowhere")],
)
def test_other_words_are_not_the_same(left: str, right: str) -> None:
    assert not same_words(left, right)


@pytest.mark.parametrize(("left", "right"), [("a , b", "a, b"), ("(so )", "( so)"), ("a\nb", "a b"), ("", " ")])
def test_space_at_punctuation_makes_no_other_words(left: str, right: str) -> None:
    assert same_words(left, right)


@given(ANY)
def test_short_and_long_texts_fold_alike(text: str) -> None:
    """A long text is folded by a table of all code points, a short one by sorting its own."""
    long = fold(f"{'word ' * 2_000}x{text}")
    short = fold(f"x{text}")
    assert long.text == "word " * 2_000 + short.text
    assert (long.starts[-len(short) :] - 10_000).tolist() == short.starts.tolist()
