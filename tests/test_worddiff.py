from __future__ import annotations

import random
import string
import time
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.passages import HOUSE as HOUSE_LINE
from tests.passages import PIECES
from tests.passages import ROBIN as ROBIN_LINE
from texts.folding import same_words
from texts.worddiff import Piece, worddiff

pytestmark = pytest.mark.pure

HOUSE, ROBIN = f"{HOUSE_LINE}\n\n", f"{ROBIN_LINE}\n\n"
ELISA = "Elisa wrote a long book about the quarrel between the two towns that share one bridge.\n\n"

WORDS = st.sampled_from([*PIECES, " "])
LONG = st.lists(st.sampled_from([HOUSE, ROBIN, ELISA, HOUSE.upper(), "A word. ", "\n"]), max_size=8).map("".join)
ANY = st.text(max_size=60) | st.lists(WORDS, max_size=40).map("".join) | LONG


def texts_of(pieces: list[Piece], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in worddiff(old, new)]


@given(ANY, ANY)
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = worddiff(old, new)
    assert texts_of(pieces, "same", "gone", "moved-from") == old
    assert texts_of(pieces, "same", "added", "moved-to") == new


@given(ANY, ANY)
def test_spans_say_where_the_pieces_stand(old: str, new: str) -> None:
    for piece in worddiff(old, new):
        assert piece.text
        assert piece.old is None or piece.old.of(old) == piece.text
        assert piece.new is None or piece.new.of(new) == piece.text
        assert (piece.old is not None) == (piece.kind in ("same", "gone", "moved-from"))
        assert (piece.new is not None) == (piece.kind in ("same", "added", "moved-to"))


@given(LONG, LONG)
def test_every_moved_passage_left_one_place_for_one_other(old: str, new: str) -> None:
    pairs: dict[int, dict[str, str]] = defaultdict(dict)
    for piece in worddiff(old, new):
        assert bool(piece.pair) == piece.kind.startswith("moved")
        if piece.pair:
            assert piece.kind not in pairs[piece.pair]
            pairs[piece.pair][piece.kind] = piece.text
    for sides in pairs.values():
        assert same_words(sides["moved-from"], sides["moved-to"])


@given(ANY)
def test_a_text_beside_itself_is_the_same(text: str) -> None:
    assert [piece.kind for piece in worddiff(text, text)] == ["same"] * bool(text)


def test_a_word_replaced_is_shown_whole_though_letters_survive() -> None:
    assert shown("He had counted doors", "He had conted doors") == [
        ("same", "He had "),
        ("gone", "counted"),
        ("added", "conted"),
        ("same", " doors"),
    ]


def test_a_word_in_other_glyphs_is_gone_and_added() -> None:
    assert shown("say “yes”", 'say "yes"') == [
        ("same", "say "),
        ("gone", "“"),
        ("added", '"'),
        ("same", "yes"),
        ("gone", "”"),
        ("added", '"'),
    ]


def test_unrelated_texts_share_no_letters() -> None:
    assert [kind for kind, _ in shown("two", "three")] == ["gone", "added"]


def test_a_moved_paragraph_is_shown_as_moved() -> None:
    kinds = {piece.kind: piece for piece in worddiff(HOUSE + ROBIN + ELISA, HOUSE + ELISA + ROBIN)}
    assert set(kinds) >= {"same", "moved-from", "moved-to"}
    assert kinds["moved-from"].pair == kinds["moved-to"].pair == 1
    assert kinds["moved-from"].text in (ROBIN, ELISA)
    assert not kinds.keys() & {"gone", "added"}


def test_two_short_words_that_changed_places_are_not_said_to_have_moved() -> None:
    assert not {"moved-from", "moved-to"} & {kind for kind, _ in shown("quickly ran, he", "he, ran quickly")}


def test_an_added_sentence_keeps_to_its_own_words() -> None:
    old, new = "The cat sat. The dog ran.", "The cat sat. The bird flew. The dog ran."
    assert shown(old, new) == [("same", "The cat sat. "), ("added", "The bird flew. "), ("same", "The dog ran.")]


def test_a_megabyte_is_compared_within_seconds() -> None:
    old = "".join(f"{HOUSE.strip()} {n} {ROBIN}" for n in range(1_500))
    begun = time.perf_counter()
    worddiff(old, old.replace("counted", "reckoned").replace("went to", "left"))
    assert time.perf_counter() - begun < 5


def test_one_common_word_among_strange_ones_costs_no_more() -> None:
    """Each agreement is dropped, the weakest first: that was quadratic."""
    rng = random.Random(1)

    def text() -> str:
        strange = ("".join(rng.choices(string.ascii_lowercase, k=8)) for _ in range(1_900))
        return f"{HOUSE}{' a '.join(strange)}\n\n{ROBIN}"

    begun = time.perf_counter()
    for _ in range(4):
        worddiff(text(), text())
    assert time.perf_counter() - begun < 3
