"""Notes leaving as files: how long 10,000 of one text take in each form, and whether 100,000 take more memory than that."""

from __future__ import annotations

import resource
import time
from typing import Any

from annotator.bench import server

NOTES, EXPORTED = 100_000, 10_000
FORMS = ("jsonld", "csv", "xlsx", "html", "markdown", "tei")


def run(quick: bool = False) -> dict[str, Any]:
    return server.on_both("annotator.bench.exporting", NOTES // 10 if quick else NOTES)


def table(result: dict[str, Any]) -> str:
    some = result["sqlite"]
    head = (
        f"## Exporting\n\nAll {some['exported']:,} notes of one text on a site with {some['notes']:,}, and all of the site; the "
        "best of three. Memory is how much the process grew over the first, at its highest."
    )
    columns = "| database | form | one text, ms | MB | the whole site, s | MB | memory, MB more |\n|---|---|---|---|---|---|---|"
    rows = [
        f"| {name} | {form} | {cell['ms']:.0f} | {cell['mb']:.1f} | {cell['all_s']:.1f} | {cell['all_mb']:.0f} | {cell['more_mb']:.0f} |"
        for name, row in result.items()
        for form, cell in row["forms"].items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _exporting(size: int) -> dict[str, Any]:
    """In a process of its own, against the database of its environment."""
    from django.db import connection

    from annotator.notes.models import Annotation
    from annotator.people.models import User

    texts = _site(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reader = User.objects.get(username="reader")
    readable = Annotation.objects.readable_by(reader)
    of_text = readable.filter(text=texts[0])
    return {
        "notes": Annotation.objects.count(),
        "exported": of_text.count(),
        "forms": {form: _measured(form, of_text, readable, reader) for form in FORMS},
    }


def _measured(form: str, of_text: Any, every: Any, reader: Any) -> dict[str, float]:
    taken = [_made(form, of_text, reader) for _ in range(3)]
    before = _memory()
    whole = _made(form, every, reader)
    return {
        "ms": min(seconds for seconds, _ in taken) * 1000,
        "mb": taken[0][1] / 1e6,
        "all_s": whole[0],
        "all_mb": whole[1] / 1e6,
        "more_mb": _memory() - before,
    }


def _made(form: str, notes: Any, reader: Any) -> tuple[float, int]:
    """Seconds and bytes."""
    from annotator.exchange import exports

    begun = time.perf_counter()
    size = sum(map(len, exports.of(notes, reader, form, site="https://notes.example")))
    return time.perf_counter() - begun, size


def _memory() -> float:
    """The most that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _site(size: int) -> list[Any]:
    """Texts with EXPORTED notes each, of the usual kinds, and a reply to every tenth."""
    from annotator.bench.reading import text_with_notes
    from annotator.notes.models import Annotation, Check, Reply
    from annotator.people.models import User

    reader = User.objects.create(username="reader", email="reader@example.org")
    texts = [text_with_notes(reader, EXPORTED) for _ in range(max(1, size // EXPORTED))]
    notes = Annotation.objects.order_by("pk")
    Check.objects.bulk_create(Check(annotation=one) for one in notes.filter(motivation="assessing"))
    answered = list(notes.values_list("pk", flat=True))[::10]
    replies = [Reply(annotation_id=key, author=reader, body="Yes.", body_html="<p>Yes.</p>") for key in answered]
    Reply.objects.bulk_create(replies, batch_size=2000)
    return texts


if __name__ == "__main__":
    server.report(_exporting)
