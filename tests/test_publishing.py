"""Publishing is one act: the revision, all anchors and all notices, or nothing of it, in as many queries for many notes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.library.publishing import publish
from annotator.notes.models import Anchor, State
from annotator.people.models import User
from tests.databases import copy_of_sqlite
from tests.making import make_note, make_text
from tests.postgres import private_server
from texts.changes import ChangeMap
from texts.models import Text
from texts.spans import Span

ROOT = Path(__file__).parent.parent
FIRST = "Nobody in London answered him in time.\n\nMany divisions could have been sent to the border.\n\nPoland refused all of it."
LATER = "Before it all.\n\nNobody in Paris answered him in time.\n\nPoland refused all of it."


def with_notes(count: int, author: User, by: User) -> Text:
    """A text with `count` notes each that stay, change and lose their words: copied from one, to be quick."""
    text = make_text(FIRST, author=by)
    for words in (
        "Poland refused all of it",
        "Nobody in London answered him in time",
        "Many divisions could have been sent",
    ):
        note = make_note(text, author, words=words)
        copies = [type(note)(**{**fields(note), "body": f"{n}"}) for n in range(count - 1)]
        type(note).objects.bulk_create(copies)
        Anchor.objects.bulk_create(
            Anchor(annotation=copy, revision=text.latest, start=note.start, end=note.end) for copy in copies
        )
    return text


def fields(note: object) -> dict[str, object]:
    names = ("text", "revision", "start", "end", "exact", "prefix", "suffix", "motivation", "author")
    return {name: getattr(note, name) for name in names}


def statements(count: int, author: User, by: User) -> list[str]:
    text = with_notes(count, author, by)
    with CaptureQueriesContext(connection) as captured:
        publish(text, LATER, author=by, base=text.latest)
    return [query["sql"] for query in captured]


@pytest.mark.django_db
def test_publishing_asks_as_much_for_three_hundred_notes_as_for_three(learner1: User, instructor: User) -> None:
    """SQLite takes 999 values in one statement, so that its anchors go in by the hundred."""
    few, many = statements(1, learner1, instructor), statements(100, learner1, instructor)
    if connection.vendor == "postgresql":
        assert len(many) == len(few)
    batches = [sql for sql in many if sql.startswith('INSERT INTO "notes_anchor"')]
    assert len(batches) <= 3
    assert len(many) - len(batches) == len(few) - 1


@pytest.mark.django_db
def test_publishing_records_what_happened_to_each_note(learner1: User, instructor: User) -> None:
    text = with_notes(1, learner1, instructor)
    publish(text, LATER, author=instructor, base=text.latest)
    rows = Anchor.objects.filter(revision=text.latest).order_by("annotation__start")
    assert [(row.state, row.reason) for row in rows] == [
        (State.CHANGED, "1 of 7 words changed"),
        (State.ORPHAN, "Its words are gone"),
        (State.EXACT, ""),
    ]
    changed, gone, kept = rows
    assert kept.score == 1.0 > changed.score > 0.6 > gone.score


@pytest.mark.django_db
def test_what_the_program_changed_is_mapped_by_what_was_done(learner1: User, instructor: User) -> None:
    """Of two like words the second was replaced: only the record of the edit tells them apart."""
    text = make_text("one one one", author=instructor)
    notes = [make_note(text, learner1, words="one") for _ in range(3)]
    for note, start in zip(notes, (0, 4, 8), strict=True):
        Anchor.objects.filter(annotation=note).update(start=start, end=start + 3)
    publish(text, "one two one", author=instructor, base=text.latest, edits=[[4, 7, "two"]])
    found = [Anchor.objects.get(annotation=note, revision=text.latest) for note in notes]
    assert [(anchor.start, anchor.state) for anchor in found if anchor is not found[1]] == [(0, "exact"), (8, "exact")]
    assert found[1].state != State.EXACT and (found[1].settled or found[1].start is None)


@pytest.mark.django_db
def test_edits_that_do_not_make_the_new_text_are_refused(instructor: User) -> None:
    text = make_text("one one one", author=instructor)
    with pytest.raises(ValueError, match="do not make"):
        publish(text, "one two one", author=instructor, base=text.latest, edits=[[0, 3, "two"]])
    assert text.revisions.count() == 1


PUBLISHER = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from annotator.library.publishing import publish
from annotator.notes.models import Anchor, Notice
from annotator.people.models import User
from texts.models import Revision, Text

FIRST, LATER, VICTIM = sys.argv[1:]


def prepare():
    from tests.making import make_note, make_text
    call_command("migrate", verbosity=0)
    author, other = (User.objects.create_user(name, f"{name}@example.org", "x") for name in ("author", "other"))
    text = make_text(FIRST, author=author)
    for words in ("London", "Many divisions could have been sent", "Poland refused all of it"):
        make_note(text, other, words=words)


def look():
    for attempt in range(100):
        try:
            latest = Text.objects.get().latest.number
            return [latest, Revision.objects.count(), Anchor.objects.count(), Notice.objects.count()]
        except django.db.Error:  # PostgreSQL is getting up again
            connection.close()
            time.sleep(0.1)
    raise TimeoutError


def killed_at(place):
    asked = 0

    def count(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        if asked == place:
            os.kill(connection.connection.info.backend_pid if VICTIM == "backend" else os.getpid(), 9)
            if VICTIM == "backend":
                time.sleep(0.2)
        return execute(sql, params, many, context)

    text = Text.objects.select_related("latest").get()
    with connection.execute_wrapper(count):
        publish(text, LATER, author=User.objects.get(username="author"), base=text.latest)


def in_a_child(place):
    connection.close()
    child = os.fork()
    if not child:
        status = 1
        try:
            killed_at(place)
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


prepare()
seen = [(None, look())]
for place in range(2, 100, 4) if VICTIM == "backend" else range(1, 100):
    status = in_a_child(place)
    seen.append((status, look()))
    if status == 0:
        break
print(json.dumps(seen))
"""


def killed_everywhere(url: str, victim: str) -> list[tuple[int | None, list[int]]]:
    """What stood in the database before, and after each of many publishers was killed at its n-th statement."""
    environment = {**os.environ, "ANNOTATOR_DEMO": "1", "DATABASE_POOL": "0", "DATABASE_URL": url}
    command = [sys.executable, "-c", PUBLISHER, FIRST, LATER, victim]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [(status, counts) for status, counts in json.loads(done.stdout.splitlines()[-1])]


def check_all_or_nothing(seen: list[tuple[int | None, list[int]]]) -> None:
    (_, before), *killed, (status, after) = seen
    assert len(killed) > 1
    assert {tuple(counts) for _, counts in killed} == {tuple(before)} == {(1, 1, 3, 0)}
    assert all(how != 0 for how, _ in killed)
    assert (status, after[:3]) == (0, [2, 2, 6]) and after[3] > 0


@contextmanager
def another_database() -> Iterator[str]:
    """An empty database on the server that the tests use."""
    settings = connection.settings_dict
    server = {"host": settings["HOST"], "port": settings["PORT"] or None, "user": settings["USER"]}
    with psycopg.connect(dbname="postgres", password=settings["PASSWORD"], autocommit=True, **server) as operator:
        operator.execute(f"DROP DATABASE IF EXISTS {connection.settings_dict['NAME']}_killed")
        operator.execute(f"CREATE DATABASE {connection.settings_dict['NAME']}_killed")
        yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}_killed"
        operator.execute(f"DROP DATABASE {connection.settings_dict['NAME']}_killed WITH (FORCE)")


@pytest.mark.django_db
def test_a_publisher_killed_between_any_two_statements_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Real processes, each really killed one statement later than the one before, until one lives to the end."""
    if connection.vendor == "postgresql":
        with another_database() as url:
            check_all_or_nothing(killed_everywhere(url, "publisher"))
    else:
        copy_of_sqlite(tmp_path / "killed.sqlite3")
        check_all_or_nothing(killed_everywhere(f"sqlite:///{tmp_path / 'killed.sqlite3'}", "publisher"))


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="is about PostgreSQL")
def test_postgresql_killed_in_the_middle_of_publishing_comes_back_with_the_old_state() -> None:
    """A backend that dies by SIGKILL takes the whole server with it, which recovers from its log: seconds each time."""
    with private_server(durable=True) as url:
        check_all_or_nothing(killed_everywhere(url, "backend"))


@pytest.mark.pure
def test_a_reason_makes_sense_where_a_short_span_stands_alone() -> None:
    lost = ChangeMap.between(FIRST.replace(" all of it", ""), LATER.replace(" all of it", ""))
    placed = lost.place(Span(FIRST.index("Poland"), FIRST.index("Poland") + len("Poland refused")))
    assert placed.span is not None or not placed.reason.startswith("Too little is left: 0 of")
