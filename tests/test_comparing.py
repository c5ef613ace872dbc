"""What a reader is told when a quotation is held against its source."""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from texts.comparing import LONGEST, Comparison, compare

pytestmark = pytest.mark.pure

IN_THE_BOOK = (
    "They were not brought into the scale against Hitler, and were treated with an indifference—not to say disdain—"
    "which left a mark in Stalin's mind."
)
IN_THE_COMMENT = (
    "They were not bought into the scale against Hitler and were treated with an indifference -not to say disdain-"
    "which keft a mark on Stalin’s mind"
)
ALL_OF_THE_COMMENT = (
    "the Soviet Union was willing to send thirty divisions to help bolster the Czech army and would have been a "
    "substantial deterrent upon Hitler… the Soviet offer was in effect ignored. " + IN_THE_COMMENT
)
CHURCHILL = [
    ("spelling", "bought", "brought"),
    ("punctuation", "-", "—"),
    ("punctuation", "-", "—"),
    ("spelling", "keft", "left"),
    ("substitution", "on", "in"),
]


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(d.kind, d.quoted, d.source) for d in comparison.differences]


def folded(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(d.kind, d.quoted, d.source) for d in comparison.folded]


def marked(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(d.kind, d.quoted, d.source) for d in comparison.marked]


# The quotation of the corpus.


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        (IN_THE_COMMENT, IN_THE_BOOK),
        (f"“{IN_THE_COMMENT}”", IN_THE_BOOK),
        (ALL_OF_THE_COMMENT, IN_THE_BOOK),
        (IN_THE_COMMENT, f"The Soviet offer was in effect ignored. {IN_THE_BOOK} For this Russia paid dear."),
    ],
    ids=["sentence", "with its quotation marks", "whole quotation", "in a longer excerpt"],
)
def test_churchill_is_told_three_words_and_the_dashes_and_nothing_else(quoted: str, source: str) -> None:
    comparison = compare(quoted, source)
    assert told(comparison) == CHURCHILL
    assert comparison.wording == "altered"
    assert comparison.summary.startswith("3 words differ, 2 punctuation marks differ, nothing omitted")


def test_the_comma_after_hitler_is_folded_and_yet_told() -> None:
    """Editions and typists add and drop commas, so a comma that one side lacks is no difference of its own.

    It is not hidden either: it stands in the aligned lines, in `folded`, and at the end of the summary.
    """
    comparison = compare(IN_THE_COMMENT, IN_THE_BOOK)
    assert folded(comparison) == [("comma", "", ","), ("glyph", "Stalin’s", "Stalin's")]
    assert comparison.summary == "3 words differ, 2 punctuation marks differ, nothing omitted but 1 comma"


def test_words_before_the_excerpt_begins_are_said_to_be_uncompared() -> None:
    comparison = compare(ALL_OF_THE_COMMENT, IN_THE_BOOK)
    assert comparison.pieces[0].kind == "outside"
    assert comparison.pieces[0].words == 31
    assert comparison.summary.endswith("31 words outside the excerpt and not compared")


def test_a_quotation_only_half_in_the_excerpt_is_not_called_exact() -> None:
    comparison = compare("All was lost by noon. We went home at last and slept.", "We went home at last and slept.")
    assert comparison.differences == ()
    assert comparison.wording == "not_found"


def test_the_pieces_are_read_out_in_words() -> None:
    spoken = [piece.spoken for piece in compare(IN_THE_COMMENT, IN_THE_BOOK).pieces]
    assert "bought, in the source: brought" in spoken
    assert "hyphen, in the source: long dash" in spoken
    assert "left out: comma" in spoken


def test_the_lines_can_be_laid_side_by_side() -> None:
    pieces = compare("not bought into", "not brought into").pieces
    assert [(p.kind, p.quoted, p.source) for p in pieces] == [
        ("same", "not ", "not "),
        ("spelling", "bought", "brought"),
        ("same", " into", " into"),
    ]


# What does not matter.


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        ("peace  in\nour time", "peace in our time"),
        ("the sol\u00addiers left", "the soldiers left"),
        ("un caf\u00e9 noir", "un cafe\u0301 noir"),
        ("the \ufb01rst of\ufb01ce", "the first office"),
        ("zero\u200bwidth words", "zerowidth words"),
        ("their indif-\nference was", "their indifference was"),
        ("a non-\naggression pact", "a non-aggression pact"),
        ("one\u00a0thing", "one thing"),
    ],
)
def test_what_cannot_be_seen_is_exact(quoted: str, source: str) -> None:
    comparison = compare(quoted, source)
    assert comparison.differences == comparison.folded == ()
    assert comparison.wording == "exact"
    assert comparison.summary == "the same, word for word"


@pytest.mark.parametrize(
    ("quoted", "source", "kind"),
    [
        ("he said “no” to it", 'he said "no" to it', "glyph"),
        ("he said «no» to it", "he said „no“ to it", "glyph"),
        ("he said ‘no’ to it", "he said “no” to it", "glyph"),
        ("it isn’t so", "it isn't so", "glyph"),
        ("war — or peace", "war – or peace", "glyph"),
        ("war -- or peace", "war—or peace", "glyph"),
        ("war - or peace", "war—or peace", "glyph"),
        ("from 1918-1922 on", "from 1918–1922 on", "glyph"),
        ("THE END of it", "the end of it", "case"),
        ("the U.S.S.R. was ready", "the USSR was ready", "glyph"),
        ("some 1,000,000 men", "some 1\u202f000\u202f000 men", "glyph"),
        ("an encyclopædia here", "an encyclopaedia here", "glyph"),
        ("die Straße dort", "die Strasse dort", "glyph"),
        ("in ١٩٣٩ then", "in 1939 then", "glyph"),
        ("“Hello,” he said", "“Hello”, he said", "glyph"),
        ("red, white, and blue", "red, white and blue", "comma"),
    ],
)
def test_glyphs_case_and_commas_are_folded_and_trivial(quoted: str, source: str, kind: str) -> None:
    comparison = compare(quoted, source)
    assert comparison.differences == ()
    assert {piece.kind for piece in comparison.folded} == {kind}
    assert comparison.wording == "trivial"


@pytest.mark.parametrize("end", ["", ".", ",", ".”", ".'", "…"])
def test_the_mark_that_closes_a_quotation_is_the_quoting_writers(end: str) -> None:
    assert compare(f"They went home{end}", "They went home and slept.").differences == ()


def test_a_question_mark_at_the_end_is_not_the_quoting_writers() -> None:
    assert told(compare("They went home?", "They went home and slept.")) == [("punctuation", "?", "")]


# What matters.


@pytest.mark.parametrize(
    ("quoted", "source", "expected"),
    [
        ("it was a cold day", "it was a warm day", [("substitution", "cold", "warm")]),
        ("Molotov-Ribbnetrop was signed", "Molotov-Ribbentrop was signed", [("spelling", "Ribbnetrop", "Ribbentrop")]),
        ("the colour of it", "the color of it", [("spelling", "colour", "color")]),
        ("in 1936 they marched", "in 1939 they marched", [("substitution", "1936", "1939")]),
        ("with 30 divisions there", "with thirty divisions there", [("substitution", "30", "thirty")]),
        ("it is now over", "it is not over", [("substitution", "now", "not")]),
        ("we shall fight there", "we shall never fight there", [("omission", "", "never")]),
        ("we shall always fight there", "we shall fight there", [("addition", "always", "")]),
        ("he was, in short, happy", "he was happy", [("addition", ", in short,", "")]),
        ("peace; in our time", "peace: in our time", [("punctuation", ";", ":")]),
        ("what is this? he said", "what is this! he said", [("punctuation", "?", "!")]),
        ("a non aggression pact", "a non-aggression pact", [("punctuation", "", "-")]),
        ("they met to-day again", "they met today again", [("punctuation", "to-day", "today")]),
        ("they met every day again", "they met everyday again", [("spelling", "every day", "everyday")]),
        ("the USSR was ready", "the Soviet Union was ready", [("substitution", "USSR", "Soviet Union")]),
        ("I was there at noon", "He was there at noon", [("substitution", "I", "He")]),
        ("there at midnight", "there at noon", [("substitution", "midnight", "noon")]),
        (
            "Never was so much owed",
            "Never in the field of human conflict was so much owed by so many to so few.",
            [("omission", "", "in the field of human conflict")],
        ),
        ("我们不会忘记历史", "我们永远不会忘记历史。", [("omission", "", "永远")]),
        ("я не знаю этого", "я знаю этого", [("addition", "не", "")]),
        ("הוא לא בא היום", "הוא בא היום", [("addition", "לא", "")]),
        ("यह किताब अच्छी है", "यह क़लम अच्छी है", [("substitution", "किताब", "क़लम")]),
    ],
)
def test_each_difference_is_classified(quoted: str, source: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(compare(quoted, source)) == expected


def test_only_punctuation_is_trivial() -> None:
    comparison = compare("peace; in our time", "peace: in our time")
    assert comparison.wording == "trivial"
    assert comparison.summary == "no word differs, 1 punctuation mark differs, nothing omitted"


def test_omitted_and_added_words_are_counted() -> None:
    comparison = compare("we shall surely fight there", "we fight there, on the beaches, to the end of the war")
    assert comparison.summary == "no word differs, nothing omitted, 2 words added"
    assert compare("we fight on", "we must always fight on").summary == "no word differs, 2 words omitted"


def test_chinese_is_counted_in_characters() -> None:
    assert compare("我们不会忘记历史", "我们永远不会忘记历史。").summary == "no character differs, 2 characters omitted"


def test_reordered_clauses_are_not_the_same() -> None:
    comparison = compare(
        "before the war, and with an open mind, he wrote the first of his great books",
        "he wrote the first of his great books before the war, and with an open mind",
    )
    assert comparison.wording != "exact"
    assert any(piece.words for piece in comparison.pieces if piece.kind != "same")


# Cuts, brackets and [sic].


@pytest.mark.parametrize("cut", ["…", "...", "....", ". . .", "[…]", "[...]", "(...)", " … "])
def test_a_marked_cut_is_no_omission(cut: str) -> None:
    comparison = compare(f"we shall fight {cut} we shall never surrender", FIGHT)
    assert comparison.differences == ()
    assert [piece.source for piece in comparison.marked] == ["on the beaches, and again in the fields;"]
    assert comparison.wording == "exact"
    assert comparison.summary.endswith("1 marked cut of 8 words")


FIGHT = "we shall fight on the beaches, and again in the fields; we shall never surrender"


def test_a_cut_may_be_long() -> None:
    middle = " ".join(f"word{n}" for n in range(3000))
    comparison = compare("He began like this … and then he ended", f"He began like this {middle} and then he ended.")
    assert comparison.differences == ()
    assert comparison.marked[0].words == 3000


def test_words_beside_a_cut_are_still_compared() -> None:
    assert told(
        compare("He began like that … and thus he ended", "He began like this, and so on, and then he ended")
    ) == [
        ("substitution", "that", "this"),
        ("substitution", "thus", "then"),
    ]


def test_a_cut_at_either_end_says_nothing() -> None:
    comparison = compare("… and again in the fields …", FIGHT)
    assert comparison.differences == ()
    assert comparison.wording == "exact"


def test_an_omission_without_a_mark_is_told_beside_a_cut_with_one() -> None:
    comparison = compare("one two … five seven eight nine", "one two three four five six seven eight nine")
    assert told(comparison) == [("omission", "", "six")]
    assert marked(comparison) == [("cut", "…", "three four")]


def test_words_in_a_cut_of_the_excerpt_are_not_compared() -> None:
    comparison = compare("one two three four five six", "one two […] five six")
    assert comparison.differences == ()
    assert comparison.summary.endswith("2 words outside the excerpt and not compared")


@pytest.mark.parametrize(
    ("quoted", "source", "expected"),
    [
        ("[T]he war is over now", "And the war is over now", [("insertion", "[T]he", "the")]),
        ("he walk[ed] in the park", "he walks in the park", [("insertion", "walk[ed]", "walks")]),
        ("that [Churchill] was right then", "that he was right then", [("insertion", "[Churchill]", "he")]),
        ("that he [Churchill] was right then", "that he was right then", [("insertion", "[Churchill]", "")]),
        ("they keft [sic] a mark there", "they keft a mark there", [("sic", "[sic]", "")]),
        ("they keft (sic) a mark there", "they keft a mark there", [("sic", "(sic)", "")]),
        ("they keft[sic] a mark there", "they keft a mark there", [("sic", "[sic]", "")]),
    ],
)
def test_brackets_are_the_editors(quoted: str, source: str, expected: list[tuple[str, str, str]]) -> None:
    comparison = compare(quoted, source)
    assert marked(comparison) == expected
    assert comparison.differences == ()


def test_sic_does_not_excuse_a_word_that_differs() -> None:
    assert told(compare("they keft [sic] a mark", "they left a mark")) == [("spelling", "keft", "left")]


# Not found.


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        (IN_THE_BOOK, "Ils ne furent pas mis dans la balance contre Hitler, et furent traités avec indifférence."),
        (IN_THE_BOOK, "Man warf sie gegen Hitler nicht in die Waagschale und behandelte sie mit Gleichgültigkeit."),
        ("ask not what your country can do", "a date which will live in infamy, said the president"),
        ("some words", ""),
        ("", "some words"),
        ("cat", "dog"),
        ("!!!", "…"),
    ],
)
def test_words_that_are_not_there_are_not_found(quoted: str, source: str) -> None:
    comparison = compare(quoted, source)
    assert comparison.wording == "not_found"
    assert comparison.summary == "the quoted words were not found in the wording of the source"


def test_a_quotation_is_found_in_the_right_place_of_a_long_source() -> None:
    around = " ".join(random.Random(5).choices(IN_THE_BOOK.split(), k=4000))
    assert told(compare(IN_THE_COMMENT, f"{around}. {IN_THE_BOOK} {around}")) == CHURCHILL


# Size.


def test_ten_thousand_words_take_less_than_a_second() -> None:
    chance = random.Random(1)
    words = [f"word{int(chance.paretovariate(0.7))}" for _ in range(10_000)]
    edited = [w if chance.random() > 0.05 else f"other{n}" for n, w in enumerate(words)]
    assert fastest(" ".join(edited), " ".join(words)) < 1


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        ("a " * 10_000, "a " * 9_000),
        ("a b " * 5_000, "b a a " * 3_000),
        ("… a " * 5_000, "a b " * 5_000),
        ("[x] a " * 5_000, "a b " * 5_000),
        ("!?" * 30_000, "?!" * 30_000),
        ("[" * 60_000, "[a" * 30_000),
        ("a" * 60_000, "b" * 60_000),
        (". " * 30_000, ".. " * 20_000),
    ],
    ids=["one word", "two words", "cuts", "insertions", "marks", "brackets", "long word", "dots"],
)
def test_hostile_passages_are_compared_in_bounded_time(quoted: str, source: str) -> None:
    assert fastest(quoted, source) < 3


def fastest(quoted: str, source: str) -> float:
    """Seconds, the best of up to three: the machine may be busy with other things."""
    times = []
    for _ in range(3):
        start = time.process_time()
        compare(quoted, source)
        times.append(time.process_time() - start)
        if times[-1] < 0.9:
            break
    return min(times)


def test_a_passage_that_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(
        ValueError, match=r"The quotation is too long to compare: 400,001 characters, 400,000 at most\."
    ):
        compare("a" * (LONGEST + 1), "a")


# Laws.

WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "a",
            "war",
            "was",
            "never",
            "over",
            "in",
            "on",
            "at",
            "1939",
            "Hitler's",
            ",",
            ".",
            "—",
            "-",
            "…",
            "[sic]",
            "[He]",
            "“",
            "”",
            "我",
            "é",
        ]
    )
)
PASSAGES = st.one_of(WORDS.map(" ".join), st.text(max_size=60))


@given(PASSAGES)
def test_a_passage_does_not_differ_from_itself(passage: str) -> None:
    comparison = compare(passage, passage)
    assert comparison.differences == comparison.folded == comparison.marked == ()
    assert comparison.wording == "exact"


@settings(max_examples=300)
@given(PASSAGES, PASSAGES)
def test_the_pieces_hold_every_character_of_both_passages(quoted: str, source: str) -> None:
    pieces = compare(quoted, source).pieces
    assert "".join(piece.quoted for piece in pieces) == quoted
    assert "".join(piece.source for piece in pieces) == source
    at = (0, 0)
    for piece in pieces:
        assert (piece.quoted_span.start, piece.source_span.start) == at
        assert piece.quoted_span.of(quoted) == piece.quoted
        assert piece.source_span.of(source) == piece.source
        at = (piece.quoted_span.end, piece.source_span.end)


@given(PASSAGES, PASSAGES)
def test_the_words_of_same_pieces_are_the_same(quoted: str, source: str) -> None:
    for piece in compare(quoted, source).pieces:
        if piece.kind == "same":
            assert _letters(piece.quoted) == _letters(piece.source)


def _letters(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", words) if c.isalnum())


MIRROR = {"addition": "omission", "omission": "addition"}
EDITS = st.lists(st.sampled_from(["keep", "change", "drop", "add"]), min_size=10, max_size=10)


@given(EDITS)
def test_the_mirror_image_of_an_omission_is_an_addition(edits: list[str]) -> None:
    source, quoted = edited(edits)
    there = Counter(kind for kind, _, _ in told(compare(quoted, source)))
    back = Counter(MIRROR.get(kind, kind) for kind, _, _ in told(compare(source, quoted)))
    assert there == back


@given(EDITS)
def test_every_edit_is_told(edits: list[str]) -> None:
    source, quoted = edited(edits)
    kinds = Counter(kind for kind, _, _ in told(compare(quoted, source)))
    assert kinds == Counter(
        substitution=edits.count("change"), omission=edits.count("drop"), addition=edits.count("add")
    )


def edited(edits: list[str]) -> tuple[str, str]:
    """A source of words that are all unlike, and a quotation of it with an edit after every third word."""
    source, quoted = [], []
    for n, edit in enumerate(edits):
        keep = [f"{a}{n}" for a in "xyz"]
        source += [*keep, *([f"{n}{n}{n}old"] if edit != "add" else [])]
        quoted += [*keep, *({"keep": [f"{n}{n}{n}old"], "drop": []}.get(edit, [f"new{n}"]))]
    return " ".join([*source, "the", "very", "end"]), " ".join([*quoted, "the", "very", "end"])


def test_the_comparison_needs_no_django() -> None:
    import subprocess

    code = "import sys, texts.comparing; sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
