"""Words of the plain text are changed in the Markdown behind them, or the change is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.editing import Refused, replace, replace_all
from texts.escaping import escape
from texts.rendering import render
from texts.spans import Span

pytestmark = pytest.mark.pure


def changed(source: str, words: str, proposed: str, nth: int = 0) -> str:
    """The source after the nth place of `words` in the plain text has been changed."""
    plain, start = render(source).plain, -1
    for _ in range(nth + 1):
        start = plain.index(words, start + 1)
    done = replace(source, Span(start, start + len(words)), proposed)
    assert done.plain == plain[:start] + proposed + plain[start + len(words) :]
    assert render(done.source).plain == done.plain
    return done.source


@pytest.mark.parametrize(
    ("source", "words", "proposed", "result"),
    [
        ("The Molotov-Ribbnetrop pact", "Ribbnetrop", "Ribbentrop", "The Molotov-Ribbentrop pact"),
        ("A *Ribbnetrop* pact", "Ribbnetrop", "Ribbentrop", "A *Ribbentrop* pact"),
        ("A Rib**bnet**rop pact", "Ribbnetrop", "Ribbentrop", "A Rib**bent**rop pact"),
        (
            "[Ribbnetrop](http://e.org/Ribbnetrop) said",
            "Ribbnetrop",
            "Ribbentrop",
            "[Ribbentrop](http://e.org/Ribbnetrop) said",
        ),
        (
            "[Ribbnetrop][r] said\n\n[r]: http://e.org",
            "Ribbnetrop",
            "Ribbentrop",
            "[Ribbentrop][r] said\n\n[r]: http://e.org",
        ),
        ("Smith &amp; Wesen met", "Smith & Wesen", "Smith & Wesson", "Smith &amp; Wesson met"),
        (r"a \*keft\* mark", "*keft*", "*left*", r"a \*left\* mark"),
        ("Use `keft` here", "keft", "left", "Use `left` here"),
        ("    keft = 1\n", "keft", "left", "    left = 1\n"),
        ("| a | keft |\n|---|---|\n| b | c |", "keft", "left", "| a | left |\n|---|---|\n| b | c |"),
        ("# The Secon World War", "Secon", "Second", "# The Second World War"),
        ("words[^1]\n\n[^1]: a keft mark", "keft", "left", "words[^1]\n\n[^1]: a left mark"),
        ("> he keft\n> a mark", "keft\na", "left\na", "> he left\n> a mark"),
        ("- one\n- twoo", "twoo", "two", "- one\n- two"),
        ("a the the b", "the the", "the", "a the b"),
        ("World War.could have", "War.could", "War could", "World War could have"),
        ("costs 5 dollars", "5", "*5*", r"costs \*5\* dollars"),
        ("𝔄 keft 🐛", "keft", "left", "𝔄 left 🐛"),
    ],
)
def test_words_are_changed_where_they_come_from(source: str, words: str, proposed: str, result: str) -> None:
    assert changed(source, words, proposed) == result


def test_the_second_of_two_equal_words_is_changed_when_it_is_meant() -> None:
    source = "keft here, `keft` there, *keft* everywhere"
    assert changed(source, "keft", "left", nth=1) == "keft here, `left` there, *keft* everywhere"
    assert changed(source, "keft", "left", nth=2) == "keft here, `keft` there, *left* everywhere"


def test_a_word_in_an_address_is_not_taken_for_the_word_in_the_text() -> None:
    source = "[see](http://keft.org/keft 'keft') the keft mark"
    assert changed(source, "keft", "left") == "[see](http://keft.org/keft 'keft') the left mark"


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("one two three", "two", "one three"),
        ("one two, three", " two", "one, three"),
        ("one two, three", "two", "one, three"),
        ("one two three", "one", "two three"),
        ("one two, three", "two, ", "one three"),
        ("an incomplete thing", "in", "an complete thing"),
        ("one two\nthree four", "three", "one two\nfour"),
    ],
)
def test_deleting_words_leaves_no_gap(text: str, words: str, left: str) -> None:
    start = render(text).plain.index(words)
    assert replace(text, Span(start, start + len(words)), "").plain == left + "\n"


def test_deleting_words_takes_a_space_along_where_one_would_vanish() -> None:
    done = replace("one two twice", Span(8, 13), "")
    assert (done.source, done.plain) == ("one two", "one two\n")
    assert render(done.source).plain == done.plain


def test_what_rendering_makes_is_refused() -> None:
    source = "words[^1]\n\n[^1]: note"
    plain = render(source).plain
    start = plain.index("[1]")
    with pytest.raises(Refused):
        replace(source, Span(start, start + 3), "[2]")


def test_several_changes_in_one() -> None:
    source = "a keft *mark* on the Secon War"
    plain = render(source).plain
    spans = [
        (Span(plain.index(old), plain.index(old) + len(old)), new)
        for old, new in [("keft", "left"), ("Secon", "Second")]
    ]
    assert replace_all(source, spans).source == "a left *mark* on the Second War"


def test_overlapping_changes_are_refused() -> None:
    with pytest.raises(Refused, match="same words"):
        replace_all("one two three", [(Span(0, 7), "x"), (Span(4, 13), "y")])


WORD = st.text("abcdeRS*_[`&<.#-1", min_size=1, max_size=8).filter(lambda word: word.strip())


@given(st.lists(WORD, min_size=1, max_size=12), st.data())
def test_a_change_is_exact_or_refused(words: list[str], data: st.DataObject) -> None:
    source = escape(" ".join(words))
    plain = render(source).plain
    start = data.draw(st.integers(0, len(plain) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(plain))))
    proposed = data.draw(WORD)
    try:
        done = replace(source, span, proposed)
    except Refused:
        return
    assert done.plain == render(done.source).plain == plain[: span.start] + proposed + plain[span.end :]


@given(st.lists(WORD, min_size=2, max_size=12), st.data())
def test_a_whole_word_can_nearly_always_be_changed(words: list[str], data: st.DataObject) -> None:
    """In plain paragraphs there is nothing to refuse."""
    letters = ["".join(letter for letter in word if letter.isalpha()) or "a" for word in words]
    source = escape(" ".join(letters))
    plain = render(source).plain
    number = data.draw(st.integers(0, len(letters) - 1))
    start = len(" ".join(letters[:number])) + (number > 0)
    done = replace(source, Span(start, start + len(letters[number])), "Word")
    assert done.plain == plain[:start] + "Word" + plain[start + len(letters[number]) :]
