"""What becomes of a note when its text changes: the laws of the map, and how often it errs."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.bench.drafts import Draft
from annotator.bench.edits import EDITS, first_text
from annotator.bench.truth import spans, tally
from annotator.bench.writings import MANNERS
from tests.passages import BRIDGE, HOUSE, MILL, PIECES, ROBIN, THREE
from texts.changes import ChangeMap, Placement
from texts.folding import same_words
from texts.spans import Span

pytestmark = pytest.mark.pure


MARKS = [
    "\u0301",
    "\u0323",
    "\u200d",
    "\ufe0f",
    "\u200f",
    "👩\u200d👧",
    "\U0001f3fd",
    "שָׁ",
    "कि",
    "\t",
    "\u00a0",
    "\x1c",
    "\u2029",
]
SENTENCES = [HOUSE, f"{ROBIN}\n\n", BRIDGE, MILL.upper(), "A word. ", "\n"]
ANY = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(PIECES + MARKS), max_size=40).map("".join)
    | st.lists(st.sampled_from(SENTENCES), max_size=6).map("".join)
)
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
SEEDS, SIZE = range(12 if THOROUGH else 1), 20_000 if THOROUGH else 2_500


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, str, list[Span]]:
    old, new = draw(ANY), draw(ANY)
    ends = st.integers(0, len(old))
    some = draw(st.lists(st.tuples(ends, ends), max_size=6))
    return old, new, [Span(min(pair), max(pair)) for pair in some]


@st.composite
def replacements(draw: st.DrawFn) -> tuple[str, list[tuple[Span, str]]]:
    old = draw(ANY)
    ends = sorted(draw(st.lists(st.integers(0, len(old)), max_size=8)))
    return old, [(Span(a, b), draw(ANY)) for a, b in zip(ends[::2], ends[1::2], strict=False)]


@given(texts_and_spans())
def test_in_an_unchanged_text_every_note_stays(case: tuple[str, str, list[Span]]) -> None:
    old, _, some = case
    assert ChangeMap.between(old, old).place_many(some) == [Placement("exact", span, 1.0, "") for span in some]


@given(texts_and_spans())
def test_whatever_the_texts_a_note_lies_in_the_new_text_or_nowhere(case: tuple[str, str, list[Span]]) -> None:
    old, new, some = case
    placements = ChangeMap.between(old, new).place_many(some)
    assert len(placements) == len(some)
    for placement in placements:
        assert (placement.span is None) == (placement.state == "orphan")
        assert placement.span is None or placement.span.within(new)
        assert 0 <= placement.score <= 1
        assert bool(placement.reason) == (placement.state != "exact")


@given(texts_and_spans())
def test_what_is_called_unchanged_reads_the_same(case: tuple[str, str, list[Span]]) -> None:
    old, new, some = case
    for span, placement in zip(some, ChangeMap.between(old, new).place_many(some), strict=True):
        if placement.state in ("exact", "moved"):
            assert placement.span is not None
            assert same_words(span.of(old), placement.span.of(new))


@given(texts_and_spans())
def test_notes_are_placed_alike_alone_and_together(case: tuple[str, str, list[Span]]) -> None:
    old, new, some = case
    mapped = ChangeMap.between(old, new)
    assert [mapped.place(span) for span in some] == mapped.place_many(some)


@given(st.text(st.sampled_from("qxz \n"), max_size=80), st.integers(0, 170), st.integers(1, 90))
def test_text_added_before_shifts_notes(added: str, start: int, length: int) -> None:
    span = Span(start, min(len(THREE) - 1, start + length))
    placement = ChangeMap.between(THREE, f"{added}\n\n{THREE}").place(span)
    shift = len(added) + 2
    words = span.of(THREE)
    lead, trail = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    assert placement.state in ("exact", "orphan") if not words.strip() else placement.state == "exact"
    if placement.span and words.strip():
        assert abs(placement.span.start - span.start - shift) <= lead
        assert abs(placement.span.end - span.end - shift) <= trail


@given(replacements(), st.data())
def test_after_a_known_correction_what_is_called_unchanged_reads_the_same(
    case: tuple[str, list[tuple[Span, str]]], data: st.DataObject
) -> None:
    old, edits = case
    mapped = ChangeMap.replacing(old, edits)
    new = old
    for span, words in reversed(edits):
        new = new[: span.start] + words + new[span.end :]
    ends = data.draw(st.tuples(st.integers(0, len(old)), st.integers(0, len(old))))
    asked = Span(min(ends), max(ends))
    placement = mapped.place(asked)
    assert placement.span is None or placement.span.within(new)
    if placement.state in ("exact", "moved"):
        assert placement.span is not None
        assert same_words(asked.of(old), placement.span.of(new))


@pytest.mark.parametrize("kind", EDITS)
def test_no_note_is_silently_wrong(kind: str) -> None:
    for manner in MANNERS:
        for seed in SEEDS:
            old, writer = first_text(kind, manner, SIZE, seed)
            draft = EDITS[kind](Draft.of(old), writer)
            marked = spans(old, 80, seed)
            grades = tally((old, draft), marked, ChangeMap.between(old, draft.text).place_many(marked))
            assert grades["silent"] == 0, (manner, seed)
            assert grades["needless"] <= (16 if kind == "heavy rewriting" else 3), (manner, seed)
