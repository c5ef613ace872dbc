"""Programs at the door: `Authorization: Bearer …` says for whom they act, or the session does, with its CSRF token.

A request with a token loads no session. Whatever goes wrong behind `api` is answered as a problem document.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from annotator.people.models import Token
from annotator.problems import Problem

View = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")
WRITING = ("POST", "PUT", "DELETE")
SCHEME = "bearer "
NEEDED = {"WWW-Authenticate": 'Bearer realm="annotations"'}
INVALID = {"WWW-Authenticate": 'Bearer realm="annotations", error="invalid_token"'}
INSUFFICIENT = {"WWW-Authenticate": 'Bearer realm="annotations", error="insufficient_scope", scope="write"'}


def api(view: View) -> View:
    """`view` for programs: who asks is known by token or session, and problems are answered as documents."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _recognise(request)
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem.answer()
        except Http404:
            return Problem(404, "There is nothing here that you can read.").answer()
        except PermissionDenied:
            return Problem(403, "You can read this, but not do that with it.").answer()

    return csrf_exempt(guarded)


def _recognise(request: HttpRequest) -> None:
    """Let `request.user` be for whom the program acts. Raises Problem for a token that opens nothing."""
    header = request.headers.get("Authorization", "")
    if header[: len(SCHEME)].lower() == SCHEME:
        _open(request, header[len(SCHEME) :].strip())
    elif request.method in WRITING:
        _guard_session(request)


def _open(request: HttpRequest, words: str) -> None:
    token = Token.objects.opened_by(words)
    if token is None:
        raise Problem(401, "This token is not known, has expired or was revoked. Make a new one.", headers=INVALID)
    if request.method not in SAFE and not token.may_write:
        raise Problem(403, "This token may only read. Make one that may write.", headers=INSUFFICIENT)
    token.seen()
    request.user = token.person


def _guard_session(request: HttpRequest) -> None:
    """A browser sends its cookies whoever asks it to: only who also knows the CSRF token means it."""
    if not request.user.is_authenticated:
        raise Problem(401, "Send a token: Authorization: Bearer …", headers=NEEDED)
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    if check.process_view(request, lambda _: HttpResponse(), (), {}) is not None:
        raise Problem(403, "With a session, send the CSRF token too (X-CSRFToken). With a token none is needed.")
