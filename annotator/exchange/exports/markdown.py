"""An annotated edition as Markdown: the text with footnotes, as Pandoc and GitHub read them."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.exchange.exports import said
from annotator.exchange.exports.chapters import Chapter
from annotator.notes.leaving import Thread
from annotator.notes.naming import Names
from texts.escaping import escape_line, escape_words
from texts.source import as_markdown


def pieces(chapters: Iterator[Chapter], names: Names, title: str) -> Iterator[str]:
    yield f"# {escape_line(title)}\n\n"
    for chapter in chapters:
        yield _head(chapter)
        yield as_markdown(chapter.revision.html, chapter.ends, lambda n, of=chapter: f"[^{of.first_placed + n}]")  # type: ignore[misc]
        yield "\n"
        if chapter.loose:
            numbers = range(chapter.first, chapter.first_placed)
            yield "On no words of it: " + " ".join(f"[^{number}]" for number in numbers) + "\n\n"
        for number, thread in chapter.threads():
            yield _footnote(number, thread, names)


def _head(chapter: Chapter) -> str:
    text, revision = chapter.text, chapter.revision
    by = f", by {text.byline}" if text.byline else ""
    name = f"Comment {text.place}" if text.parent_id else text.title
    return f"\n## {escape_words(f'{name}{by}')}\n\n*Revision {revision.number}, {said.day(revision.created)}*\n\n"


def _footnote(number: int, thread: Thread, names: Names) -> str:
    """All its paragraphs are indented, so that they stay with it."""
    parts = [part for part in _parts(thread, names) if part]
    indented = "\n\n".join(parts).replace("\n", "\n    ")
    lines = "\n".join(line.rstrip() for line in indented.split("\n"))
    return f"[^{number}]: {lines}\n\n"


def _parts(thread: Thread, names: Names) -> Iterator[str]:
    note = thread.note
    states = "".join(f"; {state}" for state in said.states(thread))
    yield f"**{escape_words(said.head(thread, names))}**{escape_words(states)}"
    if note.exact:
        yield "\n".join(f"> {escape_line(line)}" for line in note.exact.split("\n"))
    if query := getattr(note, "query", None):
        yield f"→ {escape_words(query.proposed) or '*(to be deleted)*'}"
    yield escape_words(said.claim(thread))
    yield note.body
    for source in thread.sources:
        yield f"Source: {escape_words(said.source(source))}"
    for verdict in thread.verdicts:
        yield f"Verdict: {escape_words(said.verdict(verdict))}"
    yield " ".join(f"#{escape_words(tag.replace(' ', '-'))}" for tag in thread.tags)
    for reply in thread.replies:
        who = f"{names.of(note, reply.author)}, {said.day(reply.created)}"
        yield f"↳ **{escape_words(who)}**: {reply.body}"
