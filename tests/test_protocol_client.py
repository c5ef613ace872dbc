"""Somebody else's script against a running server."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.people.models import Token, User
from tests.making import make_note, make_text
from tests.protocol_client import CONTEXT, Client

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_script_finds_the_container_and_works_in_it(live_server: Any, instructor: User, learner1: User) -> None:
    text = make_text("One two three.", author=instructor)
    for word in ("One", "two", "three"):
        make_note(text, instructor, words=word)
    client = Client(live_server.url, Token.make(learner1, "script", "write")[1])
    container = client.service_of(f"/texts/{text.pk}/")
    target = {
        "source": f"{live_server.url}/texts/{text.pk}/",
        "selector": {"type": "TextQuoteSelector", "exact": "two"},
    }
    note = {
        "@context": CONTEXT,
        "type": "Annotation",
        "bodyValue": "Why two?",
        "motivation": "questioning",
        "target": target,
    }

    made = client.ask("POST", container, note, Slug="why-two")
    assert made.status == 201
    address = made.headers["Location"]
    assert client.ask("GET", address).document == made.document
    assert [one["id"] for one in client.walk(f"{container}?size=1")][-1] == address
    assert len(list(client.walk(container))) == 4

    changed = client.ask(
        "PUT", address, {**made.document, "bodyValue": "Why not three?"}, If_Match=made.headers["ETag"]
    )
    assert (changed.status, changed.document["bodyValue"]) == (200, "Why not three?")
    assert client.ask("PUT", address, note, If_Match=made.headers["ETag"]).status == 412
    assert client.ask("GET", address, If_None_Match=changed.headers["ETag"]).status == 304
    assert client.ask("DELETE", address, If_Match=changed.headers["ETag"]).status == 204
    assert client.ask("GET", address).status == 410
    assert len(list(client.walk(container))) == 3
