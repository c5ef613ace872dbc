"""Bodies say the same whether they come over the protocol or in a file."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from annotator.exchange.arriving import read as read_file
from annotator.exchange.parsing import read

pytestmark = pytest.mark.pure

ON = {"source": "https://example.org/a", "selector": {"type": "TextQuoteSelector", "exact": "words"}}


@pytest.mark.parametrize(
    ("body", "words", "tags"),
    [
        ("Bare words.", "Bare words.", []),
        ("https://example.org/x", "<https://example.org/x>", []),
        ({"value": "<p>One <b>two</b></p><script>x</script>", "format": "text/html"}, "One **two**", []),
        ([{"value": "a", "purpose": "oa:tagging"}, {"value": "b"}], "b", ["a"]),
        ({"value": "c", "purpose": "http://www.w3.org/ns/oa#tagging"}, "", ["c"]),
        ({"type": "Choice", "items": [{"type": "Audio"}, {"value": "first"}, {"value": "second"}]}, "first", []),
        ({"type": "Composite", "items": [{"value": "one"}, {"value": "two"}]}, "one\n\ntwo", []),
        ({"value": "It describes.", "purpose": "describing"}, "It describes.", []),
        (
            {"type": "SpecificResource", "source": {"id": "https://example.org/y"}, "purpose": "linking"},
            "<https://example.org/y>",
            [],
        ),
    ],
)
def test_a_body_says_the_same_by_whichever_way_it_comes(body: Any, words: str, tags: list[str]) -> None:
    document = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "body": body, "target": ON}
    sent = read(document)
    assert (sent.words, sent.tags) == (words, tags)
    [filed] = read_file(json.dumps([document]).encode()).drafts
    assert (filed.body, list(filed.tags)) == (words, tags)


def test_motivations_are_known_however_they_are_written() -> None:
    for written in ("questioning", "oa:questioning", ["http://www.w3.org/ns/oa#questioning"]):
        document = {"id": "urn:a", "motivation": written, "body": {"value": "Why?"}, "target": ON}
        assert read(document).kind == "questioning"
        assert read_file(json.dumps([document]).encode()).drafts[0].motivation == "questioning"
    assert read({"motivation": "tagging", "body": "a", "target": ON}).tags == ["a"]


def test_hostile_html_takes_no_time() -> None:
    begun = time.perf_counter()
    nested = ["<table><tr><td>" * 600, "<blockquote>" * 2_000]
    for html in (
        *nested,
        "<" * 300_000,
        "<b>" * 100_000,
        "<ul><li>" * 50_000,
        "&lt;" * 100_000,
        "<a href='x'>" * 50_000,
        "*" * 500_000,
    ):
        read({"body": {"value": html, "format": "text/html"}, "target": ON})
    assert time.perf_counter() - begun < 5
