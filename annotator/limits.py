"""How often one person, or one address, may do what costs the server work. Counted in the shared cache, so that
several server processes count together."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def over_limit(request: HttpRequest, action: str) -> bool:
    """Count this act; True when there were more than settings.RATE_LIMITS[action] allows.

    The count begins anew so many seconds after its first act, however many follow. Two acts at the same instant may
    count as one.
    """
    amount, seconds = settings.RATE_LIMITS[action]
    who = str(request.user.pk) if request.user.is_authenticated else get_ip(request)
    key, now = f"limit:{action}:{who}", time.time()
    begun, acts = cache.get(key, (now, 0))
    if now - begun >= seconds:
        begun, acts = now, 0
    cache.set(key, (begun, acts + 1), begun + seconds - now)
    return bool(acts >= amount)


def limited(action: str, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """A view that answers 429 with a sentence when it is called too often."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and over_limit(request, action):
                response = render(request, "429.html", {"seconds": settings.RATE_LIMITS[action][1]}, status=429)
                response.headers["Retry-After"] = str(settings.RATE_LIMITS[action][1])
                return response
            return view(request, *args, **kwargs)

        return guarded

    return decorate
