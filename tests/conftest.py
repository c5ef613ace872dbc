"""The cast, named by role."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("ANNOTATOR_DEMO", "1")

from annotator.people.models import User  # noqa: E402


def person(name: str, **fields: object) -> User:
    return User.objects.create_user(name, f"{name}@example.org", "correct horse battery", **fields)


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


@pytest.fixture(autouse=True)
def fast_passwords(settings: object) -> None:
    """Hashing slowly is the point of the real hasher, and not of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
