"""Operators into conditions on entries, as far as the one who asks may know: `by:` never betrays who stays unnamed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.models import Entry
from annotator.groups.models import Group, GroupText
from annotator.notes.filters import ASKING, SETTLED
from annotator.notes.models import CheckState, Motivation, QueryState, State, Tag, Visibility
from annotator.people.models import User
from texts.models import Text

REPLY, TEXT = "reply", "text"
KINDS = {
    "highlight": Motivation.HIGHLIGHTING,
    "note": Motivation.COMMENTING,
    "question": Motivation.QUESTIONING,
    "typo": Motivation.EDITING,
    "check": Motivation.ASSESSING,
}
KIND_NAMES = [*KINDS, REPLY, TEXT]
MOST = 200  # texts, groups or people of one name
AGO = {"today": 0, "yesterday": 1, "week": 7, "month": 30, "year": 365}  # days before today

Condition = Callable[[str, permissions.Actor], Q]


class Unknown(Exception):
    """What an operator asks for is nothing that can be found; a sentence that says what to do."""


@dataclass(frozen=True)
class Narrowed:
    """A condition on entries; on texts too unless only notes are asked for. `faults` as of Asked."""

    entries: Q
    texts: Q
    wants_entries: bool = True
    wants_texts: bool = True
    faults: tuple[str, ...] = ()


def under(condition: Q, path: str) -> Q:
    """A condition on annotations as one on what leads to them."""
    children = [
        under(child, path) if isinstance(child, Q) else (f"{path}{child[0]}", child[1])  # type: ignore[index]
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _stands(state: str) -> Q:
    here = {"annotation__anchors__revision": F("annotation__text__latest"), "annotation__anchors__state": state}
    return Q(**here)


STATES: dict[str, tuple[str, Q]] = {
    "open": ("Open", under(ASKING, "annotation__")),
    "settled": ("Settled", under(SETTLED, "annotation__")),
    **{value: (str(label), _stands(value)) for value, label in State.choices if value != State.EXACT},
    **{
        value: (f"Query: {label}", Q(annotation__query__state=value))
        for value, label in QueryState.choices
        if value != QueryState.OPEN
    },
    **{
        value: (f"Check: {label}", Q(annotation__quote_check__state=value))
        for value, label in CheckState.choices
        if value != CheckState.OPEN
    },
    **{value: (str(label), Q(annotation__visibility=value)) for value, label in Visibility.choices},
}


def narrowed(asked: Asked, user: permissions.Actor) -> Narrowed:
    faults: list[str] = []
    entries, texts = Q(), Q()
    for name, condition in CONDITIONS.items():
        for negative in (False, True):
            found, places = _each(condition, asked.values(name, negative), user, faults)
            if found:
                together = _together(name, found, negative)
                entries &= ~together if negative else together
            if places:
                texts &= ~reduce(or_, places) if negative else reduce(or_, places)
    wanted = [value.lower() for value in asked.values("kind")]
    of_notes = any(one.name in ("by", "tag", "is") for one in asked.operators)
    return Narrowed(
        entries,
        texts,
        wants_entries=not wanted or any(value != TEXT for value in wanted),
        wants_texts=bool(asked.terms) and not of_notes and (not wanted or TEXT in wanted),
        faults=tuple(faults),
    )


def _together(name: str, found: list[Q], negative: bool) -> Q:
    """Several tags or states must all be there; of several people, places or kinds it is any."""
    if name in ("tag", "is", "before", "after") and not negative:
        return reduce(lambda one, other: one & other, found)
    return reduce(or_, found)


def _each(
    condition: Callable[..., tuple[Q, Q | None]], values: list[str], user: permissions.Actor, faults: list[str]
) -> tuple[list[Q], list[Q]]:
    found, places = [], []
    for value in values:
        try:
            on_entries, on_texts = condition(value, user)
        except Unknown as error:
            faults.append(str(error))
            continue
        found.append(on_entries)
        places += [on_texts] if on_texts is not None else []
    return found, places


def _key(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _by(value: str, user: permissions.Actor) -> tuple[Q, None]:
    if value.lower() == "me":
        if not user.is_authenticated:
            raise Unknown("Sign in to look for what is “by:me”.")
        return Q(author=user.pk), None
    key = _key(value)
    named = Q(pk=key) if key else Q(username__iexact=value) | Q(display_name__iexact=value)
    called = User.objects.filter(named).order_by("pk").values_list("pk", flat=True)[:MOST]
    keys = [key for key in called if _known_writer(key, user)]
    if not keys:
        raise Unknown(
            f"You can read nothing by anybody called “{value}”. Write the whole name, in quotes if it has a space."
        )
    return Q(author__in=keys) & permissions.named_entries(user), None


def _known_writer(key: uuid.UUID, user: permissions.Actor) -> bool:
    """The newest first: so the index of a person's entries is gone through until one is readable."""
    theirs = Entry.objects.readable_by(user).filter(permissions.named_entries(user), author=key)
    return bool(theirs.order_by("-created", "-id").values_list("pk")[:1])


def writers(user: permissions.Actor) -> Any:
    """People who wrote something that `user` reads and knows to be theirs."""
    theirs = Entry.objects.readable_by(user).filter(permissions.named_entries(user), author=OuterRef("pk"))
    return User.objects.filter(Exists(theirs))


def _in(value: str, user: permissions.Actor) -> tuple[Q, Q]:
    articles = _called(value, "title", Text.objects.filter(permissions.readable_texts(user), parent=None))
    joined = _called(value, "name", Group.objects.readable_by(user))
    if not articles and not joined:
        raise Unknown(f"No text and no group that you can read is called “{value}”.")
    on_articles = Q(text__in=articles) | Q(text__parent__in=articles)
    shown = GroupText.objects.filter(group__in=joined).values("text")
    on_shown = Q(text__in=shown) | Q(text__parent__in=shown)
    return under(on_articles | Q(group__in=joined), "annotation__"), on_articles | on_shown


def _called(value: str, field: str, rows: Any) -> list[uuid.UUID]:
    """Those that are called exactly so; where none is, those whose names have it in them."""
    if key := _key(value):
        return list(rows.filter(pk=key).values_list("pk", flat=True))
    exactly = list(rows.filter(**{f"{field}__iexact": value}).values_list("pk", flat=True)[:MOST])
    return exactly or list(rows.filter(**{f"{field}__icontains": value}).values_list("pk", flat=True)[:MOST])


def _tag(value: str, user: permissions.Actor) -> tuple[Q, None]:
    tagged = Tag.objects.filter(annotation=OuterRef("annotation"), name__iexact=value)
    return Q(Exists(tagged), reply=None), None


def _is(value: str, user: permissions.Actor) -> tuple[Q, None]:
    if value.lower() not in STATES:
        raise Unknown(f"Nothing is “is:{value}”. It can be {', '.join(STATES)}.")
    return Q(STATES[value.lower()][1], reply=None), None


def _kind(value: str, user: permissions.Actor) -> tuple[Q, None]:
    kind = value.lower()
    if kind not in KIND_NAMES:
        raise Unknown(f"There is no kind “{value}”. There are {', '.join(KIND_NAMES)}.")
    if kind in KINDS:
        return Q(annotation__motivation=KINDS[kind], reply=None), None
    return (Q(reply__isnull=False) if kind == REPLY else permissions.NOBODY), None


def _day(value: str) -> datetime:
    """The beginning of a day, here."""
    today = timezone.localdate()
    ago = AGO.get(value.lower())
    day = _written_day(value) if ago is None else today - timedelta(days=ago)
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _written_day(value: str) -> date:
    """2026, 2026-03 or 2026-03-01."""
    try:
        numbers = [int(part) for part in value.split("-")]
        return date(*[*numbers, 1, 1][:3]) if len(numbers) <= 3 else date.fromisoformat(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unknown(f"“{value}” is no day. Write it as 2026-03-01, 2026-03 or 2026, or {', '.join(AGO)}.") from error


def _before(value: str, user: permissions.Actor) -> tuple[Q, Q]:
    return Q(created__lt=_day(value)), Q(text__created__lt=_day(value))


def _after(value: str, user: permissions.Actor) -> tuple[Q, Q]:
    return Q(created__gte=_day(value)), Q(text__created__gte=_day(value))


CONDITIONS: dict[str, Any] = {
    "by": _by, "in": _in, "tag": _tag, "is": _is, "kind": _kind, "before": _before, "after": _after,
}  # fmt: skip
