"""Headers that keep a page to itself: a strict Content-Security-Policy and a Permissions-Policy."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin


def policy(directives: dict[str, list[str]]) -> str:
    """`{"img-src": ["'self'", "data:"]}` as one header value."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


class SecurityHeaders(MiddlewareMixin):
    """Adds the site's policies where a view has not set its own."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Security-Policy", policy(settings.SECURE_CSP))
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response
