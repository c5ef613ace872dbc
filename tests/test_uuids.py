"""Keys tell in which order things were made."""

from __future__ import annotations

import time
import uuid

import pytest

from texts.uuids import uuid7

pytestmark = pytest.mark.pure


def test_keys_are_of_version_7_and_tell_the_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    assert (key.version, key.variant) == (7, uuid.RFC_4122)
    assert before <= key.int >> 80 <= time.time_ns() // 1_000_000


def test_keys_made_in_the_same_millisecond_sort_as_they_were_made() -> None:
    made = []
    for _ in range(200):
        made.append(uuid7())
        passed = time.perf_counter_ns() + 2_000
        while time.perf_counter_ns() < passed:
            pass
    assert made == sorted(made) and len({key.int >> 80 for key in made}) < 100
