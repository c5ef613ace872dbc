"""What becomes of a note when its text changes: the traps the map must not step into."""

from __future__ import annotations

import unicodedata

import pytest

from tests.passages import BRIDGE, HOUSE, MILL, ROBIN, THREE, span_of
from texts.changes import ChangeMap, Placement
from texts.spans import Span

pytestmark = pytest.mark.pure


def placed(old: str, new: str, words: str, nth: int = 0) -> Placement:
    return ChangeMap.between(old, new).place(span_of(words, old, nth))


def words_at(placement: Placement, new: str) -> str | None:
    return placement.span.of(new) if placement.span else None


@pytest.mark.parametrize("words", ["house", "river bends", "nobody had counted its doors", "no ship returned"])
def test_a_known_correction_and_a_comparison_agree_on_notes_beside_it(words: str) -> None:
    edit = span_of("many windows", THREE)
    new = THREE.replace("many windows", "a thousand stairs")
    done = ChangeMap.replacing(THREE, [(edit, "a thousand stairs")]).place(span_of(words, THREE))
    assert done == placed(THREE, new, words) == Placement("exact", span_of(words, new), 1.0, "")


def test_a_correction_keeps_the_note_on_what_it_corrected() -> None:
    edit = span_of("Robin", THREE)
    placement = ChangeMap.replacing(THREE, [(edit, "Elisa")]).place(edit)
    assert placement.state == "changed"
    assert words_at(placement, THREE.replace("Robin", "Elisa")) == "Elisa"


@pytest.mark.parametrize("edits", [[(Span(0, 5), "a"), (Span(4, 9), "b")], [(Span(0, len(THREE) + 1), "")]])
def test_corrections_that_overlap_or_leave_the_text_are_refused(edits: list[tuple[Span, str]]) -> None:
    with pytest.raises(ValueError, match=r"overlap|beyond"):
        ChangeMap.replacing(THREE, edits)


def test_the_note_on_robin_does_not_jump_to_another_robin() -> None:
    old = f"Then Robin opened the door. {HOUSE}\n\n{ROBIN}"
    new = old.replace("Then Robin", "Then Elisa")
    assert placed(old, new, "Robin").state == "orphan"
    assert placed(old, new, "Robin", 1) == Placement("exact", span_of("Robin", new), 1.0, "")


def test_notes_of_a_deleted_paragraph_do_not_go_to_its_near_twin() -> None:
    twin = ROBIN.replace("winter", "autumn")
    old, new = f"{HOUSE}\n\n{ROBIN}\n\n{twin}\n\n{BRIDGE}", f"{HOUSE}\n\n{twin}\n\n{BRIDGE}"
    mapped = ChangeMap.between(old, new)
    assert mapped.place(span_of("in winter", old)).span is None
    assert words_at(mapped.place(span_of(twin, old)), new) == twin
    kept = mapped.place(span_of("lost at sea", old, 1))
    assert kept.state == "exact"
    assert words_at(kept, new) == "lost at sea"


SAME_WORDS = {
    "composed": ("un élève à Besançon déjà", unicodedata.normalize("NFD", "un élève à Besançon déjà")),
    "marks in another order": ("a\u0301\u0323 word of a\u0323\u0301", "a\u0323\u0301 word of a\u0301\u0323"),
    "soft hyphens": ("cooperation of neighbours", "co\u00adopera\u00adtion of neigh\u00adbours"),
    "ligatures": ("the first office was efficient", "the ﬁrst oﬃce was eﬃcient"),
    "no-break spaces": ("5 km to the north", "5\u00a0km\u202fto the north"),
    "quotes and dashes": ('"it\'s so" - he said', "“it’s so” — he said"),
    "ellipsis": ("and then... nothing", "and then… nothing"),
    "CRLF": ("one line\nand another", "one line\r\nand another"),
    "tabs": ("one line and another", "one\tline\nand another"),
    "direction marks": ("אמר שלום לכל", "\u200fאמר שלום\u200e לכל"),
}


@pytest.mark.parametrize("name", SAME_WORDS)
@pytest.mark.parametrize("backwards", [False, True])
def test_other_forms_of_the_same_words_change_nothing(name: str, *, backwards: bool) -> None:
    ours, theirs = SAME_WORDS[name][:: -1 if backwards else 1]
    old, new = f"{HOUSE}\n\n{ours} {ROBIN}", f"{HOUSE}\n\n{theirs} {ROBIN}"
    placement = placed(old, new, ours)
    assert placement.state == "exact"
    assert (words_at(placement, new) or "").strip("\u200e\u200f") == theirs.strip("\u200e\u200f")


def test_notes_move_with_their_paragraph() -> None:
    old, new = f"{HOUSE}\n\n{ROBIN}\n\n{BRIDGE}\n\n{MILL}", f"{ROBIN}\n\n{BRIDGE}\n\n{MILL}\n\n{HOUSE}"
    placement = placed(old, new, "river bends")
    assert (placement.state, words_at(placement, new)) == ("moved", "river bends")
    assert placed(old, new, "lost at sea").state == "exact"


def test_a_note_over_two_paragraphs_of_which_one_moved_is_never_called_unchanged() -> None:
    old, new = f"{HOUSE}\n\n{ROBIN}\n\n{BRIDGE}\n\n{MILL}", f"{HOUSE}\n\n{BRIDGE}\n\n{MILL}\n\n{ROBIN}"
    placement = placed(old, new, f"counted its doors.\n\n{ROBIN}")
    assert placement.state in ("changed", "orphan")
    assert placement.span is None or "lost at sea" in placement.span.of(new)


@pytest.mark.parametrize("words", [HOUSE[:3], HOUSE, THREE, BRIDGE + "\n", "bridge."])
def test_notes_at_the_very_start_and_end_stay(words: str) -> None:
    new = f"Foreword.\n\n{THREE}\n\nAfterword."
    placement = placed(THREE, new, words)
    assert placement.state == "exact"
    assert (words_at(placement, new) or "").strip() == words.strip()


@pytest.mark.parametrize("new", ["", " ", "字"])
def test_when_all_words_go_every_note_is_an_orphan(new: str) -> None:
    assert placed(THREE, new, "river bends").state == placed(THREE, new, THREE).state == "orphan"


def test_words_put_at_the_edges_of_a_note_stay_outside() -> None:
    new = HOUSE.replace("where the river bends", "just where the river bends sharply")
    placement = placed(HOUSE, new, "where the river bends")
    assert (placement.state, words_at(placement, new)) == ("exact", "where the river bends")


def test_words_put_into_a_note_are_said_and_asked_about() -> None:
    new = HOUSE.replace("river bends", "river slowly bends")
    placement = placed(HOUSE, new, "where the river bends, and nobody")
    assert placement.state == "changed"
    assert words_at(placement, new) == "where the river slowly bends, and nobody"


def test_the_right_one_of_many_equal_words_keeps_its_note() -> None:
    old = "the cat saw the dog and the bird near the old well behind the house"
    new = f"Today {old}"
    for nth in range(5):
        assert placed(old, new, "the", nth).span == span_of("the", new, nth)


def test_of_two_equal_words_side_by_side_nobody_can_tell_which_one_went() -> None:
    """The last "that" of three is the note's or not: a person is asked."""
    old = f"{HOUSE} They said that that book of stairs was lost. {BRIDGE}"
    new = old.replace("said that that", "said that that that")
    assert placed(old, new, "that", 1).state == "changed"
    assert placed(old, new, "lost").state == "exact"


def test_a_row_of_a_table_that_lost_its_like_neighbour_is_asked_about() -> None:
    old = "| file | yes |\n| stair | yes |\n| window | yes |\n\n" + THREE
    new = old.replace("yes |\n| stair |", "merely a")
    assert placed(old, new, "yes", 1).state == "changed"


def test_a_few_words_that_turn_up_far_away_are_asked_about() -> None:
    """So little moved that it may be an accident; a whole sentence is none."""
    few = "from every unopened letter"
    old, new = f"He read {few} at noon. {THREE}", f"{THREE} She saw his name {few} in the drawer."
    assert placed(old, new, few).state in ("changed", "orphan")
    sentence = "Every letter stayed shut."
    assert placed(f"{sentence} {THREE}", f"{THREE} {sentence}", "letter stayed").state == "moved"


def test_a_word_among_rewritten_ones_is_asked_about_and_not_lost() -> None:
    old = f"{HOUSE} Whoever wrote down their colour forgot the silver. {BRIDGE}"
    new = f"{HOUSE} Some painter of landscapes saw colour in every misty lane. {BRIDGE}"
    placement = placed(old, new, "colour")
    assert (placement.state, words_at(placement, new)) == ("changed", "colour")
    assert "too little around them" in placement.reason


def test_in_a_refrain_notes_stay_with_their_verse() -> None:
    refrain = "And the wind blows on, and the wind blows on."
    old = "\n\n".join((HOUSE, refrain, ROBIN, refrain, BRIDGE, refrain))
    new = old.replace(f"{ROBIN}\n\n{refrain}\n\n", "")
    assert placed(old, new, "the wind", 0).span == span_of("the wind", new, 0)
    assert placed(old, new, "the wind", 4).span == span_of("the wind", new, 2)
    assert placed(old, new, ROBIN).state == "orphan"


def test_a_text_brought_back_brings_its_notes_back() -> None:
    cut = THREE.replace(ROBIN, "")
    assert placed(THREE, cut, "lost at sea").state == "orphan"
    assert placed(THREE, f"{MILL}\n\n{THREE}", "lost at sea").state == "exact"


def test_a_mark_on_white_space_is_missed_when_it_goes() -> None:
    placement = ChangeMap.replacing("one \u0300two", [(Span(0, 5), "")]).place(Span(4, 8))
    assert placement.state == "changed"
