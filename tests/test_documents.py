"""Word, EPUB, PDF, HTML and TEI to drafts: every word arrives, and what does not is counted."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import W, make_docx, make_epub, make_pdf, make_tei, paragraph
from texts.importing.comments import Part as Comment
from texts.importing.drafted import Drafted
from texts.importing.epub import read_epub
from texts.importing.parting import beginnings, with_comments
from texts.importing.pdf import read_pdf
from texts.importing.tei import read_tei
from texts.importing.trees import html_tree
from texts.importing.webpage import read_webpage
from texts.importing.worddocument import read_word_document
from texts.importing.writing import Document
from texts.rendering import render

pytestmark = pytest.mark.pure


def squeezed(words: str) -> str:
    return "".join(words.split())


def read_html(body: str, head: str = "") -> Drafted:
    return read_webpage(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


# Nothing is lost

words = st.text(alphabet="ab Zé𝒳1.,!#*_[]()<>&`|~^\\-+=:“”'\"\u00a0\n", max_size=12)
inline = st.sampled_from(
    ["b", "i", "a href='https://e.org/(x)?a=1&copy;'", "code", "s", "span", "sup", "u", "a name=x"]
)
block = st.sampled_from(
    ["p", "div", "h2", "blockquote", "ul", "ol start=7", "li", "pre", "dl", "section", "table", "tr", "td", "th"]
)


def _tag(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name.split()[0]}>"


inside = st.recursive(
    words.map(escape),
    lambda inner: st.one_of(
        st.tuples(inline, inner).map(lambda pair: _tag(*pair)), st.lists(inner, max_size=3).map("<br>".join)
    ),
    max_leaves=6,
)
page = st.recursive(
    inside,
    lambda inner: st.tuples(block, st.lists(inner, max_size=4).map("".join)).map(lambda pair: _tag(*pair)),
    max_leaves=12,
)


@given(page)
@settings(max_examples=150)
def test_every_word_of_a_page_is_read_in_its_order(html: str) -> None:
    body = html_tree(f"<html><body><p>.</p>{html}</body></html>").find("body")
    there = squeezed("".join(body.itertext()))
    losses: Counter[str] = Counter()
    markdown = Document({}, losses).markdown(body)
    assert squeezed(render(markdown).plain) == there
    assert losses["character"] == 0


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One <b>two </b>three.</p>", "One **two** three."),
        ("<p>a<b><i>b</i> c</b></p>", "a***b* c**"),
        ("<p>Wow!<a href='https://e.org'>link</a></p>", "Wow\\![link](<https://e.org>)"),
        ("<p>one<br>1. two<br><br>three</p>", "one\\\n1\\. two\n\nthree"),
        ("<h2>A <i>b</i> #</h2>", "## A *b* \\#"),
        ("<ul><li>a<ol><li>b</ol><li>c</ul>", "- a\n  1. b\n- c"),
        ("<ol start=3><li><p>a<p>b</ol>", "3. a\n\n   b"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  ``` b</pre>", "````\na\n  ``` b\n````"),
        ("<table><tr><th>A<th>B<tr><td>1|2<td><code>x|y</code></table>", "| A | B |\n| --- | --- |\n| 1\\|2 | `x\\|y` |"),
        ("<p>He said <q>yes</q>.</p>", "He said “yes”."),
        ("a<p>b</p>c", "a\n\nb\n\nc"),
    ],
)  # fmt: skip
def test_html_becomes_markdown_that_a_person_would_write(html: str, markdown: str) -> None:
    assert read_html(html).whole == markdown


def test_what_markdown_cannot_mark_is_counted_and_its_words_stay() -> None:
    drafted = read_html(
        "<p><b>“so”</b>it H<sub>2</sub>O <u>under</u></p><img src=x><iframe></iframe><nav>Menu</nav>"
        "<table><tr><td><p>a<p>b<td>c</table><p hidden>secret</p><script>no</script>"
    )
    assert squeezed(render(drafted.whole).plain) == "“so”itH2Ounderabc"
    assert drafted.dropped == {
        "picture": 1, "media": 1, "navigation": 1, "hidden": 1, "script": 1, "underline": 1, "emphasis": 1, "layout": 1,
    }  # fmt: skip
    assert "1 table: laid out as paragraphs, cell by cell." in drafted.losses


def test_a_page_says_who_wrote_it_and_when() -> None:
    head = """<title>T | Paper</title><meta name=author content="A. Writer"><meta property=og:site_name content=Paper>
        <meta property="article:published_time" content="2008-10-18T10:00Z"><link rel=canonical href="https://e.org/a">"""
    drafted = read_html("<p>Around it.</p><article><h1>The title</h1><p>Words.</p></article>", head)
    assert (drafted.title, drafted.byline, drafted.publisher) == ("The title", "A. Writer", "Paper")
    assert (drafted.published, drafted.source_url) == ("2008-10-18", "https://e.org/a")
    assert drafted.whole == "# The title\n\nWords." and drafted.dropped == {"around": 2}


def test_a_page_is_read_in_the_encoding_it_names() -> None:
    page = '<html><meta charset="windows-1251"><p>Привет, мир</p></html>'
    assert read_webpage(page.encode("cp1251")).whole == "Привет, мир"
    assert read_webpage("<html><p>é“</p></html>".encode()).whole == "é“"


def test_footnotes_of_a_page_are_footnotes_and_other_links_inside_it_are_words() -> None:
    drafted = read_html(
        '<p>One<sup><a href="#f1" id="r1">[1]</a></sup> two<a href="#f1">1</a> <a href="#top">up</a>.</p>'
        '<h2>Notes</h2><ol><li id="f1"><p><a href="#r1">1</a>. The <i>note</i>.</p></li></ol>'
    )
    assert drafted.whole == "One[^1] two1 up.\n\n## Notes\n\n[^1]: The *note*."
    assert "footnote-item" in render(drafted.whole).html


# Word

FOOTNOTES = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>'
COMMENTS = f'<w:comments {W}><w:comment w:id="1"><w:p><w:r><w:t>Hm.</w:t></w:r></w:p></w:comment></w:comments>'
STYLES = f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>
    </w:docDefaults><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>"""


def test_a_word_document_keeps_headings_marks_and_footnotes_and_says_what_went() -> None:
    body = (
        paragraph("The title", "Heading1")
        + paragraph("Ribbnetrop ", marks="<w:b/>")
        + '<w:p><w:r><w:t>Words</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:ins w:id="9"><w:r><w:t xml:space="preserve"> new</w:t></w:r></w:ins>'
        '<w:del w:id="8"><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:commentReference w:id="1"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    drafted = read_word_document(make_docx(body, footnotes=FOOTNOTES, comments=COMMENTS, styles=STYLES))
    assert drafted.whole == (
        "# The title\n\n**Ribbnetrop**\n\nWords[^1] new\n\n| a | b |\n| --- | --- |\n\n[^1]: A note."
    )
    assert (drafted.title, drafted.language) == ("The title", "en-GB")
    assert drafted.dropped == {"comment": 1, "deletion": 1, "insertion": 1}


# EPUB


def test_a_book_gives_a_part_for_each_chapter_with_its_notes_from_another_file() -> None:
    chapters = {
        "one.xhtml": '<h1>One</h1><p>Words<a epub:type="noteref" href="notes.xhtml#n1">1</a> &nbsp;more.<a id="x"/></p>',
        "two.xhtml": "<p>Second &eacute;.</p>",
        "notes.xhtml": '<aside epub:type="footnote" id="n1"><p>The note.</p></aside>',
    }
    metadata = (
        "<dc:title>Book</dc:title><dc:creator>A</dc:creator><dc:language>de</dc:language><dc:date>1912-05</dc:date>"
    )
    drafted = read_epub(make_epub(chapters, metadata, toc='<ol><li><a href="two.xhtml#t">Chapter II</a></li></ol>'))
    assert [part.title for part in drafted.parts] == ["One", "Chapter II"]
    assert drafted.parts[0].source == "# One\n\nWords[^1] \u00a0more.\n\n[^1]: The note."
    assert drafted.parts[1].source == "Second é."
    assert (drafted.title, drafted.byline, drafted.language, drafted.published) == ("Book", "A", "de", "1912-05")
    assert drafted.dropped == {}


# TEI


def test_a_tei_text_stands_as_its_source_has_it() -> None:
    body = (
        "<p>Lead.</p><div><head>Eins</head><p>Das <choice><sic>keft</sic><corr>left</corr></choice> Wort"
        '<note place="foot">Eine <s>Note</s>.</note> und <q>Rede</q> “<q>zitat</q>” a<lb/>b wo<lb break="no"/>rt.</p>'
        "<lg><l>Vers eins,</l><l>Vers zwei.</l></lg></div>"
        "<div><head>Zwei</head><p>Mehr <del>weg</del><app><lem>a</lem><rdg>b</rdg></app>.</p>"
        '<figure><graphic url="x"/><head>Bild</head></figure></div>'
    )
    header = """<fileDesc><titleStmt><title>Titel</title><author>A. Autor</author></titleStmt><sourceDesc>
        <bibl><publisher>Verlag</publisher><date when="1938-10-05"/></bibl></sourceDesc></fileDesc>"""
    drafted = read_tei(make_tei(body, header, "de"))
    assert [part.title for part in drafted.parts] == ["Eins", "Zwei"]
    assert drafted.parts[0].source == (
        "Lead.\n\n## Eins\n\nDas keft Wort[^1] und “Rede” “zitat” a b wort.\n\nVers eins,\\\nVers zwei.\n\n[^1]: Eine Note."
    )
    assert drafted.parts[1].source == "## Zwei\n\nMehr ~~weg~~a.\n\nBild"
    assert drafted.dropped == {"picture": 1, "variant": 2}
    said = (drafted.title, drafted.byline, drafted.publisher, drafted.published, drafted.language)
    assert said == ("Titel", "A. Autor", "Verlag", "1938-10-05", "de")


# PDF


def test_lines_of_a_pdf_are_passages_again_without_running_heads() -> None:
    pages = [
        ["THE PAPER", f"The quick brown {name} jumps over the lazy dog and goes on to", "its next line, where a pre-",
         "tended word ends.", f"And a new passage of the {name} begins here, going on over the end", str(n)]
        for n, name in enumerate(["fox", "cat", "hen", "owl", "eel"], 1)
    ]  # fmt: skip
    drafted = read_pdf(make_pdf(pages))
    assert "goes on to its next line, where a pretended word ends." in drafted.whole
    assert "THE PAPER" not in drafted.whole and not re.search(r"\d", drafted.whole)
    assert drafted.dropped == {"hyphen": 5, "running": 10}


def test_headings_and_notes_of_a_pdf_are_known_by_the_size_of_their_letters() -> None:
    long = "Words of a passage that goes on and on until the line of the page is full, or nearly"
    pages = [
        ["24|The whole", "24|book", "16|First part #", long, long, "and goes over at the end of a page where its last line is as full as any other", "8|1 A note on it that is", "8|long. With 2 ends.", "8|2. Another", "1"],
        ["to the next page.", "16|Second part", long, "2"],
        [long, "8|small, and no note", "3"],
    ]  # fmt: skip
    drafted = read_pdf(make_pdf(pages))
    assert drafted.title == "The whole book"
    first, second = (part.source for part in drafted.parts)
    assert first.startswith("# The whole book\n\n## First part \\#\n\nWords") and "any other to the next page." in first
    assert first.endswith("\n\n---\n\n1 A note on it that is long. With 2 ends.\n\n2\\. Another")
    assert second.startswith("## Second part") and second.endswith("small, and no note")
    assert drafted.dropped == {"footnote": 2, "running": 3}


def test_where_pictures_stood_is_said() -> None:
    drafted = read_html("<p>Here we see a fine big <b>old</b> cat <img src=x> and</p><div><img src=y></div>")
    assert drafted.losses == [
        "2 pictures: left out; captions are kept. After “see a fine big old cat”; after “a fine big old cat and”."
    ]
    unread = read_html("<p>A <script>alert(1)</script>cat</p><table><tr><td>sat<td>here</table><p><img></p>")
    assert unread.places == {"picture": ["after “A cat sat here”"]}
    drawn = paragraph("A fine cat") + "<w:p><w:r><w:drawing/></w:r></w:p>"
    assert read_word_document(make_docx(drawn)).places == {"picture": ["after “A fine cat”"]}
    many = "".join(f"<p>{n}<img></p>" for n in range(30))
    assert "; and at 10 more places." in read_html(many).losses[0]


def test_signs_in_a_pdf_are_words_and_no_marks() -> None:
    assert render(read_pdf(make_pdf([["# 1. *not* [a] list_"]])).whole).plain == "# 1. *not* [a] list_\n"


def test_a_draft_goes_through_json_unchanged() -> None:
    drafted = read_html("<h1>T</h1><img src=x>")
    assert Drafted.from_json(drafted.as_json()) == drafted


# Parts


def test_a_word_document_is_parted_at_its_highest_headings_with_the_notes_of_each() -> None:
    mark = '<w:p><w:r><w:t>Words</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    body = (
        paragraph("Before all") + paragraph("One", "Heading1") + mark + paragraph("Two", "Heading1") + paragraph("End")
    )
    drafted = read_word_document(make_docx(body, footnotes=FOOTNOTES, styles=STYLES))
    assert [(part.title, part.source) for part in drafted.parts] == [
        ("Before all", "Before all"),
        ("One", "# One\n\nWords[^1]\n\n[^1]: A note."),
        ("Two", "# Two\n\nEnd"),
    ]


@pytest.mark.parametrize(
    ("levels", "starts"),
    [([0, 0], [0]), ([1, 0, 2, 0], [0]), ([1, 0, 2, 0, 2, 0], [0, 2, 4]), ([1, 2, 0, 2, 0], [0, 3]),
     ([0, 1, 0, 1, 2, 2], [0, 1, 3]), ([2, 0, 3, 0, 3], [0, 2, 4])],
)  # fmt: skip
def test_parts_begin_at_the_highest_heading_there_are_two_of(levels: list[int], starts: list[int]) -> None:
    assert beginnings(levels) == starts


def test_numbered_passages_at_the_end_are_comments_and_footnotes_stay_with_the_article() -> None:
    whole = "# Title\n\nWords[^1]\n\n1\\. First *comment*\n\n2\\. Second\n\n[^1]: A note.\n\n    More of it."
    assert with_comments(whole) == (
        "# Title\n\nWords[^1]\n\n[^1]: A note.\n\n    More of it.",
        [Comment(1, "First *comment*"), Comment(2, "Second")],
    )
    assert with_comments("Words\n\n1\\. First[^1]\n\n2\\. Second\n\n[^1]: A note.") is None
    assert with_comments("1\\. First\n\n2\\. Second") is None
