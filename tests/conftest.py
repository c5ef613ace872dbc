"""The cast, named by role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from annotator.people.models import User
from tests.databases import test_database

SLOW_MACHINES = [HealthCheck.too_slow, HealthCheck.data_too_large]
hypothesis_settings.register_profile("ci", max_examples=60, deadline=None, suppress_health_check=SLOW_MACHINES)
hypothesis_settings.register_profile(
    "thorough", max_examples=10_000, deadline=None, suppress_health_check=SLOW_MACHINES
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def person(name: str, **fields: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org", "correct horse battery", **fields)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(request: pytest.FixtureRequest) -> None:
    """Each process has a SQLite of its own in memory already; only databases on a server need names of their own."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("django_db_modify_db_settings_tox_suffix")
        request.getfixturevalue("django_db_modify_db_settings_xdist_suffix")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    with django_db_blocker.unblock(), test_database():
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture
def instructor(db: None) -> User:
    return person("instructor", may_edit=True)


@pytest.fixture
def learner1(db: None) -> User:
    return person("learner1")


@pytest.fixture
def learner2(db: None) -> User:
    return person("learner2")


@pytest.fixture
def outsider(db: None) -> User:
    return person("outsider")


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Hashing slowly and looking for static files are no part of what is tested; browsers get them from their server."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_USE_FINDERS=False):
        yield
