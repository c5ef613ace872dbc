"""The same annotations as RDF, for who asks for Turtle."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.turtle import dump
from annotator.people.models import User
from tests.making import make_note, make_text
from tests.test_openapi import DOCUMENTS

IRI = "https://example.org/a"


def said(**more: Any) -> str:
    """What follows the prefixes, in one line."""
    statements = dump({"@context": "http://www.w3.org/ns/anno.jsonld", "id": IRI, **more}).split("\n\n")[1]
    return re.sub(r"\s+", " ", statements).strip()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"type": "Annotation", "motivation": "assessing"}, "a oa:Annotation ; oa:motivatedBy oa:assessing"),
        ({"created": "2026-01-31T12:00:00Z"}, 'dcterms:created "2026-01-31T12:00:00Z"^^xsd:dateTime'),
        (
            {"total": 3, "label": 'a "b"\n\\'},
            'as:totalItems "3"^^xsd:nonNegativeInteger ; rdfs:label "a \\"b\\"\\n\\\\"',
        ),
        ({"target": ["b", "urn:c"]}, "oa:hasTarget <https://example.org/b>, <urn:c>"),
        ({"body": {"value": "x", "type": "TextualBody"}}, 'oa:hasBody [ a oa:TextualBody ; rdf:value "x" ]'),
        (
            {"body": {"type": "List", "items": ["urn:b", "urn:a"]}},
            "oa:hasBody [ a oa:List ; as:items ( <urn:b> <urn:a> ) ]",
        ),
        ({"target": "urn:a> <urn:b"}, "oa:hasTarget <urn:a%3E%20%3Curn:b>"),
        ({"schema:about": {"@value": "y", "@language": "en"}, "odd": "z"}, 'schema:about "y"@en'),
        ({"ex:a": True, "@context": [{"ex": "http://e.example/"}]}, "<http://e.example/a> true"),
    ],
)
def test_what_an_annotation_says_is_said_in_triples(given: dict[str, Any], expected: str) -> None:
    assert said(**given) == f"<{IRI}> {expected} ."


@pytest.mark.pure
def test_what_has_an_address_is_told_by_itself() -> None:
    told = said(creator={"id": "urn:me", "name": "Me"})
    assert told == f'<{IRI}> dcterms:creator <urn:me> . <urn:me> foaf:name "Me" .'


@pytest.mark.pure
@given(DOCUMENTS | st.dictionaries(st.text(max_size=3), st.text(max_size=5)))
def test_nothing_that_is_kept_breaks_out_of_its_quotes(document: Any) -> None:
    written = dump({**document, "id": IRI})
    written.encode()
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"|<[^\x00-\x20<>"{}|^`\\]*>', "", written)
    assert '"' not in bare and "<" not in bare and ">" not in bare


@pytest.mark.django_db
def test_notes_containers_and_pages_are_there_in_turtle(client: Client, instructor: User, learner1: User) -> None:
    note = make_note(make_text(author=instructor), learner1, body="Hm.")
    for address in (f"/annotations/{note.pk}", "/annotations/", "/annotations/?page=0"):
        plain = client.get(address)
        answer = client.get(address, headers={"Accept": "text/turtle"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/turtle")
        assert f"<http://testserver/annotations/{note.pk}> a oa:Annotation" in answer.content.decode()
        assert answer["ETag"] != plain["ETag"] and "Accept" in answer["Vary"]
        known = {"Accept": "text/turtle", "If-None-Match": answer["ETag"]}
        assert client.get(address, headers=known).status_code == 304
