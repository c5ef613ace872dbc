"""Who writes to the embedded database waits for whoever does, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from annotator.sqlite import turns
from annotator.sqlite.turns import Turn

pytestmark = pytest.mark.pure


def test_one_waits_until_the_other_has_written(tmp_path: Path) -> None:
    first, second = Turn(str(tmp_path / "db")), Turn(str(tmp_path / "db"))
    order = []
    first.take()

    def write() -> None:
        second.take()
        order.append("second")
        second.leave()

    waiting = threading.Thread(target=write)
    waiting.start()
    time.sleep(0.02)
    order.append("first")
    first.give()
    waiting.join(5)
    assert order == ["first", "second"]


def test_a_turn_of_another_process_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads stand in a line of their own."""
    first, second = Turn(str(tmp_path / "db")), Turn(str(tmp_path / "db"))
    first.take()
    monkeypatch.setattr(turns, "_lines", type(turns._lines)(threading.Lock))
    threading.Timer(0.02, first.leave).start()
    begun = time.monotonic()
    second.take()
    assert time.monotonic() - begun >= 0.015
    second.leave()


def test_who_has_waited_long_enough_leaves_it_to_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.02)
    first, second = Turn(str(tmp_path / "db")), Turn(str(tmp_path / "db"))
    first.take()
    second.take()
    second.give()  # nothing that it has
    third = Turn(str(tmp_path / "db"))
    third.take()
    third.give()
    first.leave()


def test_a_turn_is_had_once_however_often_it_is_taken_and_given(tmp_path: Path) -> None:
    only = Turn(str(tmp_path / "db"))
    only.take()
    only.take()
    only.give()
    only.give()
    other = Turn(str(tmp_path / "db"))
    other.take()
    other.leave()
