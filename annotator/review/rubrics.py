"""A rubric as it is typed: criteria in rows, the levels of each on lines such as `2 Says why, with the passage`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import QueryDict

from annotator.review.models import Assignment, Criterion, Level

LEVEL = re.compile(r"^\s*(-?\d{1,5}(?:[.,]\d{1,2})?)\s*[:;–—-]?\s+(\S.*)$")
MOST_CRITERIA = 30
MOST_LEVELS = 20
LONGEST_NAME = 200
LONGEST_LEVEL = 300


@dataclass
class Row:
    """One criterion as typed. `key` is its number in the database, empty for a new one."""

    key: str = ""
    name: str = ""
    levels: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def parsed(self) -> list[tuple[Decimal, str]]:
        lines = [line for line in self.levels.splitlines() if line.strip()]
        found = [LEVEL.match(line) for line in lines]
        return [(Decimal(one[1].replace(",", ".")), one[2].strip()) for one in found if one]

    def check(self) -> None:
        lines = [line.strip() for line in self.levels.splitlines() if line.strip()]
        wrong = next((line for line in lines if not LEVEL.match(line)), None)
        if wrong:
            self.errors.append(f"Begin each line with its points, as in “2 {wrong[:60]}”.")
        if not self.name:
            self.errors.append("Give the criterion a name.")
        if not lines:
            self.errors.append("Write at least one level.")
        if len(self.name) > LONGEST_NAME or any(len(line) > LONGEST_LEVEL for line in lines):
            self.errors.append(f"A name has at most {LONGEST_NAME} characters, a level {LONGEST_LEVEL}.")
        if len(lines) > MOST_LEVELS:
            self.errors.append(f"A criterion has at most {MOST_LEVELS} levels.")


def typed(data: QueryDict) -> list[Row]:
    """The rows of a form; those left empty are none. `add` asks for one more, `drop=<n>` takes one out."""
    columns = (data.getlist(f"criterion_{name}") for name in ("key", "name", "levels"))
    rows = [Row(key, name.strip(), levels.strip()) for key, name, levels in zip(*columns, strict=False)]
    dropped = data.get("drop", "")
    kept = [row for place, row in enumerate(rows) if str(place) != dropped]
    if "add" in data:
        return [*kept, Row()]
    return kept if dropped else [row for row in kept if row.name or row.levels]


def check(rows: Sequence[Row]) -> list[str]:
    """Sentences about the whole; those about a row are with the row."""
    for row in rows:
        row.check()
    if len(rows) > MOST_CRITERIA:
        return [f"A rubric has at most {MOST_CRITERIA} criteria."]
    return []


def in_use(assignment: Assignment, rows: Sequence[Row]) -> list[str]:
    """Sentences about what has marked somebody's work already and would go with these rows."""
    typed_by_key = {row.key: row for row in rows}
    wrong = []
    for one in assignment.criteria.filter(marks__isnull=False).distinct():
        row = typed_by_key.get(str(one.pk))
        used = set(one.marks.values_list("level", flat=True))
        kept = {level.pk for level in _matched(list(one.levels.all()), row.parsed) if level} if row else set()
        lost = [level for level in one.levels.all() if level.pk in used - kept]
        if lost:
            what = f"The level “{lost[0].words}” of “{one}”" if row else f"“{one}”"
            wrong.append(f"{what} has marked somebody’s work: it cannot be taken out. Its words can be changed.")
    return wrong


def rows_of(assignment: Assignment) -> list[Row]:
    criteria = assignment.criteria.prefetch_related("levels")
    return [Row(str(one.pk), one.name, "\n".join(map(_line, one.levels.all()))) for one in criteria]


def _line(level: Level) -> str:
    return f"{level.points.normalize():f} {level.words}"


@transaction.atomic
def store(assignment: Assignment, rows: Sequence[Row]) -> None:
    """Criteria and levels that stay keep their rows, so that what was marked with them stays marked."""
    kept = {str(one.pk): one for one in assignment.criteria.all()}
    criteria = [_criterion(assignment, kept.get(row.key), row, place) for place, row in enumerate(rows)]
    assignment.criteria.exclude(pk__in=[one.pk for one in criteria]).delete()


def _criterion(assignment: Assignment, kept: Any, row: Row, place: int) -> Criterion:
    criterion: Criterion = kept or Criterion(assignment=assignment)
    criterion.name, criterion.place = row.name, place
    criterion.save()
    stored = []
    for place, (found, (points, words)) in enumerate(
        zip(_matched(list(criterion.levels.all()), row.parsed), row.parsed, strict=True)
    ):
        level = found or Level(criterion=criterion)
        level.points, level.words, level.place = points, words, place
        level.save()
        stored.append(level.pk)
    criterion.levels.exclude(pk__in=stored).delete()
    return criterion


def _matched(levels: list[Level], lines: Sequence[tuple[Decimal, str]]) -> list[Level | None]:
    """For each line the level that it is: by its words, wherever it stands now; else the next one left over."""
    rest = list(levels)
    found: list[Level | None] = []
    for _, words in lines:
        same = next((level for level in rest if level.words == words), None)
        found.append(same)
        if same:
            rest.remove(same)
    left = iter(rest)
    return [level or next(left, None) for level in found]
