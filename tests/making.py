"""Texts and notes for tests, made by the program's own acts."""

from __future__ import annotations

from typing import Any

from annotator.library.models import Upload
from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Annotation, Check, Query
from annotator.people.models import User
from texts.models import Text
from texts.spans import Span

WORDS = "The Soviet offer was in effect ignored. Why the Molotov-Ribbnetrop was Necessary, he said, and nobody answered him."


def make_text(source: str = WORDS, *, author: User, **fields: Any) -> Text:
    """An article, or a comment when `parent` is given."""
    if "parent" in fields:
        fields = {"kind": "comment", "place": fields["parent"].comments.count() + 1, **fields}
    text = Text.objects.create(**{"title": "A text", "added_by": author, **fields})
    publish(text, source, author=author)
    text.refresh_from_db()
    return text


def make_note(text: Text, author: User, motivation: str = "commenting", words: str = "", **fields: Any) -> Annotation:
    """A note on the first place of `words` in the latest revision (by default on "Ribbnetrop", or the first word)."""
    assert text.latest
    plain = text.latest.plain
    words = words or ("Ribbnetrop" if "Ribbnetrop" in plain else plain.split()[0])
    start = plain.index(words)
    extra = {name: fields.pop(name) for name in ("query", "check", "tags", "sources") if name in fields}
    if motivation == "editing":
        extra.setdefault("query", Query(proposed="Ribbentrop"))
    if motivation == "assessing":
        extra.setdefault("check", Check(speaker="Churchill"))
    annotation = Annotation.on(
        text,
        text.latest,
        Span(start, start + len(words)),
        motivation=motivation,
        author=author,
        **{"body": "" if motivation == "highlighting" else "A thought.", **fields},
    )
    return annotate(annotation, **extra)


def make_upload(person: User, data: bytes = b"<html><p>Words.</p></html>", kind: str = "html", **fields: Any) -> Upload:
    """A document that waits to be read; nothing is put in the queue."""
    return Upload.objects.create(
        person=person, data=data, size=len(data), kind=kind, **{"name": f"document.{kind}", **fields}
    )
