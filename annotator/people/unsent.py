"""What somebody sent after their session had ended: kept with the browser's new session, and given back after signing in.

No file is kept, and nothing of a form that asks for a password. What is too long to be kept is given back at once.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from annotator.limits import over_limit

KEY = "unsent"  # in the session
NAME = "unsent"  # of the field by which the form says which of them it sends
LONGEST = 500_000  # code points of all that is kept for one browser: a session is read with every request
DAY = 24 * 3600  # seconds
KEYED = re.compile(r"[a-z0-9_.:-]*")  # how choices, numbers, keys and moments are written
NUMBERED = re.compile(r"[0-9a-f:.-]*")
OURS = {"csrfmiddlewaretoken", NAME}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str

    @property
    def is_typed(self) -> bool:
        """By a person, as far as can be seen: no choice of a list and no key has a space, a capital or a comma."""
        return not KEYED.fullmatch(self.value)

    @property
    def may_be_typed(self) -> bool:
        """One small word could be either."""
        return not NUMBERED.fullmatch(self.value) and self.value != "on"

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Unsent:
    """One form: where it was sent to, and what was in it, in order."""

    key: str
    address: str
    fields: list[Field]
    had_files: bool
    at: float

    @property
    def shown(self) -> list[Field]:
        """What is to be read again before it is sent; the rest goes along unseen."""
        typed = [field for field in self.fields if field.is_typed]
        return typed or [field for field in self.fields if field.may_be_typed]

    def as_json(self) -> dict[str, Any]:
        fields = [[field.name, field.value] for field in self.fields]
        return {"key": self.key, "address": self.address, "fields": fields, "files": self.had_files, "at": self.at}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Unsent:
        fields = [Field(name, value) for name, value in kept["fields"]]
        return cls(kept["key"], kept["address"], fields, kept["files"], kept["at"])


def sent_in_vain(request: HttpRequest) -> Unsent | None:
    """What a refused request had in it, if a person sent it and there is anything to give back."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return None
    fields = [Field(name, str(value)) for name, values in request.POST.lists() if name not in OURS for value in values]
    if not any(field.may_be_typed for field in fields) or any("password" in field.name for field in fields):
        return None
    return Unsent(uuid.uuid4().hex, request.get_full_path(), fields, bool(request.FILES), time.time())


def keep(request: HttpRequest, unsent: Unsent) -> bool:
    """False if it is too long, or if too much was kept of late."""
    kept = [unsent, *unsent_of(request)]
    if sum(len(field.value) for one in kept for field in one.fields) > LONGEST or over_limit(request, "write"):
        return False
    request.session[KEY] = [one.as_json() for one in kept]
    return True


def unsent_of(request: HttpRequest) -> list[Unsent]:
    """What is kept for this browser, newest first. After a day it is kept no more."""
    kept: list[dict[str, Any]] = request.session.get(KEY, [])
    return [Unsent.of_json(one) for one in kept if one["at"] > time.time() - DAY]


def forget(request: HttpRequest, key: str) -> None:
    """It was sent again, or thrown away."""
    left = list(_without(request, key))
    if left:
        request.session[KEY] = left
    elif KEY in request.session:
        del request.session[KEY]


def _without(request: HttpRequest, key: str) -> Iterator[dict[str, Any]]:
    return (one.as_json() for one in unsent_of(request) if one.key != key)
