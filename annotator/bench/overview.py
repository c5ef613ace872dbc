"""The overview of an assignment of a large class on a large site, and what its export holds in memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.bench.reading import WORDS, store
from annotator.groups.making import make_group
from annotator.groups.models import Group, GroupText, Membership
from annotator.library.publishing import publish
from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.exporting import note_rows, notes_of
from annotator.review.models import Assignment, AssignmentText
from annotator.review.sheets import csv_pieces, xlsx_pieces
from texts.models import Text
from texts.spans import Span

STUDENTS, EACH, TIMES = 300, 5, 20
KINDS = ("commenting", "questioning", "commenting", "editing", "commenting")
PAGES = {"the table": "overview", "the text": "overview-heat"}


def run(quick: bool = False) -> dict[str, Any]:
    """Measured in a transaction that is rolled back: the database stays as it was."""
    with transaction.atomic():
        teacher, assignment = _class(STUDENTS, EACH)
        others, large = _class(10, 1_000 if quick else 10_000)
        pages = {name: _page(teacher, reverse(address, args=[assignment.pk])) for name, address in PAGES.items()}
        exports = {"CSV": _export(csv_pieces, large, others), "XLSX": _export(_xlsx, large, others)}
        transaction.set_rollback(True)
    return {"students": STUDENTS, "notes": STUDENTS * EACH, **pages["the table"], "pages": pages, "exports": exports}


def table(result: dict[str, Any]) -> str:
    pages = [f"| {name} | {row['queries']} | {row['p95_ms']:.0f} |" for name, row in result["pages"].items()]
    files = [
        f"| {name} | {row['rows']:,} | {row['seconds']:.1f} | {row['megabytes']:.1f} | {row['peak_mb']:.1f} |"
        for name, row in result["exports"].items()
    ]
    head = f"## Overview of an assignment\n\n{result['students']} learners with {result['notes']:,} notes on one text."
    first = "| page | queries | p95 ms |\n|---|---|---|"
    second = "| export | rows | s | MB | most memory taken, MB |\n|---|---|---|---|---|"
    return "\n".join([head, "", first, *pages, "", second, *files])


def _class(learners: int, each: int) -> tuple[User, Assignment]:
    """An assignment on one text, with `each` notes by each of `learners`."""
    name = f"class-{learners}"
    teacher = User.objects.create(username=name, email=f"{name}@example.org", may_edit=True)
    text = Text.objects.create(title=name, added_by=teacher)
    publish(text, "\n\n".join(f"{number} {WORDS}. And {WORDS}." for number in range(100)), author=teacher)
    text.refresh_from_db()
    group = make_group(teacher, kind="class", name=name)
    GroupText.objects.create(group=group, text=text, added_by=teacher)
    assignment = Assignment.objects.create(group=group, title=name, created_by=teacher)
    AssignmentText.objects.create(assignment=assignment, text=text)
    people = [User(username=f"{name}-{n}", email=f"{name}-{n}@example.org") for n in range(learners)]
    _store(assignment, text, User.objects.bulk_create(people), each)
    return teacher, assignment


def _store(assignment: Assignment, text: Text, people: list[User], each: int) -> None:
    group: Group = assignment.group
    Membership.objects.bulk_create(Membership(group=group, person=one, role="learner", how="added") for one in people)
    authors = people * each
    store([_note(assignment, text, author, number) for number, author in enumerate(authors)])


def _note(assignment: Assignment, text: Text, author: User, number: int) -> Annotation:
    assert text.latest
    start = number * 37 % (len(text.latest.plain) - 30)
    return Annotation.on(
        text,
        text.latest,
        Span(start, start + 24),
        motivation=KINDS[number % 5],
        body="A thought about it, in some ten words or so.",
        author=author,
        visibility="group",
        group=assignment.group,
        assignment=assignment,
    )


def _page(teacher: User, address: str) -> dict[str, Any]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(teacher)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        asked = len(queries)
    taken = sorted(_seconds(client, address) for _ in range(TIMES))
    return {"queries": asked, "p95_ms": taken[int(TIMES * 0.95) - 1] * 1000}


def _seconds(client: Client, address: str) -> float:
    begun = time.perf_counter()
    assert client.get(address).status_code == 200
    return time.perf_counter() - begun


def _xlsx(rows: Any) -> Iterator[bytes]:
    return xlsx_pieces(rows, "Notes")


def _export(pieces: Callable[..., Iterator[bytes]], assignment: Assignment, teacher: User) -> dict[str, Any]:
    """Time, and the most memory that the process took beyond what it had."""
    before, peak, size, begun = _resident(), 0, 0, time.perf_counter()
    for piece in pieces(note_rows(notes_of(assignment, teacher), teacher)):
        size += len(piece)
        peak = max(peak, _resident() - before)
    seconds = time.perf_counter() - begun
    rows = Annotation.objects.filter(assignment=assignment).count()
    return {"rows": rows, "seconds": seconds, "megabytes": size / 1e6, "peak_mb": peak / 1e6}


def _resident() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
