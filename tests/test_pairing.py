"""Which comment is which when an article comes again with its comments."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.pairing import Numbered, pair

pytestmark = pytest.mark.pure


def numbered(*texts: str) -> list[Numbered]:
    return [Numbered(number, words) for number, words in enumerate(texts, 1)]


def test_comments_are_known_by_their_words_whatever_their_numbers() -> None:
    old = numbered("The offer came too late for anybody.", "Poland would never have agreed to it.", "I agree.")
    new = numbered("Poland would never have agreed to this.", "I agree!", "A new one.", "The offer came too late.")
    assert pair(old, new) == [1, 2, None, 0]


def test_a_number_alone_pairs_nothing() -> None:
    assert pair(numbered("The offer came too late."), numbered("Something else was said here.")) == [None]


def test_comments_with_the_same_words_go_by_their_numbers() -> None:
    old = numbered("I agree.", "No.", "I agree.")
    assert pair(old, [Numbered(3, "I agree."), Numbered(1, "I agree."), Numbered(4, "I agree.")]) == [2, 0, None]


def test_other_glyphs_and_cases_are_the_same_words() -> None:
    assert pair(numbered("“It’s LATE” – he said"), numbered('"It\'s late" - he said')) == [0]


def test_comments_without_words_are_not_all_one() -> None:
    assert pair(numbered("👎", "👍"), numbered("👍")) == [1]


words = st.lists(st.sampled_from("the offer came late no yes Poland agreed".split()), max_size=8).map(" ".join)


@given(st.lists(words, max_size=8), st.lists(words, max_size=8))
def test_no_old_text_is_taken_twice(old: list[str], new: list[str]) -> None:
    found = [index for index in pair(numbered(*old), numbered(*new)) if index is not None]
    assert len(found) == len(set(found))


@given(st.lists(words.filter(bool), max_size=8, unique=True))
def test_every_text_is_itself(texts: list[str]) -> None:
    assert pair(numbered(*texts), numbered(*texts)) == list(range(len(texts)))


def test_many_comments_are_paired_in_a_moment() -> None:
    texts = [
        f"Comment {n} says that {n * 7919 % 1000} men came to {n * 31 % 97} and I agree with it." for n in range(3000)
    ]
    start = time.process_time()
    assert pair(numbered(*texts), numbered(*texts)) == list(range(3000))
    assert pair(numbered(*["I agree."] * 3000), numbered(*["I agree."] * 3000)) == list(range(3000))
    assert time.process_time() - start < 3
