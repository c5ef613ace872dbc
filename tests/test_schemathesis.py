"""Schemathesis sends what the API's description allows and what it rules out: nothing fails, no answer contradicts it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as of_openapi

from annotator.people.models import Token, User
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

checks.load_all_checks()
CHECKS: list[Any] = [
    checks.not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_headers_conformance,
    of_openapi.response_schema_conformance,
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Between requests Django closes connections, and with them the transaction of a test; its own client keeps them too."""
    kept = [signal for signal in (request_started, request_finished) if signal.disconnect(close_old_connections)]
    yield
    for signal in kept:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_nothing_fails_and_every_answer_is_as_described(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor)
    keys = {
        "texts": text.pk,
        "groups": make_class(instructor, text, learner=[learner1]).pk,
        "annotations": make_note(text, learner1).pk,
    }
    token = {"Authorization": f"Bearer {Token.make(learner1, 'schemathesis', 'write')[1]}"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    found: list[Any] = list(schema.get_all_operations())
    operations = [one.ok() for one in found]
    assert len(operations) == 17
    for operation in operations:
        mine = keys.get(operation.path.split("/")[1], uuid.uuid4())
        _ask(operation, [str(mine), str(uuid.uuid4())], token)


def _ask(operation: Any, keys: list[str], token: dict[str, str]) -> None:
    named = st.sampled_from([{"pk": key} for key in keys]) if "{pk}" in operation.path else st.just({})
    ways = [operation.as_strategy(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @settings(max_examples=4, suppress_health_check=[*HealthCheck], database=None)
    @given(st.one_of(ways), named, st.sampled_from(["*", ""]))
    def ask(case: Any, path: dict[str, str], seen: str) -> None:
        case.path_parameters = path
        headers = {**token, **({"If-Match": seen} if seen else {})}
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    ask()
