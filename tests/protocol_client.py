"""A small client of the Web Annotation Protocol, over real HTTP and without our code: what somebody else would write."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
LD = f'application/ld+json; profile="{CONTEXT}"'


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.content)


class Client:
    """For whom the token acts; one connection, kept open."""

    def __init__(self, site: str, token: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
        self.headers = {"Authorization": f"Bearer {token}", "Accept": LD}

    def ask(self, method: str, address: str, document: Any = None, **headers: str) -> Answer:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        named = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        body = None if document is None else json.dumps(document).encode()
        self.connection.request(method, path, body, {**named, "Content-Type": LD} if body else named)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def service_of(self, page: str) -> str:
        """The container that a page names in its Link header."""
        link = self.ask("GET", page, Accept="text/html").headers["Link"]
        address, relation = link.split(";", 1)
        assert 'rel="http://www.w3.org/ns/oa#annotationService"' in relation
        return address.strip("<>")

    def walk(self, container: str) -> Iterator[Any]:
        """Every annotation in a container, page by page."""
        page = self.ask("GET", container).document.get("first")
        while page:
            yield from page["items"]
            page = self.ask("GET", page["next"]).document if "next" in page else None
