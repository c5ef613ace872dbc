"""Where notes stand after a text changed: mistakes by kind of edit, against what was truly done, and time and memory.

Nothing is stored. Texts, edits and spans are made up from fixed seeds, in twelve scripts and manners of writing.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

from annotator.bench.drafts import Draft
from annotator.bench.edits import EDITS, first_text
from annotator.bench.truth import Grade, spans, tally
from annotator.bench.writings import MANNERS
from texts.changes import ChangeMap
from texts.spans import Span

SIZE, SEEDS, SPANS = 20_000, 5, 600  # for each kind and manner
MEGABYTE = 1_000_000
GRADES: tuple[Grade, ...] = ("silent", "asked", "needless", "edge")


def run(quick: bool = False) -> dict[str, Any]:
    """Shares of spans by grade for each kind of edit, and seconds and bytes for each large text."""
    size, seeds = (5_000, 1) if quick else (SIZE, SEEDS)
    accuracy = {kind: _accuracy(kind, size, seeds) for kind in EDITS}
    megabyte = MEGABYTE // 10 if quick else MEGABYTE
    return {"accuracy": accuracy, "cost": {case[0]: _cost(*case[1:]) for case in _large(megabyte)}}


def table(result: dict[str, Any]) -> str:
    return f"## Anchoring\n\n{_accuracy_table(result['accuracy'])}\n\n{_cost_table(result['cost'])}"


def _accuracy(kind: str, size: int, seeds: int) -> dict[str, int]:
    grades: Counter[Grade] = Counter()
    for manner in MANNERS:
        for seed in range(seeds):
            old, writer = first_text(kind, manner, size, seed)
            draft = EDITS[kind](Draft.of(old), writer)
            marked = spans(old, SPANS, seed)
            grades += tally((old, draft), marked, ChangeMap.between(old, draft.text).place_many(marked))
    return {"spans": grades.total(), **{grade: grades[grade] for grade in GRADES}}


def _large(size: int) -> Iterator[tuple[str, str, str, int]]:
    """Large texts by name, each with what became of it and how many spans are to be placed."""
    mixed = EDITS["all of it mixed"]
    for smaller, count in product((size // 100, size // 10, size), (1_000, 10_000, 100_000)):
        old, writer = first_text("mixed", "prose", smaller, 1)
        yield f"mixed edits, {smaller // 1000:,} KB, {count:,} spans", old, mixed(Draft.of(old), writer).text, count
    line = old.replace("\n", " ")
    yield "one giant paragraph, mixed edits", line, mixed(Draft.of(line), writer).text, 10_000
    words = "the " * (size // 4)
    yield "one repeated word", words, f"{words[: size // 2]}and {words[size // 2 : -40]}", 10_000
    yield "no common word", old, first_text("mixed", "russian", size, 1)[0], 10_000
    left, right = (" ".join(random.Random(seed).choices("abcdefgh", k=size // 2)) for seed in (1, 2))
    yield "single letters, unrelated", left, right, 10_000
    rows = "| yes | no |\n" * (size // 13)
    yield "equal rows of a table", rows, f"{rows[: size // 2]}| no | no |\n{rows[size // 2 :]}", 10_000


def _cost(old: str, new: str, count: int) -> dict[str, float]:
    marked = spans(old, count, 1)
    begun = time.perf_counter()
    _placed(old, new, marked)
    seconds = time.perf_counter() - begun
    tracemalloc.start()
    _placed(old, new, marked[:100])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"characters": len(old), "spans": count, "seconds": seconds, "bytes": peak / max(len(old), len(new))}


def _placed(old: str, new: str, marked: list[Span]) -> None:
    ChangeMap.between(old, new).place_many(marked)


def _accuracy_table(kinds: dict[str, dict[str, int]]) -> str:
    whole: Counter[str] = Counter()
    for cell in kinds.values():
        whole.update(cell)
    head = (
        f"Spans placed after {len(kinds)} kinds of edit in {len(MANNERS)} scripts and manners. *Wrong, and nobody is "
        "told*: elsewhere, or other words, called the same. *Wrong, shown as changed*: a person is asked. *Needless "
        "orphans*: called gone, though at least 60 % is there. *Cut otherwise*: the right passage with another edge."
    )
    columns = "| edit | spans | wrong, and nobody is told | wrong, shown as changed % | needless orphans % | cut otherwise % |\n|---|---|---|---|---|---|"
    rows = [_accuracy_row(kind, cell) for kind, cell in [*kinds.items(), ("all", whole)]]
    return "\n".join([head, "", columns, *rows])


def _accuracy_row(kind: str, cell: dict[str, int] | Counter[str]) -> str:
    shares = " | ".join(f"{100 * cell[grade] / cell['spans']:.2f}" for grade in ("asked", "needless", "edge"))
    return f"| {kind} | {cell['spans']:,} | {cell['silent']} | {shares} |"


def _cost_table(cases: dict[str, dict[str, float]]) -> str:
    columns = "| text | characters | spans | seconds | bytes a character |\n|---|---|---|---|---|"
    rows = [
        f"| {name} | {cell['characters']:,} | {cell['spans']:,} | {cell['seconds']:.2f} | {cell['bytes']:.0f} |"
        for name, cell in cases.items()
    ]
    return "\n".join([columns, *rows])
