"""Which pages of other sites may call the API from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from annotator.draining import drain

View = Callable[..., HttpResponse]
SHOWN = "Accept-Post, Allow, Content-Location, ETag, Link, Location, Preference-Applied, Retry-After, Vary, WWW-Authenticate"
SENT = (
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, Slug, X-CSRFToken, "
    "X-Requested-With"
)
METHODS = "GET, HEAD, OPTIONS, POST, PUT, DELETE"


def cross_origin(view: View) -> View:
    """`view` with the headers that let browsers show its answers to the sites of settings.CORS_ORIGINS."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        drain(request)
        _allow(request, response)
        return response

    return guarded


def _allow(request: HttpRequest, response: HttpResponse) -> None:
    anybody = "*" in settings.CORS_ORIGINS
    if not anybody:
        patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin", "")
    if not origin or not (anybody or origin in settings.CORS_ORIGINS):
        return
    response.headers["Access-Control-Allow-Origin"] = "*" if anybody else origin
    response.headers["Access-Control-Expose-Headers"] = SHOWN
    if settings.CORS_CREDENTIALS:
        response.headers["Access-Control-Allow-Credentials"] = "true"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = SENT
        response.headers["Access-Control-Max-Age"] = "86400"
