"""A quote is looked for in a text: it is here, or at one of these places, or not here."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.passages import BRIDGE, HOUSE, ROBIN, span_of
from texts.finding import SHOWN, Ambiguous, Finder, Found, find
from texts.spans import Quote, Span, quote_at

pytestmark = pytest.mark.pure

TEXT = f"{HOUSE}\n\n{ROBIN}\n\n{BRIDGE}\n"
REFRAIN = "And the wind blows on."
SONG = f"{HOUSE} {REFRAIN}\n\n{ROBIN} {REFRAIN}\n\n{BRIDGE} {REFRAIN}\n"


def found(quote: Quote, text: str, near: int | None = None) -> Found:
    answer = find(quote, text, near)
    assert isinstance(answer, Found), answer
    return answer


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20), st.text(max_size=120), st.integers(0, 200))
def test_whatever_is_looked_for_lies_in_the_text(exact: str, prefix: str, suffix: str, text: str, near: int) -> None:
    answer = find(Quote(exact, prefix, suffix), text, near)
    candidates = answer.candidates if isinstance(answer, Ambiguous) else (answer,) if answer else ()
    for one in candidates:
        assert one.span.within(text)
        assert len(one.span)
        assert 0 < one.score <= 1


@given(st.integers(0, len(TEXT) - 31), st.integers(30, 90))
def test_words_taken_from_a_text_are_found_where_they_were(start: int, length: int) -> None:
    span = Span(start, min(len(TEXT), start + length))
    at = found(quote_at(TEXT, span), TEXT).span
    assert at.of(TEXT) == span.of(TEXT).strip()
    assert span.start <= at.start <= at.end <= span.end


def test_words_that_stand_once_are_found() -> None:
    assert found(Quote("river bends"), TEXT) == Found(span_of("river bends", TEXT))


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_what_stands_around_decides_between_equal_words(nth: int) -> None:
    span = span_of(REFRAIN, SONG, nth)
    assert found(quote_at(SONG, span), SONG).span == span


def test_equal_words_without_surroundings_are_all_offered() -> None:
    answer = find(Quote(REFRAIN), SONG)
    assert isinstance(answer, Ambiguous)
    assert answer.count == 3
    assert [one.span for one in answer.candidates] == [span_of(REFRAIN, SONG, nth) for nth in range(3)]


def test_very_many_places_are_counted_and_the_first_are_shown() -> None:
    answer = find(Quote("the"), "the " * 500)
    assert isinstance(answer, Ambiguous)
    assert (answer.count, len(answer.candidates)) == (500, SHOWN)


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_a_place_known_nearly_decides_between_equal_words(nth: int) -> None:
    span = span_of(REFRAIN, SONG, nth)
    assert found(Quote(REFRAIN), SONG, span.start + 7).span == span


def test_a_place_in_the_middle_between_two_decides_nothing() -> None:
    first, second = span_of(REFRAIN, SONG), span_of(REFRAIN, SONG, 1)
    assert isinstance(find(Quote(REFRAIN), SONG, (first.start + second.start) // 2), Ambiguous)


def test_whole_words_are_meant_when_nothing_stands_around() -> None:
    assert found(Quote("art"), "The party was full of art, and started late.").span == Span(22, 25)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("“it’s so” — he said", '"it\'s so" - he said'),
        ("and then…", "and then..."),
        ("one\tline\n and another", "one line and another"),
        ("first office", "ﬁrst oﬃce"),
        ("cooperation", "co\u00adopera\u00adtion"),
        (unicodedata.normalize("NFD", "élève à Besançon"), "élève à Besançon"),
        ("a\u0301\u0323 word", "a\u0323\u0301 word"),
    ],
)
def test_other_glyphs_forms_and_spaces_are_the_same_words(quote: str, text: str) -> None:
    for words, other in ((quote, text), (text, quote)):
        whole = f"{HOUSE} {other} {ROBIN}"
        assert found(Quote(words), whole) == Found(span_of(other, whole), 1.0)


def test_another_case_is_found_and_scored_lower() -> None:
    answer = found(Quote("THE RIVER BENDS"), TEXT)
    assert answer.span == span_of("the river bends", TEXT)
    assert answer.score < 1


def test_a_letter_is_never_found_without_its_mark() -> None:
    assert find(Quote("cafe"), "un cafe\u0301 noir") is None


def test_words_that_changed_a_little_are_found_where_they_stand() -> None:
    span = span_of(ROBIN, TEXT)
    changed = TEXT.replace("harbour", "harbor").replace("lost at sea", "lost at the sea")
    answer = found(quote_at(TEXT, span), changed)
    assert answer.span.of(changed).startswith("Robin went to the harbor")
    assert answer.span.of(changed).endswith("no ship returned.")
    assert 0.85 <= answer.score < 1


def test_a_short_quote_that_changed_is_not_guessed() -> None:
    assert find(Quote("river bends"), TEXT.replace("river bends", "rivers bend")) is None


def test_short_words_in_foreign_surroundings_are_not_believed() -> None:
    elsewhere = Quote("Robin", prefix="a small bird called the red", suffix="sang upon the snowy branch")
    assert find(elsewhere, TEXT) is None


def test_surroundings_alone_never_make_a_place() -> None:
    span = span_of("the letters were lost at sea", TEXT)
    assert find(quote_at(TEXT, span), TEXT.replace(span.of(TEXT), "")) is None


@pytest.mark.parametrize("words", ["", "  \n", "\u00ad", "zebra crossing"])
def test_words_that_are_not_there_are_not_found(words: str) -> None:
    assert find(Quote(words), TEXT) is None


def test_nothing_is_found_in_an_empty_text() -> None:
    assert find(Quote("house"), "") is None


def test_many_quotes_are_found_in_one_text_as_each_alone() -> None:
    finder = Finder(SONG)
    quotes = [Quote("river bends"), Quote(REFRAIN), Quote("RIVER"), Quote("zebra"), quote_at(SONG, Span(100, 160))]
    assert [finder.find(quote) for quote in quotes] == [find(quote, SONG) for quote in quotes]
