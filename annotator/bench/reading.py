"""Queries and time of the reading pages, with 10 and with 10,000 notes: the first must not depend on the second."""

from __future__ import annotations

import gzip
import time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Anchor, Annotation, Query
from annotator.people.models import User
from texts.models import Text
from texts.spans import Span

WORDS = "the house of many windows stood where the river bends and nobody had counted its doors since the war began"
KINDS = ("commenting", "highlighting", "questioning", "editing", "commenting")


def run(quick: bool = False) -> dict[str, Any]:
    """Measured in a transaction that is rolled back: the database stays as it was."""
    result: dict[str, Any] = {}
    with transaction.atomic():
        for count in (10, 1_000 if quick else 10_000):
            result[str(count)] = _pages(count)
        transaction.set_rollback(True)
    return result


def table(result: dict[str, Any]) -> str:
    head = "## Reading pages\n\nA text of 1 MB; the data for painting is what travels compressed."
    columns = "| notes | page | queries | ms | KB |\n|---|---|---|---|---|"
    rows = [
        f"| {count} | {page} | {cell['queries']} | {cell['ms']:.0f} | {cell['kb']:.0f} |"
        for count, pages in result.items()
        for page, cell in pages.items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _pages(count: int) -> dict[str, Any]:
    reader = User.objects.create(username=f"reader-{count}", email=f"reader-{count}@example.org")
    text = text_with_notes(reader, count)
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader)
    handles = ",".join(str(handle) for handle in text.annotations.values_list("handle", flat=True)[:40])
    addresses = {
        "the reader": reverse("reader", args=[text.pk]),
        "spans": reverse("spans", args=[text.pk]),
        "40 cards" if count >= 40 else f"{count} cards": reverse(
            "cards", args=[text.pk], query={"n": f"{text.pk}:{handles}"}
        ),
        "the list": reverse("notes-of-text", args=[text.pk]),
    }
    return {name: _measure(client, address) for name, address in addresses.items()}


def _measure(client: Client, address: str) -> dict[str, float]:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = client.get(address)
        elapsed = time.perf_counter() - begun
    assert answer.status_code == 200, answer.status_code
    return {"queries": len(queries), "ms": elapsed * 1000, "kb": len(gzip.compress(answer.content)) / 1000}


def text_with_notes(author: User, count: int) -> Text:
    text = Text.objects.create(title="A long text", added_by=author)
    paragraphs = [f"{number} {WORDS}." for number in range(1_000_000 // len(WORDS))]
    publish(text, "\n\n".join(paragraphs), author=author)
    text.refresh_from_db()
    assert text.latest
    step = len(text.latest.plain) // count
    notes = [
        note_on(text, Span(at, at + 24), KINDS[n % 5], author) for n, at in enumerate(range(0, step * count - 24, step))
    ]
    store(notes)
    Query.objects.bulk_create([Query(annotation=note, proposed="x") for note in notes if note.motivation == "editing"])
    return text


def store(notes: list[Annotation]) -> None:
    """Notes that stand on their words, as those are in the latest revision."""
    Annotation.objects.bulk_create(notes, batch_size=2000)
    anchors = (Anchor(annotation=one, revision_id=one.revision_id, start=one.start, end=one.end) for one in notes)
    Anchor.objects.bulk_create(anchors, batch_size=2000)


def note_on(text: Text, span: Span, kind: str, author: User, **fields: Any) -> Annotation:
    """As a reader would have written it on the latest revision; not stored."""
    assert text.latest
    said = {} if kind == "highlighting" else {"body": "A thought about it.", "body_html": "<p>A thought about it.</p>"}
    return Annotation.on(text, text.latest, span, motivation=kind, author=author, **said, **fields)
