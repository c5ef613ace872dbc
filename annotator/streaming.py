"""Files that are sent while they are made: nothing of them is ever whole in memory."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def as_file(
    request: HttpRequest, pieces: Iterator[bytes], title: str, extension: str, content_type: str
) -> StreamingHttpResponse:
    """An answer that browsers store under a name made of `title`. What is in it depends on who asks."""
    response = streamed(request, pieces, content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(title)}.{extension}"'
    return response


def streamed(request: HttpRequest, pieces: Iterator[bytes], content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(coming(request, pieces), content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(title: str) -> str:
    """ASCII letters, digits and hyphens, never empty."""
    name = re.sub(r"[^\w-]+", "-", title).strip("-")
    return name.encode("ascii", "ignore").decode().strip("-")[:100] or "export"


def coming(request: HttpRequest, pieces: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """A server of async requests would gather a plain iterator whole before it sends the first byte."""
    return _awaited(pieces) if isinstance(request, ASGIRequest) else pieces


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made in the request's own thread, where its database connection is."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
