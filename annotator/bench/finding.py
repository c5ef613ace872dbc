"""Searching 1,000 and 100,000 notes: pages of a rare word, a common word, somebody's newest, and the counts beside them."""

from __future__ import annotations

import time
from itertools import accumulate
from random import Random
from statistics import median
from typing import Any

from annotator.bench import server

SIZES = (1_000, 100_000)
PEOPLE, TEXTS = 300, 40  # at most; a third of the people are in a class
OF_ONE, ON_ONE = 33, 250  # notes of a person, and on a text, at least: pages are full on a small site too
WORDS = 20_000  # different ones; the n-th is n times as rare as the first
RARE, COMMON = "zanzibar", "house"  # in 5 notes, and in half of them
TIMES = 7
BATCH = 5_000


def run(quick: bool = False) -> dict[str, Any]:
    sizes = (SIZES[0], SIZES[1] // 10) if quick else SIZES
    return {f"{size:,}": server.on_both("annotator.bench.finding", size) for size in sizes}


def table(result: dict[str, Any]) -> str:
    head = (
        "## Finding notes\n\nThe whole page as one of 300 readers (30 with 1,000 notes, so that pages are as full) gets it, in milliseconds (the median of "
        f"{TIMES}): notes, replies and texts, under all rights. Counts, of the newest thousand, are a request of their own, "
        "after the page. The notebook is that of one of them, with counts. The last column is what the index adds to "
        "storing a note, in a bulk of 5,000. The last rows say how many times as long it takes where there is more."
    )
    (first,) = {tuple(row) for rows in result.values() for row in rows.values()}
    columns = f"| notes | database | {' | '.join(first)} |\n|{'---|' * (len(first) + 2)}"
    rows = [
        f"| {size} | {name} | {' | '.join(f'{value:.2f}' if value < 1 else f'{value:.0f}' for value in row.values())} |"
        for size, databases in result.items()
        for name, row in databases.items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows, *_growth(result)])


def _growth(result: dict[str, Any]) -> list[str]:
    """The pages of the largest site beside those of the smallest, as rows."""
    least, *_, most = result
    return [
        f"| {most} : {least} | {name} | {' | '.join(f'× {row[page] / result[least][name][page]:.1f}' for page in row)} |"
        for name, row in result[most].items()
    ]


def _find(size: int) -> dict[str, Any]:
    """In a process of its own, against the database of its environment."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from annotator.people.models import User
    from texts.models import Text

    indexing = _site(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="student7"))
    searches = {
        "rare word": ("search", RARE),
        "common word": ("search", COMMON),
        "common phrase": ("search", f'"{COMMON} of"'),
        "newest of one": ("search", "by:student9"),
        "common, in a group": ("search", f'{COMMON} in:"Large"'),
        "notebook": ("notebook", ""),
        "counts of the rare": ("search-facets", RARE),
        "counts of the common": ("search-facets", COMMON),
    }
    took = {name: _timed(client, reverse(address), q) for name, (address, q) in searches.items()}
    took["in one text"] = _timed(client, reverse("search-within", args=[Text.objects.order_by("pk")[0].pk]), COMMON)
    return {**took, "ms a note": indexing}


def _timed(client: Any, address: str, q: str) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = client.get(address, {"q": q})
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200
    return median(taken) * 1000


def _site(size: int) -> float:
    """A site with so many notes, some in a class, some private. Milliseconds that the index takes of a note."""
    from annotator.bench.reading import WORDS as TEXT
    from annotator.groups.making import make_group
    from annotator.groups.models import GroupText, Membership
    from annotator.library.publishing import publish
    from annotator.people.models import User
    from texts.models import Text

    teacher = User.objects.create(username="teacher", email="teacher@example.org", may_edit=True)
    people = User.objects.bulk_create(
        User(username=f"student{n}", email=f"student{n}@example.org") for n in range(min(PEOPLE, size // OF_ONE))
    )
    group = make_group(teacher, kind="class", name="Large")
    Membership.objects.bulk_create(
        Membership(group=group, person=one, role="learner", how="added") for one in people[: len(people) // 3]
    )
    texts = [Text.objects.create(title=f"Text {n}", added_by=teacher) for n in range(min(TEXTS, size // ON_ONE))]
    for text in texts:
        publish(text, "\n\n".join(f"{number} {TEXT}." for number in range(200)), author=teacher)
        text.refresh_from_db()
        GroupText.objects.create(group=group, text=text, added_by=teacher)
    _store(size, people, texts, group)
    return _indexing()


def _store(size: int, people: list[Any], texts: list[Any], group: Any) -> None:
    from annotator.bench.reading import KINDS, note_on, store
    from annotator.bench.searching import COMMON as LITTLE
    from annotator.notes.models import Annotation, Query, Reply, Tag
    from texts.spans import Span

    random, words = Random(1), [*LITTLE, *(f"w{n:05}" for n in range(WORDS))]
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    for first in range(0, size, BATCH):
        made = []
        for number in range(first, min(first + BATCH, size)):
            said = " ".join(random.choices(words, cum_weights=weights, k=random.randint(10, 40)))
            said += f" {COMMON} of" * (number % 2) + f" {RARE}" * (number % max(1, size // 5) == 7)
            text, start, who = texts[number % len(texts)], number * 97 % 15_000, people[number * 7 % len(people)]
            seen: dict[str, Any] = {"visibility": "private"} if number % 10 == 3 else {}
            if number % 10 == 4 and number * 7 % len(people) < len(people) // 3:
                seen = {"visibility": "group", "group": group}
            note = note_on(text, Span(start, start + 24), KINDS[number % 3], who, handle=number, **seen)
            note.body, note.body_html = said, f"<p>{said}</p>"
            made.append(note)
        store(made)
        Tag.objects.bulk_create(Tag(annotation=one, name=f"tag {n % 30}") for n, one in enumerate(made) if n % 4 == 0)
        Reply.objects.bulk_create(
            Reply(
                annotation=one,
                author=people[n % len(people)],
                body=f"{COMMON} again",
                body_html=f"<p>{COMMON} again</p>",
            )
            for n, one in enumerate(made)
            if n % 10 == 0
        )
    Query.objects.bulk_create(
        Query(annotation=one, proposed="x") for one in Annotation.objects.filter(motivation="editing")
    )


def _indexing() -> float:
    """What storing notes costs more with the triggers than without them, in a transaction that is undone."""
    from django.db import connection, transaction

    from annotator.notes.models import Annotation

    rows = list(Annotation.objects.order_by("pk")[:BATCH])
    off = {
        "postgresql": "ALTER TABLE notes_annotation DISABLE TRIGGER notes_annotation_found_insert",
        "sqlite": "DROP TRIGGER notes_annotation_found_insert",
    }
    taken = []
    for statement in ("SELECT 1", off[connection.vendor]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            new = [_again(one) for one in rows]
            begun = time.perf_counter()
            Annotation.objects.bulk_create(new)
            taken.append(time.perf_counter() - begun)
            transaction.set_rollback(True)
    return (taken[0] - taken[1]) / len(rows) * 1000


def _again(note: Any) -> Any:
    import uuid

    note.pk, note.client_id, note.handle = uuid.uuid4(), uuid.uuid4(), note.handle + 10**9
    return note


if __name__ == "__main__":
    server.report(_find)
