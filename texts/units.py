"""Offsets that other programs counted in 16-bit units, as JavaScript does, made code points."""

from __future__ import annotations

from bisect import bisect_left

LAST_OF_ONE = "\uffff"  # characters after it take two units


class Units:
    """Of one text, which is looked through once."""

    def __init__(self, plain: str) -> None:
        self._wide = [at for at, letter in enumerate(plain) if letter > LAST_OF_ONE] if _has_wide(plain) else []
        self._ends = [at + number for number, at in enumerate(self._wide, 1)]  # in units, after the first half

    def code_point(self, unit: int) -> int:
        """The offset in code points; within a character of two units, the one behind it."""
        return unit - bisect_left(self._ends, unit)


def _has_wide(plain: str) -> bool:
    return bool(plain) and max(plain) > LAST_OF_ONE
