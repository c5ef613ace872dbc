"""How often one person, or one address, may do what costs the server work. Counted in the database, so that several
server processes count together: one statement for each act."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotator.prepared import planned

View = Callable[..., HttpResponse]

COUNT = """
INSERT INTO limits (name, begun, acts) VALUES (%s, %s, 1)
ON CONFLICT (name) DO UPDATE SET
    acts = CASE WHEN limits.begun <= %s THEN 1 ELSE limits.acts + 1 END,
    begun = CASE WHEN limits.begun <= %s THEN excluded.begun ELSE limits.begun END
RETURNING acts
"""
SWEEP_EVERY = 1_000  # acts, about
LONGEST = 24 * 3600  # seconds; no count goes on for longer


def over_limit(request: HttpRequest, action: str) -> bool:
    """Count this act; True when there were more than settings.RATE_LIMITS[action] allows.

    The count begins anew so many seconds after its first act, however many follow.
    """
    amount, seconds = settings.RATE_LIMITS[action]
    who = str(request.user.pk) if request.user.is_authenticated else get_ip(request)
    return counted(f"{action}:{who}", seconds) > amount


def counted(name: str, seconds: float) -> int:
    """How many acts of this name there were since the first of these seconds, with this one."""
    now = time.time()
    # Writers of SQLite take turns, and do so in transactions; elsewhere one statement needs none around it.
    turn = transaction.atomic() if connection.vendor == "sqlite" else nullcontext()
    with turn, planned(connection) as cursor:
        cursor.execute(COUNT, [name[:200], now, now - seconds, now - seconds])
        acts: int = cursor.fetchone()[0]
        if random.random() < 1 / SWEEP_EVERY:
            cursor.execute("DELETE FROM limits WHERE begun < %s", [now - LONGEST])
    return acts


def limited(
    action: str, methods: tuple[str, ...] = ("POST",), *, visitors_only: bool = False
) -> Callable[[View], View]:
    """A view that answers 429 with a sentence when it is called too often; with `visitors_only` by who is not signed in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            known = visitors_only and request.user.is_authenticated
            if request.method in methods and not known and over_limit(request, action):
                response = render(request, "429.html", {"seconds": settings.RATE_LIMITS[action][1]}, status=429)
                response.headers["Retry-After"] = str(settings.RATE_LIMITS[action][1])
                return response
            return view(request, *args, **kwargs)

        return guarded

    return decorate
