"""An annotated edition as TEI P5: the text, and its notes beside it in standOff (https://tei-c.org/guidelines/p5/).

An annotation's target is `#string-range(ID,START,LENGTH)`: code points of the text content of the division ID, which is
what the site counts; a note on a whole text, or one whose words are gone, has the division itself. A reply is an
annotation of the note that it answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from annotator.exchange.exports import said
from annotator.exchange.exports.chapters import Chapter
from annotator.notes.leaving import Thread
from annotator.notes.naming import Names
from texts.marking import TAG
from texts.marking import pieces as pieces_of_html
from texts.models import Text
from texts.rendering import normal

NAMES = {
    **{f"h{level}": f'p rend="heading{level}"' for level in range(1, 7)},
    **{"em": 'hi rend="italic"', "i": 'hi rend="italic"', "strong": 'hi rend="bold"', "b": 'hi rend="bold"'},
    **{"sup": 'hi rend="superscript"', "sub": 'hi rend="subscript"', "s": 'hi rend="strikethrough"'},
    **{"small": 'hi rend="small"', "kbd": "code", "code": "code", "q": "q", "cite": "hi", "abbr": "hi"},
    **{"p": "p", "blockquote": "quote", "ul": 'list rend="bulleted"', "ol": 'list rend="numbered"', "li": "item"},
    **{"dl": 'list type="gloss"', "dt": "label", "dd": "item", "del": "del", "ins": "add", "pre": 'ab rend="pre"'},
    **{"table": "table", "tr": "row", "td": "cell", "th": 'cell role="label"', "section": 'ab type="notes"'},
}  # thead and tbody have no element of their own
EMPTY = {"br": "<lb/>", "hr": '<milestone unit="section" rend="rule"/>'}
HREF = re.compile(r'\bhref="([^"]*)"')


def pieces(chapters: Iterator[Chapter], names: Names, title: str) -> Iterator[str]:
    """Text by text: a TEI document for each, in one corpus if there are several, as they need not belong together."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">\n'
    yield _header(title, "The texts that follow.")
    none = True
    for chapter in chapters:
        none = False
        yield "<TEI>\n"
        yield _header(_name(chapter.text), _facts(chapter))
        yield from _text(chapter)
        yield from _standoff(chapter, names)
        yield "</TEI>\n"
    if none:  # a corpus has at least one
        yield f"<TEI>{_header(title, 'No text.')}<text><body><p>No notes.</p></body></text></TEI>\n"
    yield "</teiCorpus>\n"


def _words(words: str) -> str:
    return escape(normal(words))


def _attribute(words: str) -> str:
    return quoteattr(normal(words))


def _name(text: Text) -> str:
    return f"Comment {text.place} on {text.parent}" if text.parent else text.title


def _facts(chapter: Chapter) -> str:
    text, revision = chapter.text, chapter.revision
    facts = [text.byline, text.publisher, text.published, text.source_url]
    return ", ".join(
        [*(fact for fact in facts if fact), f"revision {revision.number} of {revision.created.isoformat()}"]
    )


def _header(title: str, source: str) -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{_words(title)}</title></titleStmt>"
        "<publicationStmt><p>Exported for those who may read these notes.</p></publicationStmt>"
        f"<sourceDesc><p>{_words(source)}</p></sourceDesc></fileDesc></teiHeader>\n"
    )


def _text(chapter: Chapter) -> Iterator[str]:
    language = _attribute(chapter.text.language)
    yield f'<text xml:lang={language}><body><div xml:id="{_division(chapter)}">'
    for piece in pieces_of_html(chapter.revision.html):
        yield _tag(piece.name, piece.html) if piece.kind == TAG else _words(unescape(piece.html))
    yield "</div></body></text>\n"


def _division(chapter: Chapter) -> str:
    return f"text-{chapter.text.pk}"


def _tag(name: str, html: str) -> str:
    if name in EMPTY:
        return EMPTY[name]
    if name == "a":
        href = HREF.search(html)
        return f"<ref target={_attribute(unescape(href[1]))}>" if href and _leads(href[1]) else "<ref>"
    if name == "/a":
        return "</ref>"
    made = NAMES.get(name.removeprefix("/"), "")
    if not made:
        return ""
    return f"</{made.split()[0]}>" if name.startswith("/") else f"<{made}>"


def _leads(href: str) -> bool:
    """Whether it is an address, and not a place on the page that has no name here."""
    return not href.startswith("#") and not re.search(r"\s", href)


def _standoff(chapter: Chapter, names: Names) -> Iterator[str]:
    if not chapter.keys:
        return
    yield "<standOff><listAnnotation>\n"
    for number, thread in chapter.threads():
        yield from _annotation(number, thread, names, _division(chapter))
    yield "</listAnnotation></standOff>\n"


def _annotation(number: int, thread: Thread, names: Names, division: str) -> Iterator[str]:
    note, key = thread.note, f"note-{thread.note.pk}"
    whole = note.at is None
    target = f"#{division}" if whole else f"#string-range({division},{note.at},{note.until - note.at})"
    yield f'<annotation xml:id="{key}" n="{number}" motivation="{note.motivation}" target="{target}">'
    yield _made(str(names.of(note, note.author)), note)
    yield from (f'<note type="{kind}">{_words(words)}</note>' for kind, words in _bodies(thread) if words)
    yield "</annotation>\n"
    for reply in thread.replies:
        yield f'<annotation xml:id="reply-{reply.pk}" motivation="replying" target="#{key}">'
        yield _made(str(names.of(note, reply.author)), reply)
        yield f'<note type="body">{_words(reply.body)}</note></annotation>\n'


def _made(creator: str, made: object) -> str:
    times = {"created": made.created, "modified": made.modified}  # type: ignore[attr-defined]
    changes = "".join(f'<change status="{how}" when="{when.isoformat()}"/>' for how, when in times.items())
    person = f"<respStmt><resp>creator</resp><name>{_words(creator)}</name></respStmt>"
    return f"{person}<revisionDesc>{changes}</revisionDesc>"


def _bodies(thread: Thread) -> Iterator[tuple[str, str]]:
    note = thread.note
    yield "quote", note.exact
    if query := getattr(note, "query", None):
        yield "proposed", query.proposed or "(to be deleted)"
    yield "claim", said.claim(thread)
    yield "body", note.body
    yield from (("source", said.source(one)) for one in thread.sources)
    yield from (("verdict", said.verdict(one)) for one in thread.verdicts)
    yield from (("tag", tag) for tag in thread.tags)
    yield from (("state", state) for state in said.states(thread))
