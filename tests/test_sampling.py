"""The draw of the notes that are read: which, how many, and that it does not change under a reviewer."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.review.models import Assignment
from annotator.review.sampling import sampled

pytestmark = pytest.mark.pure


def note(motivation: str = "commenting", read: bool = False) -> Any:
    said = SimpleNamespace(reviewed=read, feedback="") if read else None
    return SimpleNamespace(pk=uuid.uuid4(), motivation=motivation, said=said)


def drawn(sample: int, notes: list[Any], seed: int = 7) -> list[Any]:
    return sampled(Assignment(pk=uuid.UUID(int=1), sample=sample, sample_seed=seed), notes)


@given(st.lists(st.booleans(), max_size=15), st.integers(0, 6))
def test_as_many_are_drawn_as_asked_in_the_order_of_the_page(read: list[bool], sample: int) -> None:
    notes = [note(read=one) for one in read]
    found = drawn(sample, notes)
    assert len(found) == (len(notes) if not sample else max(min(sample, len(notes)), sum(read)))
    assert found == [one for one in notes if one in found] == drawn(sample, notes)
    assert all(one in found for one in notes if one.said)


def test_what_is_written_later_takes_no_place_from_what_was_read() -> None:
    notes = [note() for _ in range(8)]
    first = drawn(3, notes)
    for one in first:
        one.said = SimpleNamespace(reviewed=True, feedback="")
    assert drawn(3, [*notes, *(note() for _ in range(20))]) == first


def test_highlights_are_drawn_last_and_another_seed_draws_others() -> None:
    notes = [note("highlighting") for _ in range(20)] + [note(), note()]
    assert [one.motivation for one in drawn(3, notes)].count("commenting") == 2
    words = [note() for _ in range(30)]
    assert len({tuple(one.pk for one in drawn(3, words, seed)) for seed in range(5)}) > 1
