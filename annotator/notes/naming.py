"""Under which name people are shown beside notes: their own, or “Reader 7” where an assignment hides who they are.

Every page, list and export names people through here. What is not known to be shown is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from annotator.permissions import Actor

HUES = 8  # avatar colours


def hue_of(key: Any) -> str:
    """One of eight avatar colours, always the same for one person."""
    return str(sum(key.bytes) % HUES)


@dataclass(frozen=True)
class Shown:
    """A person as one reader may know them. Without an address where who it is stays hidden."""

    name: str
    address: str = ""
    hue: str = "0"
    is_you: bool = False

    def __str__(self) -> str:
        return self.name


class Names:
    """What `viewer` may know of who wrote. Asks the database once for each assignment that it meets."""

    def __init__(self, viewer: Actor) -> None:
        self.viewer = viewer
        self._numbers: dict[Any, dict[Any, int | None] | None] = {}
        self._named: dict[Any, Shown] = {}  # an address is dear to make, and few people wrote what stands on a page

    def of(self, note: Any, person: Any) -> Shown:
        """`person` beside `note`: its author, or whoever answered, decided or changed something."""
        if person is None:
            return Shown("Nobody named")
        numbers = self._of_assignment(note)
        if person.pk == self.viewer.pk or numbers is None or numbers.get(person.pk, 0) is None:
            return self._by_name(person)
        number = numbers.get(person.pk)
        return Shown(f"Reader {number}", hue=str(number % HUES)) if number else Shown("A reader")

    def _by_name(self, person: Any) -> Shown:
        if person.pk not in self._named:
            is_you = person.pk == self.viewer.pk
            self._named[person.pk] = Shown(str(person), person.get_absolute_url(), hue_of(person.pk), is_you)
        return self._named[person.pk]

    def _of_assignment(self, note: Any) -> dict[Any, int | None] | None:
        """The numbers of its writers, None for who is named all the same; None where all are named."""
        if note.assignment_id is None:
            return None
        if note.assignment_id not in self._numbers:
            self._numbers[note.assignment_id] = note.assignment.numbers_for(self.viewer)
        return self._numbers[note.assignment_id]


def names_for(request: HttpRequest) -> Names:
    """The same for one request, so that nothing is asked twice."""
    names: Names | None = getattr(request, "names", None)
    if names is None:
        names = request.names = Names(request.user)  # type: ignore[attr-defined]
    return names
