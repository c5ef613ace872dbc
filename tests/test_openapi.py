"""The description of the API is true: it names every address, its schemas fit real answers, and nothing sent breaks it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.exchange import urls
from annotator.exchange.openapi import described
from annotator.people.models import Token, User
from tests.making import make_note, make_text
from tests.schemas import wrong
from texts.models import Text

pytestmark = pytest.mark.django_db

LD = "application/ld+json"
API = ("annotations", "annotation", "text-annotations", "group-annotations")
DOCUMENT = described("Annotator", "http://testserver")


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


def test_every_address_for_programs_is_described() -> None:
    routes = {one.name: str(one.pattern) for one in urls.urlpatterns if isinstance(one, URLPattern)}
    ours = {"/" + re.sub(r"<uuid:(\w+)>", r"{\1}", routes[name]) for name in API}
    assert ours == set(DOCUMENT["paths"])
    guarded = {name for name, route in routes.items() if "annotations/" in route and name in API}
    assert guarded == set(API)


def test_every_reference_leads_somewhere() -> None:
    for _, kind, name in re.findall(r'"#/(components)/(\w+)/(\w+)"', json.dumps(DOCUMENT)):
        assert name in DOCUMENT["components"][kind]


def test_what_can_be_done_is_what_is_described(client: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1)
    for path, operations in DOCUMENT["paths"].items():
        key = note.pk if path == "/annotations/{pk}" else text.pk
        allowed = client.options(path.replace("{pk}", str(key))).headers["Allow"].lower().split(", ")
        assert set(allowed) == set(operations) - {"parameters"}


def test_real_answers_fit_their_schemas(client: Client, text: Text, learner1: User) -> None:
    make_note(text, learner1)
    note = make_note(text, learner1, "editing", tags=["a"])
    for address, schema in (
        (reverse("annotations"), "Container"),
        (reverse("annotations", query={"size": "1", "page": "0"}), "AnnotationPage"),
        (reverse("annotations", query={"iris": "1", "page": "0"}), "AnnotationPage"),
        (reverse("text-annotations", args=[text.pk]), "Collection"),
        (reverse("annotation", args=[note.pk]), "Annotation"),
        (reverse("annotations", query={"page": "x"}), "Problem"),
    ):
        assert wrong(client.get(address).json(), schema, DOCUMENT) == [], address
    assert wrong({"id": 1}, "Annotation", DOCUMENT)


def test_the_description_and_its_page_are_there(client: Client, text: Text) -> None:
    assert client.get(reverse("openapi")).json()["openapi"] == "3.1.0"
    page = client.get(reverse("api")).content.decode()
    assert reverse("openapi") in page and "Authorization: Bearer" in page
    reader = client.get(reverse("reader", args=[text.pk]))
    service = reverse("text-annotations", args=[text.pk])
    relation = "http://www.w3.org/ns/oa#annotationService"
    assert f'<link rel="{relation}" type="application/ld+json" href="{service}">' in reader.content.decode()
    assert reader.headers["Link"] == f'<{service}>; rel="{relation}"'


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=5)
    | st.sampled_from(["http://a.example/", "TextualBody"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["type", "value", "source", "selector", "items", "purpose", "id", "state", "cached", "exact"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "@context": st.just("http://www.w3.org/ns/anno.jsonld") | VALUES,
        "type": st.just("Annotation") | VALUES,
        "target": VALUES,
    },
    optional=dict.fromkeys(
        ("body", "bodyValue", "motivation", "id", "via", "canonical", "creator", "audience", "rights", "created"),
        VALUES,
    ),
)
KNOWN = {
    200,
    201,
    204,
    304,
    *(int(status) for status in "400 401 403 404 405 406 409 410 412 413 415 422 428 429".split()),
}


def test_nothing_that_is_sent_makes_the_server_fail(client: Client, text: Text, learner1: User) -> None:
    note = make_note(text, learner1)
    words = Token.make(learner1, "script", "write")[1]
    assert get_resolver()
    addresses = [
        reverse("annotations"),
        reverse("text-annotations", args=[text.pk]),
        reverse("annotation", args=[note.pk]),
    ]

    @settings(max_examples=40, suppress_health_check=[*HealthCheck])
    @given(
        st.sampled_from(addresses),
        st.sampled_from(["POST", "PUT", "GET"]),
        DOCUMENTS,
        st.text(st.characters(codec="latin-1", min_codepoint=32, max_codepoint=126), max_size=20),
    )
    def send(address: str, method: str, document: Any, header: str) -> None:
        named = {
            "Authorization": f"Bearer {words}",
            "If-Match": "*",
            "Accept": header,
            "Prefer": header,
            "Slug": header,
        }
        body = json.dumps(document)
        answer = client.generic(method, address, body, content_type=LD, headers=named)
        assert answer.status_code in KNOWN, answer.content

    send()
