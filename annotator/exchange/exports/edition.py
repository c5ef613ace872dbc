"""An annotated edition as HTML: the text with numbers where notes stand, and the notes below.

The words of texts, notes and replies are stored HTML, made safe when they were written; all else is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from annotator.exchange.exports import said
from annotator.exchange.exports.chapters import Chapter
from annotator.notes.leaving import Thread
from annotator.notes.naming import Names
from texts.marking import MARK
from texts.marking import pieces as pieces_of_html

STYLE = Path(__file__).parent.parent / "static" / "exchange" / "edition.css"


def document(chapters: Iterator[Chapter], names: Names, title: str) -> Iterator[str]:
    """A file that stands alone: its style is in it, and nothing is loaded from anywhere."""
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<!doctype html>\n<html lang='en'><head>{head}<title>{escape(title)}</title><style>{_style()}</style></head>"
    yield f'\n<body><main class="edition edition--alone"><h1>{escape(title)}</h1>\n'
    yield from pieces(chapters, names, title)
    yield "</main></body></html>\n"


@cache
def _style() -> str:
    return STYLE.read_text()


def pieces(chapters: Iterator[Chapter], names: Names, title: str) -> Iterator[str]:
    """What comes below a heading with this `title`, which is not said again."""
    for chapter in chapters:
        yield from _text(chapter, title)
        yield from _notes(chapter, names)


def _text(chapter: Chapter, title: str) -> Iterator[str]:
    text, revision = chapter.text, chapter.revision
    name = f"Comment {text.place}" if text.parent_id else text.title
    facts = [text.byline, text.published, f"revision {revision.number}, {said.day(revision.created)}", text.rights]
    head = f"<h2>{escape(name)}</h2>" if name != title else ""
    yield f'<article class="edition__text" aria-label="{escape(name)}">{head}'
    yield f'<p class="edition__facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'
    yield f'<div class="prose" lang="{escape(text.language)}" dir="{escape(text.direction)}">'
    for piece in pieces_of_html(revision.html, chapter.ends):
        yield _mark(chapter.first_placed + piece.number) if piece.kind == MARK else piece.html
    yield "</div></article>\n"


def _mark(number: int) -> str:
    return f'<sup class="edition__mark" id="mark-{number}"><a href="#note-{number}">{number}</a></sup>'


def _notes(chapter: Chapter, names: Names) -> Iterator[str]:
    if not chapter.keys:
        return
    yield f'<ol class="edition__notes" start="{chapter.first}">\n'
    for number, thread in chapter.threads():
        back = f' <a href="#mark-{number}" aria-label="Back to the words of note {number}">↑</a>'
        yield f'<li id="note-{number}" value="{number}">'
        yield from _note(thread, names, back if thread.note.at is not None else "")
        yield "</li>\n"
    yield "</ol>\n"


def _note(thread: Thread, names: Names, back: str) -> Iterator[str]:
    note = thread.note
    states = "".join(f" · {escape(state)}" for state in said.states(thread))
    yield f'<p class="edition__head"><b>{escape(said.head(thread, names))}</b>{states}{back}</p>'
    if note.exact:
        yield f'<blockquote dir="auto">{escape(note.exact)}</blockquote>'
    if query := getattr(note, "query", None):
        proposed = f"<ins>{escape(query.proposed)}</ins>" if query.proposed else "<em>to be deleted</em>"
        yield f'<p dir="auto"><del>{escape(note.exact)}</del> → {proposed}</p>'
    if claim := said.claim(thread):
        yield f"<p>{escape(claim)}</p>"
    yield note.body_html
    for label, found in (
        ("Source", map(said.source, thread.sources)),
        ("Verdict", map(said.verdict, thread.verdicts)),
    ):
        yield from (f"<p>{label}: {escape(one)}</p>" for one in found)
    if thread.tags:
        yield f'<p class="edition__tags">{escape(", ".join(thread.tags))}</p>'
    for reply in thread.replies:
        who = f"{names.of(note, reply.author)}, {said.day(reply.created)}"
        yield f'<div class="edition__reply"><p class="edition__head"><b>{escape(who)}</b> replied</p>{reply.body_html}</div>'
