"""Publishing a revision of a text of 1 MB under 10,000 notes, end to end: rendering, aligning, anchors, notices, commit."""

from __future__ import annotations

import time
from typing import Any

from annotator.bench import server

NOTES = 10_000


def run(quick: bool = False) -> dict[str, Any]:
    count = NOTES // 10 if quick else NOTES
    return server.on_both("annotator.bench.publishing", count)


def table(result: dict[str, Any]) -> str:
    head = "## Publishing\n\nOne word in fifty of a text of 1 MB is changed, a paragraph cut and one moved; seconds until it is committed."
    columns = "| database | notes | seconds | queries | exact or moved | changed | without words |\n|---|---|---|---|---|---|---|"
    rows = [
        f"| {name} | {row['notes']:,} | {row['seconds']:.2f} | {row['queries']} | {row['kept']:,} | {row['changed']:,} | {row['orphan']:,} |"
        for name, row in result.items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _publish(count: int) -> dict[str, Any]:
    """In a process of its own, against the database of its environment."""
    from django.db import connection
    from django.db.models import Count
    from django.test.utils import CaptureQueriesContext

    from annotator.bench.reading import text_with_notes
    from annotator.library.publishing import publish
    from annotator.notes.models import Anchor
    from annotator.people.models import User

    author = User.objects.create(username="author", email="author@example.org")
    editor = User.objects.create(username="editor", email="editor@example.org")
    text = text_with_notes(author, count)
    assert text.latest
    source = _edited(text.latest.source)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        revision = publish(text, source, author=editor, base=text.latest)
        elapsed = time.perf_counter() - begun
    states = dict(Anchor.objects.filter(revision=revision).order_by().values_list("state").annotate(Count("pk")))
    return {
        "notes": sum(states.values()),
        "seconds": elapsed,
        "queries": len(queries),
        "kept": states.get("exact", 0) + states.get("moved", 0),
        "changed": states.get("changed", 0),
        "orphan": states.get("orphan", 0),
    }


def _edited(source: str) -> str:
    paragraphs = source.split("\n\n")
    for n in range(0, len(paragraphs), 50):
        paragraphs[n] = paragraphs[n].replace("windows", "doorways")
    del paragraphs[300]
    paragraphs.insert(100, paragraphs.pop(700))
    return "\n\n".join(paragraphs)


if __name__ == "__main__":
    server.report(_publish)
