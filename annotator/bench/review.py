"""“Reviewed, and next” at the desk of a large class on a large site: what the page of the next student costs."""

from __future__ import annotations

import time
from typing import Any

from annotator.bench import server

STUDENTS, EACH, SITE = 300, 5, 100_000
STEPS = 100
BATCH = 5_000


def run(quick: bool = False) -> dict[str, Any]:
    """For each database; p95_ms and queries at the top are the worse of the two."""
    size = SITE // 10 if quick else SITE
    rows = server.on_both("annotator.bench.review", size)
    worst = {key: max(row[key] for row in rows.values()) for key in ("p95_ms", "queries")}
    return {**worst, "students": STUDENTS, **rows}


def table(result: dict[str, Any]) -> str:
    rows = [
        f"| {name} | {row['notes']:,} | {row['p95_ms']:.0f} | {row['queries']} | {row['saving_p95_ms']:.0f} | {row['saving_queries']} | {row['notes_p95_ms']:.0f} | {row['notes_queries']} | {row['list_p95_ms']:.0f} | {row['list_queries']} |"
        for name, row in ((name, result[name]) for name in ("sqlite", "postgresql"))
    ]
    head = f"## The review desk\n\n{result['students']} students with {EACH} notes each on one text, and {STEPS} of them reviewed one after the other."
    columns = "| database | notes on the site | the next student's page, p95 ms | queries | saving and finding who is next, p95 ms | queries | 40 notes by passage or kind, p95 ms | queries | the list with its counts, p95 ms | queries |\n|---|---|---|---|---|---|---|---|---|---|"
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _review(size: int) -> dict[str, Any]:
    """In a process of its own, against the database of its environment."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from annotator.notes.models import Annotation

    teacher, assignment = _site(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(teacher)
    here = client.get(reverse("desk", args=[assignment.pk])).headers["Location"]
    pages, savings = [_timed(client.get, here)], []
    level = str(assignment.criteria.get().levels.last().pk)
    typed = {"feedback": "Well read.", f"criterion-{assignment.criteria.get().pk}": level}
    for _ in range(STEPS):
        savings.append(_timed(client.post, here.partition("?")[0] + "reviewed", typed))
        here = savings[-1][2].headers["Location"]
        pages.append(_timed(client.get, here))
        assert pages[-1][2].status_code == 200
    notes = reverse("desk-notes", args=[assignment.pk])
    beneath = [_timed(client.get, f"{notes}?by={by}&page={n}") for by in ("passage", "kind") for n in range(1, 11)]
    listed = [_timed(client.get, reverse("desk-students", args=[assignment.pk])) for _ in range(5)]
    return {
        "notes": Annotation.objects.count(),
        "p95_ms": _p95(pages[1:]),
        "queries": max(queries for _, queries, _ in pages[1:]),
        "notes_p95_ms": _p95(beneath),
        "notes_queries": max(queries for _, queries, _ in beneath),
        "list_p95_ms": _p95(listed),
        "list_queries": max(queries for _, queries, _ in listed),
        "saving_p95_ms": _p95(savings),
        "saving_queries": max(queries for _, queries, _ in savings),
    }


def _timed(ask: Any, *arguments: Any) -> tuple[float, int, Any]:
    """Milliseconds, queries, the answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = ask(*arguments)
        elapsed = time.perf_counter() - begun
    return elapsed * 1000, len(queries), answer


def _p95(timed: list[tuple[float, int, Any]]) -> float:
    return sorted(elapsed for elapsed, _, _ in timed)[int(len(timed) * 0.95)]


def _site(size: int) -> tuple[Any, Any]:
    """A class whose assignment is to be reviewed, on a site with `size` notes in all."""
    from annotator.bench.reading import WORDS
    from annotator.groups.making import make_group
    from annotator.groups.models import GroupText, Membership
    from annotator.library.publishing import publish
    from annotator.people.models import User
    from annotator.review.models import Assignment, Criterion, Level
    from texts.models import Text

    teacher = User.objects.create(username="teacher", email="teacher@example.org", may_edit=True)
    people = User.objects.bulk_create(
        User(username=f"student{n:03}", email=f"student{n}@example.org") for n in range(STUDENTS)
    )
    group = make_group(teacher, kind="class", name="Large")
    Membership.objects.bulk_create(Membership(group=group, person=one, role="learner", how="added") for one in people)
    text = Text.objects.create(title="Read", added_by=teacher)
    publish(text, "\n\n".join(f"{number} {WORDS}." for number in range(800)), author=teacher)
    text.refresh_from_db()
    GroupText.objects.create(group=group, text=text, added_by=teacher)
    assignment = Assignment.objects.create(group=group, title="Close reading", created_by=teacher)
    assignment.texts.set([text])
    criterion = Criterion.objects.create(assignment=assignment, name="Reasons")
    for points in range(5):
        Level.objects.create(criterion=criterion, words=f"Level {points}", points=points, place=points)
    _store(text, people * EACH, group=group, assignment=assignment, visibility="group")
    other = Text.objects.create(title="The rest", added_by=teacher)
    publish(other, "\n\n".join(f"{number} {WORDS}." for number in range(800)), author=teacher)
    other.refresh_from_db()
    _store(other, [people[n % STUDENTS] for n in range(size - STUDENTS * EACH)])
    return teacher, assignment


def _store(text: Any, authors: list[Any], **fields: Any) -> None:
    from annotator.bench.reading import KINDS, note_on, store
    from texts.spans import Span

    room = len(text.latest.plain) - 40
    for first in range(0, len(authors), BATCH):
        made = []
        for number, author in enumerate(authors[first : first + BATCH], first):
            start = number * 97 % room
            span = Span(start, start + 24)
            made.append(note_on(text, span, KINDS[number % 3], author, handle=number, **fields))
        store(made)


if __name__ == "__main__":
    server.report(_review)
