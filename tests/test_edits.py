"""The edits that placements are held against keep their word about where each character went."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from annotator.bench.drafts import NEW, Draft
from annotator.bench.edits import EDITS, first_text
from annotator.bench.truth import Truth, spans
from annotator.bench.writings import MANNERS
from texts.changes import Placement
from texts.folding import fold
from texts.spans import Span

pytestmark = pytest.mark.pure

SIZE = 1_500


def edited(kind: str, manner: str, seed: int = 1) -> tuple[str, Draft]:
    old, writer = first_text(kind, manner, SIZE, seed)
    return old, EDITS[kind](Draft.of(old), writer)


@cache
def plain(character: str) -> str:
    """What no change of form alters: the first folded letter, without marks; the same for all spaces and marks."""
    letters = unicodedata.normalize("NFD", fold(character).text.strip())[:1]
    return "" if unicodedata.category(letters or " ")[0] in "MZ" else letters


@pytest.mark.parametrize("kind", EDITS)
def test_every_character_that_stayed_is_still_itself(kind: str) -> None:
    for manner in MANNERS:
        old, draft = edited(kind, manner)
        assert len(draft.origins) == len(draft.text)
        firsts: dict[int, str] = {}
        for character, origin in zip(draft.text, draft.origins, strict=True):
            if origin != NEW:
                firsts.setdefault(origin, character)
        assert all(plain(old[origin]) == plain(character) for origin, character in firsts.items()), manner


@pytest.mark.parametrize("kind", EDITS)
def test_the_same_seed_makes_the_same_edits(kind: str) -> None:
    assert edited(kind, "prose") == edited(kind, "prose")
    assert edited(kind, "prose")[0] != edited(kind, "prose", seed=2)[0]


def test_every_kind_of_edit_changes_something_in_some_text() -> None:
    assert all(any(old != draft.text for old, draft in (edited(kind, m) for m in MANNERS)) for kind in EDITS)


def test_spans_lie_in_the_text_and_part_no_letter_from_its_marks() -> None:
    for manner in MANNERS:
        old, _ = edited("paragraphs moved", manner)
        for span in spans(old, 100, 1):
            assert span.within(old)
            assert not unicodedata.category(old[span.end : span.end + 1] or " ").startswith("M"), manner


def test_grades_tell_right_from_wrong() -> None:
    old = "One Robin sang. Two Robin sang."
    draft = Draft(old[:4] + old[16:], [*range(4), *range(16, len(old))])  # "One Two Robin sang."
    truth, gone, kept = Truth(old, draft), Span(4, 9), Span(20, 25)
    there = Span(8, 13)
    assert there.of(draft.text) == "Robin"
    assert truth.grade(gone, Placement("exact", there, 1.0, "")) == "silent"
    assert truth.grade(gone, Placement("changed", there, 0.7, "")) == "asked"
    assert truth.grade(gone, Placement("orphan", None, 0.0, "")) == "right"
    assert truth.grade(kept, Placement("exact", there, 1.0, "")) == "right"
    assert truth.grade(kept, Placement("orphan", None, 0.0, "")) == "needless"
    assert truth.grade(kept, Placement("changed", Span(4, 13), 0.7, "")) == "edge"
