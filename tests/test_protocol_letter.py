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


def test_a_set_of_targets_is_placed_by_its_first_and_given_back_whole(program: Program, text: Text) -> None:
    elsewhere = "https://example.org/other"
    first = about(text, quote("two"))["target"]
    several = {"type": "Composite", "items": [{"type": "List", "items": [first]}, elsewhere]}
    made = program("POST", "/annotations/", about(text, target=several)).json()
    outer, inner = made["target"], made["target"]["items"][0]
    assert (outer["type"], inner["type"], outer["items"][1]) == ("Composite", "List", elsewhere)
    assert inner["items"][0]["selector"][1]["exact"] == "two" and "state" in inner["items"][0]
    made["body"]["value"] = "Else."
    changed = program("PUT", made["id"], made, If_Match="*").json()
    assert changed["target"] == outer and changed["body"]["value"] == "Else."
    moved = {**made, "target": {**outer, "items": [elsewhere]}}
    assert program("PUT", made["id"], moved, If_Match="*").status_code == 409
    assert program("POST", "/annotations/", about(text, target={"type": "List", "items": []})).status_code == 400


def test_a_described_text_is_the_source_of_a_target_and_not_the_target(program: Program, text: Text) -> None:
    described = {"id": f"{SITE}/texts/{text.pk}/", "type": "Text", "format": "text/html"}
    target = program("POST", "/annotations/", about(text, target=described)).json()["target"]
    assert target["type"] == "SpecificResource" and target["source"] == described and "id" not in target


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "no address"},
        {"id": ["https://a.example/1"]},
        {"canonical": "/relative"},
        {"via": {"id": "urn:a:b"}},
        {"via": ["https://a.example/1", "two words"]},
        {"rights": "All rights reserved"},
        {"created": "yesterday"},
        {"modified": ["2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z"]},
        {"generated": "2026-01-31T12:00:00"},
    ],
)
def test_what_the_model_rules_out_is_not_given_out_again(program: Program, text: Text, wrong: dict[str, Any]) -> None:
    assert program("POST", "/annotations/", about(text, **wrong)).status_code == 400


def test_what_is_null_or_empty_is_not_there(program: Program, text: Text) -> None:
    nothing: dict[str, Any] = {
        "id": "",
        "canonical": "",
        "via": None,
        "rights": [],
        "motivation": None,
        "ex:odd": None,
        "bodyValue": None,
    }
    made = program("POST", "/annotations/", about(text, **nothing)).json()
    assert (
        not made.keys() & {"canonical", "via", "rights", "ex:odd", "bodyValue"} and made["motivation"] == "commenting"
    )
    without = program("PUT", made["id"], {**made, "body": []}, If_Match="*")
    assert without.status_code == 422, "a note says something"


def test_what_the_model_leaves_open_is_taken(program: Program, text: Text) -> None:
    more = {
        "id": "",
        "via": "urn:a:b",
        "rights": ["https://l.example/"],
        "generated": "2026-01-31T12:00:00+02:00",
    }
    made = program("POST", "/annotations/", about(text, **more))
    assert made.status_code == 201, made.content
    assert {name: made.json()[name] for name in ("rights", "generated")} == {
        n: more[n] for n in ("rights", "generated")
    }


@pytest.mark.parametrize("address", ["/annotations/one", "/texts/none/annotations/", "/groups/none/annotations/"])
def test_programs_get_a_problem_where_there_is_no_address(client: Client, instructor: User, address: str) -> None:
    told = client.get(address, headers={"Accept": "*/*", "Origin": "https://a.example"})
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")
    assert told["Access-Control-Allow-Origin"] == "*"
    page = client.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 404 and page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("PATCH", "/annotations/", 405), ("POST", "/texts/none/annotations/", 404), ("POST", "/annotations", 308)],
)
def test_what_is_sent_for_nothing_is_read_to_its_end(client: Client, method: str, address: str, status: int) -> None:
    answer = client.generic(method, address, b"x" * 200_000, content_type=LD)
    assert answer.status_code == status
    assert answer.wsgi_request.read() == b"" and answer.wsgi_request.META["wsgi.input"].read() == b""
