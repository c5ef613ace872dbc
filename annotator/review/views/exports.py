"""Files of an assignment: its notes with their replies, and the table of its learners, as CSV or XLSX."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.people.guard import knowing_groups, signed_in
from annotator.review.exporting import learner_rows, note_rows
from annotator.review.loading import load
from annotator.review.sheets import csv_pieces, xlsx_pieces

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@signed_in
@knowing_groups
@limited("import", methods=("GET",))
def export_notes(request: HttpRequest, pk: uuid.UUID, form: str) -> Any:
    assignment = load(request, pk, permissions.reviewable_assignments)
    rows = note_rows(assignment, request.user)
    return _file(request, rows, f"{assignment} notes", "Notes", form)


@require_safe
@signed_in
@knowing_groups
@limited("import", methods=("GET",))
def export_learners(request: HttpRequest, pk: uuid.UUID, form: str) -> Any:
    assignment = load(request, pk, permissions.reviewable_assignments)
    rows = learner_rows(assignment, request.user)
    return _file(request, rows, f"{assignment} learners", "Learners", form)


def _file(
    request: HttpRequest, rows: Iterator[list[object]], title: str, sheet: str, form: str
) -> StreamingHttpResponse:
    pieces = csv_pieces(rows) if form == "csv" else xlsx_pieces(rows, sheet)
    kind = "text/csv; charset=utf-8" if form == "csv" else XLSX
    name = re.sub(r"[^\w-]+", "-", title).strip("-")
    response = StreamingHttpResponse(_for(request, pieces), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _ascii(name: str) -> str:
    return name.encode("ascii", "ignore").decode().strip("-") or "export"


def _for(request: HttpRequest, pieces: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """A server of async requests would gather a plain iterator whole before it sends the first byte."""
    return _awaited(pieces) if isinstance(request, ASGIRequest) else pieces


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made in the request's own thread, where its database connection is."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
