"""Annotation containers and their pages (https://www.w3.org/TR/annotation-protocol/#annotation-containers)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from annotator import permissions
from annotator.cors import cross_origin
from annotator.exchange import containers
from annotator.exchange.answering import (
    CONTAINER_LINKS,
    NOTE_LINKS,
    answer,
    asks_as_people_do,
    content_type,
    kept_apart,
    not_allowed,
    not_modified,
    options,
    sent,
    tagged,
    wanted,
    within_limits,
    written,
)  # fmt: skip
from annotator.exchange.containers import FIRST, Container, Contents, Key, Page
from annotator.exchange.jsonld import CONTENT_TYPE, CONTEXT, Json, moment
from annotator.exchange.negotiating import Preference, etag, preference
from annotator.exchange.outgoing import Writer, dashed
from annotator.exchange.storing import create
from annotator.exchange.views.annotations import ALLOW as NOTE_ALLOW
from annotator.exchange.views.annotations import found
from annotator.groups.models import Group
from annotator.people.bearer import api
from texts.models import Text

ALLOW, PAGE_ALLOW = "GET, HEAD, OPTIONS, POST", "GET, HEAD, OPTIONS"
CONTEXTS = [CONTEXT, "http://www.w3.org/ns/ldp.jsonld"]
Find = Callable[[HttpRequest], Container]


@dataclass(frozen=True)
class Asked:
    """How somebody wants to see a container; its pages keep it in their addresses."""

    iris: bool
    size: int
    minimal: bool = False

    def address(self, container: Container, base: str, page: str = "") -> str:
        size = f"&size={self.size}" if self.size != settings.ANNOTATION_PAGE else ""
        named = f"&page={page}" if page else ""
        return f"{base}{container.path}?iris={int(self.iris)}{size}{named}"


@csrf_exempt  # `api` asks for what is needed
def site_container(request: HttpRequest) -> HttpResponse:
    """All annotations that one can read."""
    return _answered(request, reverse("api"), lambda asker: containers.of_site(asker.user, settings.SITE_NAME))


@csrf_exempt  # `api` asks for what is needed
def text_container(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those on a text; on an article also those on its comments."""

    def find(asker: HttpRequest) -> Container:
        readable = Text.objects.filter(permissions.readable_texts(asker.user)).select_related("parent")
        return containers.of_text(asker.user, get_object_or_404(readable, pk=pk))

    return _answered(request, reverse("reader", args=[pk]), find)


@csrf_exempt  # `api` asks for what is needed
def group_container(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those in a group."""

    def find(asker: HttpRequest) -> Container:
        return containers.of_group(asker.user, get_object_or_404(Group.objects.readable_by(asker.user), pk=pk))

    return _answered(request, reverse("group", args=[pk]), find)


def _answered(request: HttpRequest, people: str, find: Find) -> HttpResponse:
    """Browsers are led to where people read the same."""
    if asks_as_people_do(request):
        return kept_apart(HttpResponseRedirect(people))
    response = _container(request, find)
    if "Link" not in response.headers:
        response.headers["Link"] = CONTAINER_LINKS
    return response


@cross_origin
@api
def _container(request: HttpRequest, find: Find) -> HttpResponse:
    """Every answer says what this is."""
    is_page = "page" in request.GET
    allow = PAGE_ALLOW if is_page else ALLOW
    if request.method == "OPTIONS":
        return options(allow, CONTAINER_LINKS, **({} if is_page else {"Accept-Post": CONTENT_TYPE}))
    if request.method == "POST" and not is_page:
        return _create(request, find(request))
    if request.method not in ("GET", "HEAD"):
        raise not_allowed(allow)
    response = _page(request, find(request)) if is_page else _description(request, find(request))
    response.headers["Allow"], response.headers["Link"] = allow, CONTAINER_LINKS
    if not is_page:
        response.headers["Accept-Post"] = CONTENT_TYPE
    return response


def _create(request: HttpRequest, container: Container) -> HttpResponse:
    """Make what was sent. A Slug is taken without being followed: addresses here are the site's to give."""
    chosen, document = wanted(request), sent(request)
    within_limits(request)
    key, known = create(request, document, container, request.headers.get("Idempotency-Key", "")[:255])
    made = known or found(request, key)
    response = answer(made, chosen, 201)
    response.headers["Location"] = response.headers["Content-Location"] = made["id"]
    response.headers["Allow"], response.headers["Link"] = NOTE_ALLOW, f"{CONTAINER_LINKS}, {NOTE_LINKS}"
    return response


def _description(request: HttpRequest, container: Container) -> HttpResponse:
    """The container, with its first page inside unless it is wanted without."""
    chosen = wanted(request)
    preferred = preference(request.headers.get("Prefer"))
    asked, writer = _asked(request, preferred), Writer(request)
    response = answer(_described(container, asked, writer), chosen, ordered=False)
    response = not_modified(request, response.headers["ETag"]) or response
    response.headers["Content-Location"] = asked.address(container, writer.base)
    response.headers["Vary"] += ", Prefer"
    if preferred.asked:
        response.headers["Preference-Applied"] = "return=representation"
    return response


def _asked(request: HttpRequest, preferred: Preference) -> Asked:
    iris = {"0": False, "1": True}.get(request.GET.get("iris", ""), preferred.iris)
    try:
        size = int(request.GET.get("size", settings.ANNOTATION_PAGE))
    except ValueError as error:
        raise Http404("no such page size") from error
    return Asked(iris, min(max(size, 1), settings.MOST_ON_A_PAGE), preferred.minimal)


def _described(container: Container, asked: Asked, writer: Writer) -> Json:
    held = containers.contents(container)
    document: Json = {
        "@context": CONTEXTS,
        **_summary(container, held, asked, writer.base),
        "type": ["BasicContainer", "AnnotationCollection"],
        "label": container.label,
    }
    if held.total:
        end = containers.last(container, held.total, asked.size)
        document["first"] = (
            asked.address(container, writer.base, FIRST)
            if asked.minimal
            else _items(container, _rows(container, asked, None), asked, writer, held)
        )
        document["last"] = asked.address(container, writer.base, _name(end))
    return document


def _summary(container: Container, held: Contents, asked: Asked, base: str) -> Json:
    said: Json = {"id": asked.address(container, base), "total": held.total}
    return {**said, "modified": moment(held.modified)} if held.modified else said


def _name(key: Key | None) -> str:
    return str(key) if key else FIRST


def _rows(container: Container, asked: Asked, after: Key | None) -> Page:
    return (containers.keys if asked.iris else containers.page)(container, after, asked.size)


def _items(container: Container, page: Page, asked: Asked, writer: Writer, held: Contents) -> Json:
    """An AnnotationPage."""
    document: Json = {
        "id": asked.address(container, writer.base, _name(page.after)),
        "type": "AnnotationPage",
        "partOf": {**_summary(container, held, asked, writer.base), "type": "AnnotationCollection"},
        "startIndex": held.before,
    }
    if page.after:
        before = containers.before(container, page.after, asked.size)
        document["prev"] = asked.address(container, writer.base, _name(before))
    if page.following:
        document["next"] = asked.address(container, writer.base, _name(page.following))
    if asked.iris:
        items: list[Any] = [f"{writer.base}/annotations/{dashed(key)}" for key, _, _ in page.rows]
    else:
        items = containers.documents(writer, page.rows)
    return {**document, "items": items}


def _page(request: HttpRequest, container: Container) -> HttpResponse:
    """One page. Its tag is made of less than the page, so that who has it is told so soon."""
    chosen, asked = wanted(request), _asked(request, Preference())
    after = _after(request.GET["page"])
    held = containers.contents(container, after)
    if "If-None-Match" in request.headers and (unchanged := _unchanged(request, container, asked, after, held)):
        return unchanged
    writer, page = Writer(request), _rows(container, asked, after)
    known = [key for key, _, _ in page.rows] if asked.iris else containers.marks_of(page)
    content = written({"@context": CONTEXT, **_items(container, page, asked, writer, held)}, chosen)
    tag = _tag(request, container, asked, held, known)
    return tagged(HttpResponse(content, content_type=content_type(chosen)), tag)


def _unchanged(
    request: HttpRequest, container: Container, asked: Asked, after: Key | None, held: Contents
) -> HttpResponse | None:
    if asked.iris:
        known: list[Any] = [key for key, _, _ in containers.keys(container, after, asked.size).rows]
    else:
        known = containers.marks(container, after, asked.size)
    return not_modified(request, _tag(request, container, asked, held, known))


def _tag(request: HttpRequest, container: Container, asked: Asked, held: Contents, known: list[Any]) -> str:
    form = content_type(wanted(request))
    asker = (request.user.pk, request.get_host(), request.scheme, settings.ANNOTATION_RIGHTS, form)
    return etag(repr((asker, asked, container.path, held, known)).encode())


def _after(name: str) -> Key | None:
    """The key that names a page, None for the first. Raises Http404 for no name of any."""
    try:
        return None if name == FIRST else uuid.UUID(name)
    except ValueError as error:
        raise Http404("no such page") from error
