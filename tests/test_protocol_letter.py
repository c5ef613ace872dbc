"""What other people's suites and clients of the protocol ask of a server, beyond what our own client does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.people.models import User
from tests.making import make_note, make_text
from tests.test_protocol import LD, SITE, Program, about, quote
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text("One **two** three.", author=instructor)


@pytest.fixture
def program(learner1: User) -> Program:
    return Program(learner1)


def test_the_link_of_a_note_is_the_one_the_protocol_shows(text: Text, learner1: User) -> None:
    note = make_note(text, learner1)
    for method in ("get", "head", "options"):
        answer = getattr(Client(), method)(f"/annotations/{note.pk}", headers={"Accept": LD})
        assert answer["Link"] == '<http://www.w3.org/ns/ldp#Resource>; rel="type"'


def test_who_knows_a_container_already_is_told_where_it_is(text: Text, learner1: User) -> None:
    make_note(text, learner1)
    address = f"/texts/{text.pk}/annotations/"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert again.status_code == 304
    for name in ("Content-Location", "ETag", "Link", "Allow", "Vary"):
        assert again[name] == first[name]


def test_a_note_is_led_to_from_the_containers_that_show_it(program: Program, text: Text) -> None:
    container = f"{SITE}/texts/{text.pk}/annotations/"
    made = program("POST", container, about(text, quote("two"))).json()
    named = container + made["id"].rpartition("/")[2]
    moved = program("DELETE", named, If_Match="*")
    assert (moved.status_code, SITE + moved["Location"]) == (308, made["id"])
    assert program("GET", made["id"]).json() == made


def test_a_container_without_its_slash_does_not_lose_what_is_sent(program: Program, text: Text) -> None:
    moved = program("POST", f"/texts/{text.pk}/annotations?size=3", about(text))
    assert (moved.status_code, moved["Location"]) == (308, f"/texts/{text.pk}/annotations/?size=3")


def test_a_site_may_do_without_if_match(program: Program, text: Text, settings: Any) -> None:
    made = program("POST", "/annotations/", about(text, quote("two"))).json()
    body = {**made, "body": {"type": "TextualBody", "value": "Else."}}
    assert program("PUT", made["id"], body).status_code == 428
    settings.NEED_IF_MATCH = False
    assert program("PUT", made["id"], body, If_Match='"another"').status_code == 412
    assert program("PUT", made["id"], body).json()["body"]["value"] == "Else."
    assert program("DELETE", made["id"]).status_code == 204
