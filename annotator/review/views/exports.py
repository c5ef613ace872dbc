"""Files of an assignment: its notes with their replies, and the table of its learners, as CSV or XLSX."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.review.exporting import learner_rows, note_rows, notes_of
from annotator.review.loading import load
from annotator.review.sheets import CSV, XLSX, csv_pieces, xlsx_pieces
from annotator.streaming import as_file


@require_safe
@signed_in
@limited("import", methods=("GET",))
def export_notes(request: HttpRequest, pk: uuid.UUID, form: str) -> Any:
    assignment = load(request, pk, permissions.reviewable_assignments)
    rows = note_rows(notes_of(assignment, request.user), request.user)
    return _file(request, rows, f"{assignment} notes", "Notes", form)


@require_safe
@signed_in
@limited("import", methods=("GET",))
def export_learners(request: HttpRequest, pk: uuid.UUID, form: str) -> Any:
    assignment = load(request, pk, permissions.reviewable_assignments)
    rows = learner_rows(assignment, request.user)
    return _file(request, rows, f"{assignment} learners", "Learners", form)


def _file(
    request: HttpRequest, rows: Iterator[list[object]], title: str, sheet: str, form: str
) -> StreamingHttpResponse:
    pieces = csv_pieces(rows) if form == "csv" else xlsx_pieces(rows, sheet)
    return as_file(request, pieces, title, form, CSV if form == "csv" else XLSX)
