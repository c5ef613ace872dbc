"""Near spellings are those in use; the same words are found as words of their own."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from texts.spelling import count_words, near_spellings, places

pytestmark = pytest.mark.pure


def proposals(words: str, **counted: int) -> list[str]:
    return [proposal for proposal, _, _ in near_spellings(words, Counter(counted))]


def test_a_commoner_spelling_a_slip_away_is_proposed_within_its_words() -> None:
    counted = {"Ribbentrop": 12, "Ribbnetrop": 2, "Molotov": 9, "Rubber": 30}
    assert proposals("Molotov-Ribbnetrop", **counted) == ["Molotov-Ribbentrop"]
    assert near_spellings("Ribbnetrop", Counter(counted)) == [("Ribbentrop", "Ribbentrop", 12)]


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("Ribbentrop", {"Ribbentrop": 12, "Ribbnetrop": 2}),  # the much rarer is no better
        ("troop", {"troop": 1, "troops": 8, "troop's": 3}),  # another form of the word
        ("the", {"the": 1, "thee": 4, "then": 9}),  # short words are near to everything
        ("1939", {"1940": 3}),
        ("", {"word": 1}),
    ],
)
def test_nothing_is_proposed_that_would_be_a_guess(words: str, counted: dict[str, int]) -> None:
    assert proposals(words, **counted) == []


def test_the_nearest_comes_first_and_case_is_kept() -> None:
    assert proposals("soveit", Soviet=9, soviet=2, sonnet=5)[:2] == ["soviet", "Soviet"]


def test_words_are_found_whole() -> None:
    plain = "Ribbnetrop, Ribbnetrops, (Ribbnetrop) and Molotov-Ribbnetrop"
    assert [span.start for span in places("Ribbnetrop", plain)] == [0, 26, 50]
    assert [span.start for span in places("?!", "What?! No?!")] == [4, 9]
    assert count_words("L’État, c’est moi; don't") == Counter(["L’État", "c’est", "moi", "don't"])


def test_a_million_letters_are_read_quickly() -> None:
    plain = " ".join(f"word{number:x}" for number in range(110_000))
    start = time.perf_counter()
    near_spellings("wrod1f", count_words(plain))
    assert time.perf_counter() - start < 3
