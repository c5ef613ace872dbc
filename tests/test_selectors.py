"""Selectors of other programs, resolved on what is stored here; and that none is ever guessed or dangerous."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.elements import tree
from annotator.exchange.jsonld import By, Note, Version, dump, moment
from annotator.exchange.parsing import load, read, selectors_of
from annotator.exchange.selectors import Lost, place
from annotator.exchange.valid import NotAnAnnotation
from texts.rendering import render
from texts.spans import Span

pytestmark = pytest.mark.pure

SOURCE = (
    "# Head\n\nOne **two** three.\n\nFour *five* six, and two more.\n\n- seven\n- eight\n\nNote[^1].\n\n[^1]: Below."
)
TEXT = render(SOURCE)


def found(*selectors: Any) -> str:
    return place(list(selectors), TEXT.html, TEXT.plain).of(TEXT.plain)


def quote(exact: str, **more: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, **more}


def of(kind: str, value: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, **more}


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        (quote("five"), "five"),
        (quote("two", prefix="and ", suffix=" more"), "two"),
        ({"type": "TextPositionSelector", "start": 0, "end": 4}, "Head"),
        (of("XPathSelector", "/html/body/p[1]/strong"), "two"),
        (of("XPathSelector", "//p[2]/em[1]"), "five"),
        (of("XPathSelector", "/html[1]/body[1]/p[1]/text()[2]"), " three."),
        (of("XPathSelector", "//li[2]"), "eight"),
        (of("CssSelector", "ul > li:nth-of-type(2)"), "eight"),
        (of("CssSelector", "p:nth-child(2) strong"), "two"),
        (of("CssSelector", "body > h1"), "Head"),
        (of("FragmentSelector", "char=0,4", conformsTo="http://tools.ietf.org/rfc/rfc5147"), "Head"),
        (of("FragmentSelector", "xpointer(/html/body/h1)"), "Head"),
        (of("FragmentSelector", ":~:text=One,three"), "One two three"),
        (of("FragmentSelector", ":~:text=and-,two,-more"), "two"),
        (of("XPathSelector", "//p[2]", refinedBy=quote("two")), "two"),
        (of("XPathSelector", "//p[2]", refinedBy={"type": "TextPositionSelector", "start": 5, "end": 9}), "five"),
        (
            {
                "type": "RangeSelector",
                "startSelector": of("XPathSelector", "//ul/li[1]"),
                "endSelector": of("CssSelector", "ul li:last-child"),
            },
            "seven\n",
        ),
    ],
)
def test_a_selector_finds_its_words(selector: Any, words: str) -> None:
    assert found(selector) == words


def test_an_element_is_named_by_its_id() -> None:
    one = next(one for one in tree(TEXT.html).below() if one.attributes.get("id"))
    named = one.attributes["id"]
    for selector in (
        of("FragmentSelector", named),
        of("CssSelector", f"#{named}"),
        of("XPathSelector", f"id('{named}')"),
    ):
        if len(one.span):
            assert found(selector) == one.span.of(TEXT.plain)


def test_words_decide_where_numbers_disagree() -> None:
    assert found({"type": "TextPositionSelector", "start": 0, "end": 4}, quote("five")) == "five"
    assert found({"type": "TextPositionSelector", "start": 48, "end": 51}, quote("two")) in ("two",)


@pytest.mark.parametrize(
    "selector",
    [
        quote("two"),  # stands twice
        quote("nowhere at all"),
        quote("  "),
        {"type": "TextPositionSelector", "start": 3, "end": 9_999},
        {"type": "TextPositionSelector", "start": "3", "end": None},
        {"type": "DataPositionSelector", "start": 1, "end": 2},
        of("SvgSelector", "<svg/>"),
        of("XPathSelector", "//p"),
        of("XPathSelector", "//p[position() > 1]"),
        of("XPathSelector", "count(//p)"),
        of("CssSelector", "p:hover"),
        of("CssSelector", ">"),
        of("FragmentSelector", "xywh=1,2,3,4"),
        {"type": "RangeSelector", "startSelector": quote("five"), "endSelector": quote("One")},
        {"type": "RangeSelector"},
        {"type": "Unheard"},
    ],
)
def test_what_is_not_clear_has_no_place_and_a_reason(selector: Any) -> None:
    with pytest.raises(Lost, match=r"\w+ \w+"):
        found(selector)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "value", "exact", "start", "end", "refinedBy", "startSelector", "endSelector", "x"]
            ),
            inner
            | st.sampled_from(["TextQuoteSelector", "RangeSelector", "XPathSelector", "//p", "two", "CssSelector"]),
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=3))
def test_nothing_that_is_sent_breaks_it(selectors: list[Any]) -> None:
    with suppress(Lost):
        assert place(selectors, TEXT.html, TEXT.plain).within(TEXT.plain)


def test_hostile_expressions_take_no_time() -> None:
    html = "<ul><li>" * 2_000 + "x" + "</li></ul>" * 2_000
    begun = time.perf_counter()
    for selector in (
        of("XPathSelector", "//*" * 15),
        of("CssSelector", "* " * 30),
        of("FragmentSelector", "xpointer(" * 150),
    ):
        with pytest.raises(Lost):
            place([selector], html, "x")
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("content", [b"[", b"\xff", b"[" * 99_999, b'{"@context": NaN}', b'"x"', b"{}"])
def test_what_is_no_annotation_is_told_so(content: bytes) -> None:
    with pytest.raises(NotAnAnnotation):
        load(content)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
NOTES = st.builds(
    lambda kind, body, tags, start, length, quoted, proposed: (
        kind,
        body,
        sorted(tags),
        start,
        start + length,
        quoted,
        proposed,
    ),
    st.sampled_from(["highlighting", "commenting", "questioning", "editing"]),
    WORDS.filter(str.strip),
    st.sets(st.text("abc xyz", min_size=1, max_size=9).map(lambda one: " ".join(one.split())).filter(bool), max_size=3),
    st.integers(0, 10**6),
    st.integers(1, 99),
    st.tuples(WORDS, WORDS | st.just(""), WORDS | st.just("")),
    WORDS | st.just(""),
)


@given(NOTES)
def test_what_goes_out_comes_back_the_same(drawn: Any) -> None:
    kind, body, tags, start, end, (exact, prefix, suffix), proposed = drawn
    when = moment(datetime(2026, 11, 25, 12, tzinfo=UTC))
    note = Note(
        "01", kind, body if kind != "highlighting" else "", "green", "public", None, when, when, start, end, exact, prefix,
        suffix, "02", "en", Version(1, when), By("Anna", "/people/03/"), proposed if kind == "editing" else None, tags,
    )  # fmt: skip
    document = dump(note, "http://testserver")
    said = read(document)
    again = note._replace(
        motivation=said.kind, body=said.words, tags=said.tags, proposed=said.proposed, colour=said.colour or "green"
    )
    position, words = selectors_of(said.targets[0])
    place_again = again._replace(start=position["start"], end=position["end"], exact=words["exact"])
    assert dump(place_again, "http://testserver") == document
    assert Span(position["start"], position["end"]) == Span(start, end)
