"""Markdown becomes safe, settled HTML, and the plain text is what a browser would read in it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.rendering import ATTRIBUTES, CLASSES, SCHEMES, TAGS, normal, plain_of, render, render_note, settled

pytestmark = pytest.mark.pure

VOID = {"br", "hr"}
NASTY = (
    """
<script>alert(1)</script>|<img src=x onerror=alert(1)>|[a](javascript:alert(1))|<javascript:alert(1)>|![x](data:text/html,x)
[a](JaVaScRiPt:alert(1))|[a](java&#10;script:alert(1))|[a](&#106;avascript:x)|<svg/onload=x>|<math><style>|<!--|-->|<![CDATA[
<a href="vbscript:x">|[a](  javascript:x)|[a](\x01javascript:x)|[a](//evil.example)|[a](file:///etc/passwd)|<style>@import x
<iframe srcdoc="x">|<textarea>|</textarea>|<title>|<noscript>|<template>|<plaintext>|<pre>|</pre>|<p style="x">|"onclick="x
[a](https://e.org "t\\" onmouseover=x")|[a]: javascript:x|[a][a]|[^1]: <b onclick=x>|[^1]|&lt;script&gt;|&#60;b&#62;|&#0;|&nbsp;
""".strip()
    .replace("\n", "|")
    .split("|")
)
MARKS = (
    """
# |## |* |- |1. |0) |> |    |\t|```|~~~|`|**|_|~~|[|]|(|)|!|<|>|&|\\|| | a | b ||---|:-:||^|:|[^a]|[^a]: |---|===|***|
https://e.org|mailto:a@e.org|é|𝒳|👩‍👩‍👧|ש|\u0301|\u200b|\u00a0|\u2028|\x85|\x0b|\x0c|\x00|\ufeff|\ufffe|\ud800|word|two words
""".strip()
    .replace("\n", "|")
    .split("|")
)
sources = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*MARKS, *NASTY, "\n", "\n\n", "\r\n", " ", "|"]), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from([*MARKS, *NASTY, "\n"]), st.text(max_size=5)), max_size=25).map("".join),
)


class Elements(HTMLParser):
    """The elements of a fragment: (name, attributes), and what is still open at its end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def text_content(html: str) -> str:
    """What an HTML5 parser (html5ever, inside nh3) reads in a fragment: all elements taken away, their words kept."""
    return unescape(nh3.clean(html, tags=set(), clean_content_tags=set()))


def is_safe(html: str) -> bool:
    elements = Elements(html)
    assert elements.open == []
    for tag, attributes in elements.found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"class", "rel"}
        assert set(attributes.get("class", "").split()) <= CLASSES.get(tag, set())
        href = attributes.get("href", "")
        assert urlsplit(re.sub(r"[\x00-\x20]", "", href)).scheme in {*SCHEMES, ""}
        assert tag != "a" or not href or attributes["rel"] == "nofollow noopener ugc"
    return True


@given(sources)
def test_the_plain_text_is_what_a_browser_reads(source: str) -> None:
    rendering = render(source)
    assert rendering.plain == plain_of(rendering.html) == text_content(rendering.html)


@given(sources)
def test_the_html_is_settled(source: str) -> None:
    """Parsed and written once more by an HTML5 parser it is the same, so nothing shifts when a browser reads it."""
    html = render(source, footnotes="abc").html
    again = nh3.clean(
        html, tags=TAGS, attributes={**ATTRIBUTES, "*": {"class", "rel"}}, link_rel=None, url_schemes=SCHEMES
    )
    assert again == html


@given(sources)
def test_what_would_never_settle_is_shown_as_it_was_written(source: str) -> None:
    """Each cleaning takes one line end behind a <pre>: here it is not done when patience ends."""
    shown = settled("<pre>" + "\n" * 40 + "x</pre>", normal(source))
    assert plain_of(shown) == text_content(shown) == normal(source)
    assert nh3.clean(shown) == shown and is_safe(shown)


@given(sources)
def test_the_html_is_safe_whatever_was_written(source: str) -> None:
    assert is_safe(render(source).html)
    assert is_safe(render_note(source))


@given(sources)
def test_rendering_twice_gives_the_same(source: str) -> None:
    assert render(source) == render(source) == render(normal(source))
    assert normal(normal(source)) == normal(source)


@given(sources)
def test_nothing_that_a_database_or_a_page_cannot_hold_is_left(source: str) -> None:
    rendering = render(source)
    for words in (rendering.plain, rendering.html):
        words.encode()
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\r\ufffe\uffff]", words)


# Traps, each once paid for


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("```\n\nx\n```", "\nx\n\n"),  # a newline after <pre> falls out when HTML is parsed; after <pre><code> it must not
        ("```\n\n\nx\n```", "\n\nx\n\n"),
        ("    code", "code\n\n"),
        ("<pre>\n\nx</pre>", "<pre>\nx</pre>\n"),
        ("- a\n  - b\n    - c", "\na\n\nb\n\nc\n\n\n\n\n\n"),
        ("3. a\n4. b", "\na\nb\n\n"),
        ("> a\n> > b", "\na\n\nb\n\n\n"),
        ("a[^1]\n\n[^1]: note", "a[1]\n\n\n\nnote ↩︎\n\n\n\n"),
        ("[^nobody refers to]: note", ""),
        ("&amp; &lt;b&gt; &nbsp;x &notit;", "& <b> \xa0x &notit;\n"),
        ("&#0; &#xD800; &#x110000;", "\ufffd \ufffd \ufffd\n"),
        ("a\x00b\ud800c\ufffe", "abc\n"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\tb", "a\tb\n"),
        ("\ta\tb", "a\tb\n\n"),
        ("a  \nb\\\nc", "a\nb\nc\n"),
        ("a\u2029b\x85c\u200bd\u00a0e", "a\u2029b\x85c\u200bd\xa0e\n"),
        ("\ufeffa", "\ufeffa\n"),
        ("𝒳👩‍👩‍👧 e\u0301 שלום", "𝒳👩‍👩‍👧 e\u0301 שלום\n"),
        ("| a | b |\n|:-:|--:|\n| 1 | 2 |", "\n\n\na\nb\n\n\n\n\n1\n2\n\n\n\n"),
        ("![a *picture*](http://e.org/x.png)", "a picture\n"),
        ("![](http://e.org/x.png)", "image\n"),
        ("[![a](http://e.org/x.png)](http://e.org)", "a\n"),
        ("\"straight\" -- quotes... stay (c)", "\"straight\" -- quotes... stay (c)\n"),
        ("*", "\n\n\n"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)  # fmt: skip
def test_traps(source: str, plain: str) -> None:
    rendering = render(source)
    assert rendering.plain == plain == text_content(rendering.html)


@pytest.mark.parametrize("nasty", NASTY)
def test_hostile_words_stay_words(nasty: str) -> None:
    assert is_safe(render(f"{nasty}\n\n[a]: https://e.org").html)
    assert is_safe(render_note(nasty))


@pytest.mark.parametrize("scheme", ["javascript", "JAVASCRIPT", "data", "vbscript", "file", "blob", "tel", "ftp"])
def test_only_web_and_mail_addresses_become_links(scheme: str) -> None:
    for source in (f"[a]({scheme}:x)", f"<{scheme}:x>", f"![a]({scheme}:x)", f"[a]\n\n[a]: {scheme}:x"):
        assert f'"{scheme.lower()}:' not in render(source).html.lower()


def test_a_picture_is_not_loaded_and_its_address_is_kept() -> None:
    html = render("![a](http://e.org/x.png)").html
    assert "<img" not in html
    assert 'href="http://e.org/x.png"' in html


def test_the_columns_of_a_table_stand_as_they_were_set_without_styles() -> None:
    html = render("| a | b |\n|:-:|--:|\n| 1 | 2 |").html
    assert 'class="align-center"' in html and 'class="align-right"' in html and "style" not in html


def test_footnotes_of_two_texts_on_one_page_do_not_share_anchors() -> None:
    source = "a[^1]\n\n[^1]: note"
    ids = [set(re.findall(r' id="([^"]+)"', render(source, footnotes=text).html)) for text in ("one", "two")]
    assert ids[0] and not ids[0] & ids[1]


def test_headings_in_notes_are_below_those_of_the_page() -> None:
    assert render_note("# a\n\n##### b") == "<h4>a</h4>\n<h5>b</h5>\n"


# Hostile in size: what comes out is bounded by what went in


LARGEST_TABLE = 1_000_000  # markdown-it fills up to 65,536 empty cells of short rows
HOSTILE = {
    "opening brackets": "[" * 5_000,
    "half links": "[a](" * 2_000,
    "half pictures": "![" * 2_000,
    "half footnotes": "^[" * 2_000,
    "stars": "*a **b " * 1_000,
    "tildes": "~~a" * 1_000,
    "backticks": " ".join("`" * n for n in range(100)),
    "backslashes": "\\" * 5_000,
    "deep lists": "".join("  " * n + "- a\n" for n in range(100)),
    "deep quotes": "> " * 3_000 + "a",
    "less-than signs": "<" * 5_000,
    "ampersands": "&" * 5_000,
    "rows of two hundred missing cells": "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "x\n" * 200,
    "one footnote a thousand times": "[^1]" * 1_000 + "\n\n[^1]: x",
    "footnotes in footnotes": "".join(f"[^{n}]: x[^{n + 1}]\n\n" for n in range(300)) + "[^0]",
    "one line of a megabyte": "word " * 200_000,
    "one word of a megabyte": "a" * 1_000_000,
    "one address a thousand times": "[a] " * 5_000 + f"\n\n[a]: http://e.org/{'x' * 5_000}",
    "one title a thousand times": "[a] " * 5_000 + f"\n\n[a]: http://e.org '{'x' * 5_000}'",
    "one picture a thousand times": "![a] " * 5_000 + f"\n\n[a]: http://e.org/{'x' * 5_000}",
    "one word for a note a thousand times": "[^a] " * 5_000 + f"\n\n[^a]: {'x' * 5_000}",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_comes_out_is_bounded_by_what_went_in(case: str) -> None:
    source = HOSTILE[case]
    rendering = render(source)
    assert rendering.plain == text_content(rendering.html)
    for html in (rendering.html, render_note(source)):
        assert len(html) < 64 * len(source) + LARGEST_TABLE


def test_an_address_used_too_often_leaves_its_words() -> None:
    source = "[word] " * 5_000 + f"\n\n[word]: http://e.org/{'x' * 5_000}"
    assert render(source).plain == "word " * 4_999 + "word\n"
    assert render(source).html.startswith('<p><a href="http://e.org/xxx')


def test_every_link_with_an_address_of_its_own_is_kept() -> None:
    source = f"[a](http://e.org/{'𝒳' * 100}) " * 1_000
    assert render(source).html.count("<a ") == 1_000
