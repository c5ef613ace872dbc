"""What every right is made of: conditions on the fields of a row, and on who asks.

`at` is the path from the queried model to the one the right is about, such as "text__".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, Q, Value, When

Actor = AbstractBaseUser | AnonymousUser

NOBODY = Q(pk__in=[])
ANYBODY = ~NOBODY  # not Q(): an empty Q vanishes from an "or" instead of making it true
_known_readable: ContextVar[bool] = ContextVar("known_readable", default=False)
_on_readable_texts: ContextVar[bool] = ContextVar("on_readable_texts", default=False)


@contextmanager
def among_readable() -> Iterator[None]:
    """Rights asked here are about rows that are known to be readable, so that each need not ask for that again."""
    with _known(_known_readable):
        yield


@contextmanager
def on_readable_texts() -> Iterator[None]:
    """Rights asked here are about rows on texts that are known to be readable; which of the rows are is still asked."""
    with _known(_on_readable_texts):
        yield


@contextmanager
def _known(what: ContextVar[bool]) -> Iterator[None]:
    before = what.set(True)
    try:
        yield
    finally:
        what.reset(before)


def known_readable() -> bool:
    return _known_readable.get()


def known_texts() -> bool:
    """Whether texts need not be asked for."""
    return known_readable() or _on_readable_texts.get()


def as_columns(rights: Mapping[str, Callable[[Any], Q]], user: Actor) -> dict[str, Case]:
    """Annotations by which each row tells what `user` may do with it."""
    return {
        name: Case(When(rule(user), then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, rule in rights.items()
    }


def where(at: str, **lookups: Any) -> Q:
    """That the row at the end of the path `at` has these."""
    return Q(**{f"{at}{name}": value for name, value in lookups.items()})


def given(allowed: bool) -> Q:
    """A rule that asks nothing of the row, only of who it is."""
    return ANYBODY if allowed else NOBODY


def own(user: Actor, at: str = "", by: str = "author") -> Q:
    """What `user` is said to have made, in the field `by`."""
    return where(at, **{by: user.pk}) if user.is_authenticated else NOBODY


def existing(at: str = "") -> Q:
    return where(at, deleted=None)


def may_edit_texts(user: Actor) -> bool:
    """May import texts, edit their metadata and words, and decide typo queries."""
    return user.is_authenticated and user.is_active and bool(getattr(user, "may_edit", False))
