"""What a text offers to a checker: its quotations, sentences, numbers, dates and names."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.checkable import checkable, facts
from texts.found import Found
from texts.quotations import quotations
from texts.sentences import paragraphs, sentences
from texts.spans import Span

pytestmark = pytest.mark.pure

COMMENT = """\
This article was published in 2008 and I referred to it in my article on “Why the Molotov-Ribbnetrop was Necessary” in \
Communist Review Autumn 2010. In fact Churchill mentioned it in his “History of the Secon World War. He wrote a note \
at the time which he said “the Soviet Union was willing to send thirty divisions to help bolster the Czech army and \
would have been a substantial deterrent upon Hitler… the Soviet offer was in effect ignored. They were not bought into \
the scale against Hitler and were treated with an indifference -not to say disdain-which keft a mark on Stalin’s mind”.

Hitler could have been stopped much earlier in 1936 when with only four divisions the Germans marched into the \
Rhineland and France which had 100 divisions was requested by the Tory government “not to do anything to upset \
Hitler.” The Soviet Union attempted several time to form a united front against the Nazis only to be rejected by \
the Tory and French governments .
"""
ARTICLE = """\
Stalin ‘planned to send a million troops to stop Hitler if Britain and France agreed pact’

Stalin was ‘prepared to move more than a million Soviet troops to the German border to deter Hitler’s aggression just \
before the Second World War’

The new documents, copies of which have been seen by The Sunday Telegraph, show the vast numbers of infantry which \
Stalin’s generals said could be dispatched. But the British and French side – briefed by their governments to talk – \
did not respond to the Soviet offer, made on August 15, 1939. Instead, Stalin turned to Germany, signing the notorious \
non-aggression treaty with Hitler barely a week later, after 70 years.
"""


def words(plain: str, found: list[Found]) -> list[tuple[str, str]]:
    return [(one.kind, one.span.of(plain)) for one in found]


def quoted(plain: str, language: str = "en") -> list[tuple[str, str]]:
    return words(plain, quotations(plain, language))


# Quotations.


def test_a_person_counts_two_quotations_in_the_article() -> None:
    assert [kind for kind, _ in quoted(ARTICLE)] == ["quotation", "quotation"]
    assert quoted(ARTICLE)[1][1].endswith("to deter Hitler’s aggression just before the Second World War")


def test_a_person_counts_four_quotations_in_the_comment() -> None:
    found = quoted(COMMENT)
    assert [(kind, text[:25]) for kind, text in found] == [
        ("quotation", "Why the Molotov-Ribbnetro"),
        ("unclosed", "History of the Secon Worl"),
        ("quotation", "the Soviet Union was will"),
        ("quotation", "not to do anything to ups"),
    ]
    assert found[1][1] == "History of the Secon World War."
    assert found[2][1].endswith("keft a mark on Stalin’s mind")


@pytest.mark.parametrize(
    ("plain", "language", "expected"),
    [
        ("He said “yes” twice", "en", ["yes"]),
        ("He said ‘yes’ twice", "en", ["yes"]),
        ('He said "yes" twice', "en", ["yes"]),
        ("He said 'yes' twice", "en", ["yes"]),
        ("Er sagte „ja“ und ‚nein‘", "de", ["ja", "nein"]),
        ("Er sagte »ja« und ›nein‹", "de", ["ja", "nein"]),
        ("Il a dit « oui » hier", "fr", ["oui"]),
        ("Hon sa ”ja” och gick", "sv", ["ja"]),
        ("Powiedział „tak” i poszedł", "pl", ["tak"]),
        ("他说「是」了", "zh", ["是"]),
        ("他说“是”了", "zh", ["是"]),
        ("Он сказал «да»", "ru", ["да"]),
        ("no quotation here", "en", []),
        ("an empty one “ ” here", "en", []),
        ("marks only “…” here", "en", []),
    ],
)
def test_quotation_marks_of_many_languages_are_known(plain: str, language: str, expected: list[str]) -> None:
    assert quoted(plain, language) == [("quotation", text) for text in expected]


@pytest.mark.parametrize(
    "plain",
    [
        "It isn’t Stalin’s and it isn't Hitler's",
        "the soldiers’ tents and the soldiers' tents",
        "’Tis true, ‘tis pity, 'tis true",
        "in the ’90s and the '30s",
        "rock ’n’ roll and rock 'n' roll",
        "He is 5'10 and 5’10 tall",
        'a board of 5" and 10"',
        "O’Neill and d'Artagnan",
    ],
)
def test_apostrophes_and_inches_are_no_quotations(plain: str) -> None:
    assert quoted(plain) == []


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("“He said ‘no’ to it”", [("quotation", "He said ‘no’ to it"), ("nested", "no")]),
        ("‘He said “no” to it’", [("quotation", "He said “no” to it"), ("nested", "no")]),
        ("“a “b” c”", [("quotation", "a “b” c"), ("nested", "b")]),
        ("«a «b» c»", [("quotation", "a «b» c"), ("nested", "b")]),
        ("“a ‘b “c” d’ e”", [("quotation", "a ‘b “c” d’ e"), ("nested", "b “c” d"), ("nested", "c")]),
        ("'he said \"no\" to it'", [("quotation", 'he said "no" to it'), ("nested", "no")]),
        ("‘the soldiers’ tents were wet’ he said", [("quotation", "the soldiers’ tents were wet")]),
    ],
)
def test_quotations_stand_in_quotations(plain: str, expected: list[tuple[str, str]]) -> None:
    assert quoted(plain) == expected


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    assert quoted("“One. Two.\n\n“Three.”") == [("unclosed", "One. Two."), ("quotation", "Three.")]


def test_a_quotation_goes_on_over_a_line_wrapped_by_hand() -> None:
    assert quoted("He said “one\ntwo” and left") == [("quotation", "one\ntwo")]


def test_block_quotations_are_the_callers() -> None:
    plain = "He wrote:\n\nAll is “well” now."
    found = quotations(plain, blocks=[Span(11, len(plain))])
    assert words(plain, found) == [("block", "All is “well” now."), ("quotation", "well")]


def test_the_caller_may_know_the_paragraphs() -> None:
    plain = "“One\nTwo”"
    assert words(plain, quotations(plain, parts=[Span(0, 4), Span(5, 9)])) == [("unclosed", "One")]


# Sentences.


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("“One.” Two.", ["“One.”", "Two."]),
        ("Mr. W. Churchill came. He left.", ["Mr. W. Churchill came.", "He left."]),
        ("See vol. 1 of it. He said no. Then he left.", ["See vol. 1 of it.", "He said no.", "Then he left."]),
        ("It was 3.5 metres. So… and so on.", ["It was 3.5 metres.", "So… and so on."]),
        ("我来了。你走了！", ["我来了。", "你走了！"]),
        ("A heading\n\nOne. Two.", ["A heading", "One.", "Two."]),
        ("Wrapped\nby hand. Two.", ["Wrapped\nby hand.", "Two."]),
        ("", []),
    ],
)
def test_a_text_is_split_into_sentences(plain: str, expected: list[str]) -> None:
    assert [span.of(plain) for span in sentences(plain)] == expected


@given(st.text(alphabet="Ab.!? \n“”’1", max_size=80))
def test_no_word_is_lost_between_sentences(plain: str) -> None:
    inside = "".join(span.of(plain) for span in sentences(plain))
    assert "".join(inside.split()) == "".join(plain.split())
    assert [s.start for s in sentences(plain)] == sorted(s.start for s in sentences(plain))
    assert all(p.of(plain).strip() == p.of(plain) for p in paragraphs(plain))


# Numbers, dates and names.


def kinds(plain: str, language: str = "en") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in sorted(facts(plain, language), key=lambda one: one.span):
        found.setdefault(one.kind, []).append(one.span.of(plain))
    return found


def test_a_person_finds_these_facts_in_the_article() -> None:
    found = kinds(ARTICLE)
    assert found["number"] == ["a million", "a million", "70"]
    assert found["date"] == ["August 15, 1939"]
    assert found["name"] == [
        *["Stalin", "Hitler", "Britain", "France"],
        *["Stalin", "Soviet", "German", "Hitler", "Second World War"],
        *["The Sunday Telegraph", "Stalin", "British", "French", "Soviet", "Stalin", "Germany", "Hitler"],
    ]


def test_a_person_finds_these_numbers_and_dates_in_the_comment() -> None:
    found = kinds(COMMENT)
    assert found["number"] == ["thirty", "four", "100"]
    assert found["date"] == ["2008", "Autumn 2010", "1936"]
    assert {"Molotov-Ribbnetrop", "Communist Review", "Churchill", "Rhineland", "Nazis", "Tory"} <= set(found["name"])


@pytest.mark.parametrize(
    ("plain", "kind", "expected"),
    [
        ("it cost £3.5 million, or 45% of 1,234", "number", ["£3.5 million", "45%", "1,234"]),
        (
            "two hundred and fifty thousand men, twenty-five dogs",
            "number",
            ["two hundred and fifty thousand", "twenty-five"],
        ),
        ("one of them; no one else; the second", "number", []),
        ("a B-17 and the M25 and 2nd place", "number", []),
        ("1. a list\n2) goes on", "number", []),
        ("on 3 May 2024 and May 3rd and 2024-05-03", "date", ["3 May 2024", "May 3rd", "2024-05-03"]),
        ("in 1918-1922, the 1930s, the 20th century", "date", ["1918-1922", "1930s", "20th century"]),
        ("in 1939, or 1,939 times", "date", ["1939"]),
        ("when Ludwig van Beethoven’s niece met W. Churchill", "name", ["Ludwig van Beethoven", "W. Churchill"]),
        ("The cat sat. However, it left. I saw it on Monday.", "name", []),
        ("Paris fell. They left Paris.", "name", ["Paris", "Paris"]),
        ("BREAKING NEWS TODAY\n\nnothing", "name", []),
    ],
)
def test_facts_are_found_by_rule(plain: str, kind: str, expected: list[str]) -> None:
    assert kinds(plain).get(kind, []) == expected


def test_other_languages_get_quotations_and_numbers() -> None:
    plain = "Am 3. Mai 1939 sagte Molotow in Moskau „ja“ zu 1.234 Soldaten."
    found = words(plain, checkable(plain, "de"))
    assert found == [("number", "3"), ("number", "1939"), ("quotation", "ja"), ("number", "1.234")]


def test_every_find_says_why_it_was_offered() -> None:
    for one in checkable(COMMENT + ARTICLE):
        assert one.reason.endswith(".")
        assert one.reason[0].isupper()


@given(st.text(alphabet="Ab1 .,“”‘’'\"\n-May29", max_size=120))
def test_finds_stand_inside_the_text_and_facts_apart(plain: str) -> None:
    for one in checkable(plain):
        assert one.span.within(plain)
        assert one.span.of(plain).strip()
    spans = sorted(one.span for one in facts(plain))
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "hostile",
    ["“", "'a ", "“a ‘b ", "s’ ", "‘s’ ", "«»", ".\n", "A ", "1,", "two hundred ", "A of ", "1939-", "“a. “", " "],
)
def test_hostile_texts_are_read_in_bounded_time(hostile: str) -> None:
    text = (hostile * 50_000)[:50_000]
    start = time.process_time()
    checkable(text)
    assert time.process_time() - start < 3
