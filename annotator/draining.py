"""What a client still sends while it is answered already.

A server that leaves it lying closes the connection, and the next request of a program that keeps its connection open fails.
"""

from __future__ import annotations

from django.http import HttpRequest

AT_ONCE, MOST = 64 * 1024, 4 * 1024 * 1024  # bytes; who sends more than that for nothing is cut off


def drain(request: HttpRequest) -> None:
    """Read the rest of the body, and forget it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST:
        return
    try:
        while request.read(AT_ONCE):
            pass
    except OSError:  # gone, or never to be read
        return
