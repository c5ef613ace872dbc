"""HTML's tables as Markdown's, where they are tables of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from texts.importing.trees import Element

WIDEST = 50  # columns; what claims more is laid out as if it claimed none
Cell = Callable[[Element], tuple[str, str]]


def cells_of(table: Element) -> list[list[Element]]:
    """Rows of cells, without those of tables inside."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]


def is_of_words(rows: list[list[Element]], passages: set[str]) -> bool:
    """More than one column, and nothing in a cell that needs lines of its own."""
    if max((len(row) for row in rows), default=0) < 2:
        return False
    return all(sum(inner.tag in passages for inner in cell.iter()) <= 2 for row in rows for cell in row)


def table_of(rows: list[list[Element]], written: Cell, losses: Counter[str]) -> tuple[str, list[str]] | None:
    """Markdown and words of a table whose first row heads it; None for one without any words."""
    grid = [_row(row, written, losses) for row in rows]
    words = [word for row in grid for _, word in row]
    if not any(word.strip() for word in words):
        return None
    width = max(len(row) for row in grid)
    lines = [_line([markdown for markdown, _ in row], width) for row in grid]
    return "\n".join([lines[0], _line(["---"] * width, width), *lines[1:]]), words


def _row(row: list[Element], written: Cell, losses: Counter[str]) -> list[tuple[str, str]]:
    cells: list[tuple[str, str]] = []
    for cell in row:
        cells.append(written(cell))
        span = cell.get("colspan") or "1"
        more = min(int(span), WIDEST) - 1 if span.isascii() and span.isdigit() else 0
        cells += [("", "")] * max(more, 0)
        losses["merged"] += more > 0 or (cell.get("rowspan") or "1") not in ("0", "1")
    return cells


def _line(cells: list[str], width: int) -> str:
    padded = [cell.replace("\n", " ") for cell in cells] + [""] * (width - len(cells))
    return "| " + " | ".join(padded) + " |"
