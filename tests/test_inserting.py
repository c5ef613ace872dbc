"""A note is stored in one statement where the database can, and is never lost between two revisions for that."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotator.inserting import insert_while
from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Anchor, Annotation
from annotator.people.models import User
from annotator.postgresql import base
from tests.making import make_text
from texts.models import Text
from texts.spans import Span


def note_on(text: Text, author: User) -> Annotation:
    assert text.latest
    return Annotation.on(text, text.latest, Span(0, 3), motivation="commenting", author=author)


def numbers_of(note: Annotation) -> list[int]:
    return list(Anchor.objects.filter(annotation=note).order_by("pk").values_list("revision__number", flat=True))


def needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such statement")


@pytest.mark.django_db
def test_a_note_is_one_statement_with_all_that_belongs_to_it(learner1: User, instructor: User) -> None:
    needs_postgresql()
    text = make_text(author=instructor)
    note = note_on(text, learner1)
    with CaptureQueriesContext(connection) as asked:
        annotate(note)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 1
    kept = Annotation.objects.get(pk=note.pk)
    assert (kept.body, kept.exact, kept.created, kept.modified) == (note.body, note.exact, note.created, note.modified)
    assert numbers_of(note) == [1]


@pytest.mark.django_db
def test_nothing_is_stored_where_the_text_has_gone_on(learner1: User, instructor: User) -> None:
    text = make_text(author=instructor)
    note = note_on(text, learner1)
    assert not insert_while(Text, {"id": text.pk, "latest": uuid.uuid4()}, [note])
    assert note._state.adding and not Annotation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_note_that_meets_a_publisher_waits_and_is_carried(learner1: User, instructor: User) -> None:
    needs_postgresql()
    text = make_text(author=instructor)
    note = note_on(text, learner1)
    done = threading.Event()

    def write() -> None:
        annotate(note)
        connection.close()
        done.set()

    with transaction.atomic():
        assert text.latest
        publish(text, f"{text.latest.source}\n\nMore.", author=instructor, base=text.latest)
        threading.Thread(target=write).start()
        assert not done.wait(0.3)
    assert done.wait(10)
    assert numbers_of(note) == [1, 2]


class Counting(base.DatabaseWrapper):
    asked = 0

    def is_usable(self) -> bool:
        self.asked += 1
        return super().is_usable()


@pytest.mark.django_db
def test_a_connection_that_answers_is_asked_now_and_then_and_a_dead_one_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs_postgresql()
    kept: Any = {**connection.settings_dict, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    visited = Counting({**kept, "OPTIONS": {**kept["OPTIONS"], "pool": False}}, "default")

    def process() -> int:
        """As each request begins; gives the process on the other side."""
        visited.close_if_unusable_or_obsolete()
        with visited.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    first = [process() for _ in range(5)]
    assert len(set(first)) == 1 and visited.asked == 1
    monkeypatch.setattr(base, "FRESH", 0.0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first[0]])
    time.sleep(0.1)
    assert process() != first[0]
    visited.close()
