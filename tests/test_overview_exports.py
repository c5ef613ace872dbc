"""What instructors take away: notes and learners as files, whole, harmless, and in constant memory."""

from __future__ import annotations

import asyncio
import csv
import gc
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.test import AsyncRequestFactory, Client, RequestFactory
from django.utils import timezone

from annotator.groups.models import Group
from annotator.notes.leaving import AT_ONCE
from annotator.notes.models import Anchor, Annotation
from annotator.people.models import User
from annotator.review import sheets
from annotator.review.exporting import NOTE_COLUMNS, harmless, learner_rows, note_rows, notes_of
from annotator.review.models import Assignment
from annotator.streaming import coming
from tests.grouping import make_class
from tests.making import make_text
from tests.test_overview import answer, make_assignment, note_for, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User) -> Group:
    return make_class(instructor, make_text(author=instructor), learner=[learner1, learner2])


def table(answered: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answered.getvalue().decode(), newline="")))


def sheet(content: bytes, number: int = 1) -> list[list[str]]:
    """The cells of a sheet as words, row by row."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    assert root.findall(f".//{main}f") == []  # no formulas
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{main}row")]


def test_notes_and_replies_are_exported_with_what_they_are_about(
    group: Group, instructor: User, learner1: User, learner2: User, client: Client
) -> None:
    assignment = make_assignment(group, anonymous=True)
    note = note_for(assignment, learner1, "editing", tags=["names", "spelling"], body="Two lines,\n“quoted”")
    reply = answer(note, learner2, "=1+1")
    note_for(assignment, learner2, visibility="private", group=None)
    first, second = table(page(client, instructor, "export-notes-csv", assignment.pk))
    assert first["id"] == str(note.pk) == second["parent"]
    assert (second["id"], second["kind"], second["author"], second["body"]) == (
        str(reply.pk),
        "replying",
        "learner2",
        "'=1+1",
    )
    assert (first["author"], first["kind"], first["decision"], first["proposed"]) == (
        "learner1",
        "editing",
        "open",
        "Ribbentrop",
    )
    assert (first["quote"], int(first["start"]), first["standing"]) == ("Ribbnetrop", note.start, "exact")
    assert (first["tags"], first["body"]) == ("names, spelling", "Two lines,\n“quoted”")


def test_the_workbook_says_the_same_as_the_csv(group: Group, instructor: User, learner1: User, client: Client) -> None:
    assignment = make_assignment(group, due=timezone.now() - timedelta(hours=1))
    answer(note_for(assignment, learner1, body="@SUM(A1)"), instructor)
    for name in ("notes", "learners"):
        answered = page(client, instructor, f"export-{name}-xlsx", assignment.pk)
        assert answered.headers["Content-Disposition"] == f'attachment; filename="Close-reading-{name}.xlsx"'
        rows = sheet(answered.getvalue())
        plain = list(
            csv.reader(StringIO(page(client, instructor, f"export-{name}-csv", assignment.pk).getvalue().decode()))
        )
        assert [[cell for cell in row if cell] for row in rows] == [[cell for cell in row if cell] for row in plain]
        assert len(rows) == 3


def test_the_table_of_learners_has_a_row_for_each(group: Group, instructor: User, learner1: User) -> None:
    assignment = make_assignment(group)
    note_for(assignment, learner1, body="Three small words.")
    head, first, second = learner_rows(assignment, instructor)
    assert dict(zip(head, first, strict=True))["words"] == 3
    assert (first[0], second[0], second[2]) == ("learner1", "learner2", 0)


@pytest.mark.pure
@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\n=1", " =1", "＝1"])
def test_a_cell_that_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.pure
@pytest.mark.parametrize("cell", ["a=1", "", "1", 3, None, "„So“"])
def test_other_cells_stay_as_they_are(cell: Any) -> None:
    assert harmless(cell) == cell


@pytest.mark.pure
def test_a_cell_that_no_sheet_holds_says_that_it_was_cut() -> None:
    for words in ("a" * 40_000, "\U0001f600" * 20_000):
        (cell,) = sheet(b"".join(sheets.xlsx_pieces([[words]], "Notes")))[0]
        assert cell.endswith(sheets.CUT)
    (cell,) = sheet(b"".join(sheets.xlsx_pieces([["a" * 32_767]], "Notes")))[0]
    assert len(cell) == 32_767


@pytest.mark.pure
@pytest.mark.parametrize(("rows", "expected"), [(0, [1]), (3, [4]), (4, [4, 2]), (7, [4, 4, 2])])
def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    rows: int, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    content = b"".join(sheets.xlsx_pieces([["head"], *([n] for n in range(rows))], "Notes"))
    found = [sheet(content, number + 1) for number in range(len(expected))]
    assert [len(one) for one in found] == expected
    assert [one[0] for one in found] == [["head"]] * len(expected)


def add_notes(assignment: Assignment, author: User, number: int) -> None:
    text = assignment.texts.get()
    beside = {"author": author, "visibility": "group", "group": assignment.group, "assignment": assignment}
    made = [
        Annotation(text=text, revision=text.latest, motivation="commenting", body=f"{n} thoughts", **beside)
        for n in range(number)
    ]
    Annotation.objects.bulk_create(made, batch_size=1000)
    Anchor.objects.bulk_create((Anchor(annotation=one, revision=text.latest) for one in made), batch_size=1000)


def alive() -> int:
    return sum(isinstance(thing, Annotation) for thing in gc.get_objects())


def test_five_thousand_notes_are_never_in_memory_together(group: Group, instructor: User, learner1: User) -> None:
    assignment = make_assignment(group)
    add_notes(assignment, learner1, 5000)
    held, lengths = [], []
    for number, row in enumerate(note_rows(notes_of(assignment, instructor), instructor)):
        lengths.append(len(row))
        if number % 1250 == 1200:
            held.append(alive())
    assert lengths == [len(NOTE_COLUMNS)] * 5001
    assert max(held) <= 3 * AT_ONCE  # those in hand, those before them, and those that were read with the next


def test_a_server_of_async_requests_gets_piece_by_piece() -> None:
    made: list[int] = []

    def pieces() -> Any:
        for n in range(3):
            made.append(n)
            yield b"%d" % n

    async def first() -> bytes:
        arriving: Any = coming(AsyncRequestFactory().get("/"), pieces())
        return bytes(await anext(arriving))

    assert asyncio.run(first()) == b"0"
    assert made == [0]
    whole: Any = coming(RequestFactory().get("/"), pieces())
    assert b"".join(whole) == b"012"


def test_all_columns_have_a_cell_in_every_row(group: Group, instructor: User, learner1: User) -> None:
    assignment = make_assignment(group)
    answer(note_for(assignment, learner1), instructor)
    assert {len(row) for row in note_rows(notes_of(assignment, instructor), instructor)} == {len(NOTE_COLUMNS)}
