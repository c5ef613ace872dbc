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


class Settled(Q):
    """A condition that is settled without asking: what it is joined with stays as it is, or is not asked either.

    Most rules ask in vain about most people; what is not said need not be written, nor read by the database.
    """

    def __init__(self, holds: bool) -> None:
        super().__init__(pk__in=[])  # not an empty Q, which vanishes from an "or" instead of making it true
        self.negated = holds

    @property
    def holds(self) -> bool:
        return bool(self.negated)

    def __and__(self, other: Q) -> Q:
        return other if self.holds else self

    def __or__(self, other: Q) -> Q:
        return self if self.holds else other

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Q:
        return NOBODY if self.holds else ANYBODY


NOBODY: Q = Settled(False)
ANYBODY: Q = Settled(True)
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


def as_columns(rights: Mapping[str, Callable[[Any], Q]], user: Actor) -> dict[str, Case | Value]:
    """Annotations by which each row tells what `user` may do with it."""
    return {name: _column(rule(user)) for name, rule in rights.items()}


def _column(right: Q) -> Case | Value:
    if isinstance(right, Settled):
        return Value(right.holds, output_field=BooleanField())
    return Case(When(right, then=Value(True)), default=Value(False), output_field=BooleanField())


def where(at: str, **lookups: Any) -> Q:
    """That the row at the end of the path `at` has these; none has one of no values."""
    if [] in lookups.values():
        return NOBODY
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
