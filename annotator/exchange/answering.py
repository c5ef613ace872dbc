"""How the API answers: JSON-LD with its entity tag, links, allowed methods, and 304 for who has it already."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from annotator.exchange.jsonld import CONTENT_TYPE
from annotator.exchange.negotiating import LD_JSON, TURTLE, best, etag, matches, media_type
from annotator.exchange.parsing import load
from annotator.exchange.turtle import dump
from annotator.exchange.valid import NotAnAnnotation
from annotator.limits import over_limit
from annotator.problems import Problem

RESOURCE = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
CONTAINER = '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"'
CONSTRAINED = '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
DESCRIBED = '</api/openapi.json>; rel="service-desc"; type="application/vnd.oai.openapi+json"'
NOTE_LINKS = RESOURCE  # and nothing else: there are suites and clients that compare the whole header
CONTAINER_LINKS = f"{CONTAINER}, {CONSTRAINED}, {DESCRIBED}"
LARGEST = 1024 * 1024  # bytes of one annotation
VARY = ("Accept", "Authorization", "Cookie")


def encoded(document: Any, *, ordered: bool = False) -> bytes:
    """`ordered` by name: PostgreSQL forgets in which order properties came, and the tag of the same must be the same."""
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=ordered)
    return written.encode("utf-8", "surrogatepass")


def written(document: Any, chosen: str, *, ordered: bool = False) -> bytes:
    """In the media type that was chosen."""
    return dump(document).encode() if chosen == TURTLE else encoded(document, ordered=ordered)


def asks_as_people_do(request: HttpRequest) -> bool:
    """Browsers rather have HTML than anything else."""
    return request.method in ("GET", "HEAD") and best(request.headers.get("Accept")) == "text/html"


def wanted(request: HttpRequest) -> str:
    """The media type to answer with. Raises Problem where nothing here will do."""
    chosen = best(request.headers.get("Accept"))
    if chosen is None:
        raise Problem(406, f"This is here as {LD_JSON}, application/json, {TURTLE} and, for people, text/html.")
    return chosen


def content_type(chosen: str) -> str:
    return chosen if chosen in ("application/json", TURTLE) else CONTENT_TYPE


def not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 for who has this already."""
    known = request.headers.get("If-None-Match")
    if not known or not matches(known, tag, weakly=True):
        return None
    response = HttpResponse(status=304)
    del response.headers["Content-Type"]
    return tagged(response, tag)


def tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    return kept_apart(response)


def kept_apart(response: HttpResponse) -> HttpResponse:
    """Who asks, and for what, decides what is in an answer."""
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, VARY)
    return response


def answer(document: Any, chosen: str = LD_JSON, status: int = 200, *, ordered: bool = True) -> HttpResponse:
    """A document with a tag made of all that it says."""
    content = written(document, chosen, ordered=ordered)
    return tagged(HttpResponse(content, status=status, content_type=content_type(chosen)), etag(content))


def options(allow: str, links: str, **headers: str) -> HttpResponse:
    """What may be done here. The same for everybody: whether there is something here is not told."""
    response = HttpResponse(status=200)
    response.headers["Allow"], response.headers["Link"] = allow, links
    for name, value in headers.items():
        response.headers[name] = value
    return response


def not_allowed(allow: str) -> Problem:
    return Problem(405, f"What can be done here: {allow}.", headers={"Allow": allow})


def within_limits(request: HttpRequest, count: Callable[[HttpRequest, str], bool] = over_limit) -> None:
    """Raises Problem for who writes too often."""
    if count(request, "api"):
        amount, seconds = settings.RATE_LIMITS["api"]
        detail = f"More than {amount} writes in {seconds} seconds. Nothing of this one was stored; try again later."
        raise Problem(429, detail, headers={"Retry-After": str(seconds)})


def sent(request: HttpRequest) -> dict[str, Any]:
    """The annotation in the body of a request. Raises Problem for another media type, or what is none."""
    if media_type(request.headers.get("Content-Type", "")) != LD_JSON:
        raise Problem(415, f"Send JSON-LD: Content-Type: {CONTENT_TYPE}", headers={"Accept-Post": CONTENT_TYPE})
    if int(request.headers.get("Content-Length") or 0) > LARGEST or len(request.body) > LARGEST:
        raise Problem(413, f"An annotation has at most {LARGEST:,} bytes.")
    try:
        return load(request.body)
    except NotAnAnnotation as error:
        raise Problem(error.status, str(error)) from error
