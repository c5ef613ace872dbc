"""Rows as files: CSV in pieces as they come, XLSX through a temporary file. Neither is ever whole in memory."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 1 << 16  # bytes
LINES = 200
MOST_ROWS = 1_048_576  # of one sheet, by the format
MOST_UNITS = 32_767  # of one cell, by the format; a code point is one or two
CUT = " … (cut here: a cell holds no more; the CSV has all of it)"


def csv_pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """UTF-8, in pieces of some hundred lines."""
    for some in _batches(rows):
        page = StringIO()
        csv.writer(page).writerows(some)
        yield page.getvalue().encode()


def xlsx_pieces(rows: Iterable[list[Any]], name: str) -> Iterator[bytes]:
    """A workbook, written row by row to the disk and read from there. More rows than a sheet holds go on in the next."""
    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(file, options) as book:
            for number, some in enumerate(_sheets(rows), 1):
                _fill(book.add_worksheet(name if number == 1 else f"{name} {number}"), some)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    coming = iter(rows)
    while some := list(islice(coming, LINES)):
        yield some


def _sheets(rows: Iterable[list[Any]]) -> Iterator[Iterator[list[Any]]]:
    """The rows of each sheet; the first row, with the names of the columns, begins all of them."""
    coming = iter(rows)
    head = next(coming)
    first = next(coming, None)
    while True:
        yield chain([head], [] if first is None else [first], islice(coming, MOST_ROWS - 2))
        if (first := next(coming, None)) is None:
            return


def _fill(sheet: Any, rows: Iterator[list[Any]]) -> None:
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, _short(cell))
            elif cell is not None:
                sheet.write_number(number, column, cell)


def _short(cell: str) -> str:
    if len(cell) + sum(character > "\uffff" for character in cell) <= MOST_UNITS:
        return cell
    return cell[: MOST_UNITS // 2 - len(CUT)] + CUT
