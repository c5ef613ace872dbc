"""Markdown to safe, settled HTML, and that HTML to the plain text on which every offset counts.

The only sanitizer of the program. Knows nothing of texts, notes or pages; what it gives back is stored once and printed as
it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

TAGS = set(
    "a abbr b blockquote br cite code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s section small strong "
    "sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": {"href", "title", "id"}, "li": {"id"}, "ol": {"start"}}
CLASSES = {
    "a": {"footnote-backref"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "hr": {"footnotes-sep"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
SCHEMES = {"http", "https", "mailto"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ADDRESSES = 100_000  # characters of link targets that any text may print, and per character of its source:
ADDRESSES_PER_CHARACTER = 12  # one code point percent-encoded, so that addresses given in place always fit
SETTLED_AFTER = 5  # cleaning once is not a fixpoint; nearly all is settled after two


@dataclass(frozen=True, slots=True)
class Rendering:
    """`plain` is the textContent of `html`, code point for code point."""

    html: str
    plain: str


def render(source: str, footnotes: str = "") -> Rendering:
    """The HTML and plain text of a text's Markdown. `footnotes` keeps their anchors apart from those of other texts."""
    source = normal(source)
    html = settled(_texts.render(source, {"docId": footnotes} if footnotes else {}), source)
    return Rendering(html, plain_of(html))


def render_note(source: str) -> str:
    """The safe HTML of what people write in notes and replies: no footnotes, and small headings."""
    source = normal(source)
    return settled(_notes.render(source), source)


def normal(source: str) -> str:
    """One kind of line end, and no characters that HTML cannot hold."""
    return UNPRINTABLE.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))


def plain_of(html: str) -> str:
    """The text content of HTML that this module has made."""
    reader = _TextContent()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


class _TextContent(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def settled(html: str, source: str) -> str:
    """Clean until cleaning changes nothing. What is not done by then is shown as it was written, in one paragraph.

    No Markdown is known to come to that: of a hundred thousand made at random each was settled after one cleaning.
    """
    for _ in range(SETTLED_AFTER):
        cleaned = _cleaned(html)
        if cleaned == html:
            return html
        html = cleaned
    return _cleaned(f"<p>{_escaped(source)}</p>")


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener ugc",
    )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image_as_link)
    parser.core.ruler.push("bounded_addresses", _bounded_addresses)
    return parser


def _image_as_link(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A picture of another site is not loaded here; its words and its address are kept."""
    words = _escaped(renderer.renderInlineAsText(tokens[index].children, options, env) or "image")
    address = str(tokens[index].attrs.get("src", ""))
    return f'<a href="{_escaped(address)}">{words}</a>' if address else words


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _bounded_addresses(state: Any) -> None:
    """An address given once and referred to a thousand times makes gigabytes of kilobytes: past a bound, only words stay."""
    left = ADDRESSES + ADDRESSES_PER_CHARACTER * len(state.src)
    for token in state.tokens:
        kept: list[Token] = []
        dropping = False
        for child in token.children or []:
            left -= sum(len(str(child.attrs.get(name, ""))) for name in ("href", "src", "title"))
            dropping = left < 0 if child.type == "link_open" else dropping
            if child.type == "image" and left < 0:
                child.attrs.pop("src", None)
            if not (dropping and child.type in ("link_open", "link_close")):
                kept.append(child)
        token.children = kept if token.children else token.children


def _align_by_class(state: Any) -> None:
    """A strict policy allows no style attributes."""
    for token in state.tokens:
        if token.type in ("td_open", "th_open") and "style" in token.attrs:
            alignment = str(token.attrs.pop("style")).removeprefix("text-align:")
            token.attrs["class"] = f"align-{alignment}"


def _small_headings(state: Any) -> None:
    """Inside a card a heading is below the page's own."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(4, int(token.tag[1]))}"


_texts = _parser().use(footnote_plugin)
_texts.core.ruler.push("align_by_class", _align_by_class)
_notes = _parser()
_notes.core.ruler.push("align_by_class", _align_by_class)
_notes.core.ruler.push("small_headings", _small_headings)
