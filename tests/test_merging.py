"""Putting two people's changes together: what is taken over, what is asked, and that no word is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.merging import Part, merge, settled

pytestmark = pytest.mark.pure

BASE = "The offer was made in August. Nobody answered it.\n\nWar came in September, two weeks later."

texts = st.lists(
    st.sampled_from("offer war came was made late two weeks the Stalin , . \n \n\n é 書 *not* [a](b)".split(" ")),
    max_size=24,
).map(" ".join)


def joined(parts: list[Part]) -> str:
    return settled(parts, [])


def conflicts(parts: list[Part]) -> list[tuple[str, str, str]]:
    return [(part.base, part.theirs, part.yours) for part in parts if part.kind == "conflict"]


@given(texts, texts)
def test_one_person_s_changes_are_taken_over(base: str, other: str) -> None:
    assert joined(merge(base, other, base)) == other
    assert joined(merge(base, base, other)) == other


@given(texts, texts)
def test_the_same_changes_of_both_are_made_once(base: str, other: str) -> None:
    assert joined(merge(base, other, other)) == other


@given(texts, texts, texts)
def test_the_parts_make_up_all_three_texts(base: str, theirs: str, yours: str) -> None:
    parts = merge(base, theirs, yours)
    assert "".join(part.base for part in parts) == base
    assert "".join(part.theirs for part in parts) == theirs
    assert "".join(part.yours for part in parts) == yours


@given(texts, texts, texts)
def test_no_change_is_dropped(base: str, theirs: str, yours: str) -> None:
    """What either changed is in the merged text as that person left it, or in a conflict with both versions."""
    for part in merge(base, theirs, yours):
        if part.kind != "conflict":
            assert part.theirs in (part.base, part.text) and part.yours in (part.base, part.text)


@given(texts, texts, texts)
def test_it_does_not_matter_who_came_first(base: str, theirs: str, yours: str) -> None:
    one, other = merge(base, theirs, yours), merge(base, yours, theirs)
    assert [part.base for part in one] == [part.base for part in other]
    assert [part.text for part in one] == [part.text for part in other]


def test_changes_in_different_sentences_are_merged() -> None:
    parts = merge(BASE, BASE.replace("Nobody", "No one"), BASE.replace("two weeks", "seventeen days"))
    assert joined(parts) == BASE.replace("Nobody", "No one").replace("two weeks", "seventeen days")


def test_changes_in_one_sentence_with_words_between_are_merged() -> None:
    parts = merge(BASE, BASE.replace("made", "put"), BASE.replace("August", "July"))
    assert joined(parts) == BASE.replace("made", "put").replace("August", "July")


def test_changes_at_two_sides_of_a_paragraph_break_are_merged() -> None:
    parts = merge(BASE, BASE.replace("answered it.", "replied."), BASE.replace("War", "Peace"))
    assert conflicts(parts) == []


@pytest.mark.parametrize(
    ("theirs", "yours", "expected"),
    [
        (("August", "July"), ("August", "May"), ("August", "July", "May")),
        (("Nobody answered it.", ""), ("answered", "replied to"), ("Nobody answered it.", "", "Nobody replied to it.")),
        (("August.", "August. One."), ("August.", "August. Two."), ("", "One", "Two")),
    ],
)
def test_changes_of_the_same_words_are_for_a_person(
    theirs: tuple[str, str], yours: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    found = conflicts(merge(BASE, BASE.replace(*theirs), BASE.replace(*yours)))
    assert len(found) == 1
    assert all(words in version for words, version in zip(expected, found[0], strict=True))


def test_neighbouring_words_are_for_a_person() -> None:
    parts = merge(BASE, BASE.replace("made in", "put in"), BASE.replace("was made", "were made"))
    assert len(conflicts(parts)) == 1


def test_a_deleted_paragraph_that_was_edited_is_for_a_person() -> None:
    parts = merge(BASE, BASE.split("\n\n")[0], BASE.replace("September", "May"))
    assert len(conflicts(parts)) == 1


def test_decisions_fill_the_conflicts_in_order() -> None:
    parts = merge("a b c d e", "x b c d y", "p b c d q")
    assert re.sub(r"\s+", " ", settled(parts, ["1 ", "2"])).split() == ["1", "b", "c", "d", "2"]
    with pytest.raises(ValueError, match="decided once"):
        settled(parts, ["1"])
