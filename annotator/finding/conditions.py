"""What each operator asks for, as a condition on entries, as far as the one who asks may know.

`by:` never betrays who stays unnamed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from annotator import permissions
from annotator.among import Keys
from annotator.finding.asking import Term
from annotator.finding.indexes import Unindexed, of_a_note
from annotator.finding.matching import matching
from annotator.finding.models import Entry
from annotator.groups.models import Group, GroupText
from annotator.notes.filters import ASKING, SETTLED
from annotator.notes.models import IN_A_GROUP, Annotation, CheckState, Motivation, QueryState, State, Tag, Visibility
from annotator.people.models import User
from annotator.raw import raw
from annotator.search.terms import words
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
NAMED = 4_000  # notes that are named one by one
MOST = 200  # texts, groups or people of one name
NOBODY_CALLED = "You can read nothing by anybody called “{}”. Write the whole name, in quotes if it has a space."
AGO = {"today": 0, "yesterday": 1, "week": 7, "month": 30, "year": 365}  # days before today

Condition = Callable[[str, permissions.Actor], Q]


class Unknown(Exception):
    """What an operator asks for is nothing that can be found; a sentence that says what to do."""


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
    return Q(author__in=people_called(value)) & permissions.named_entries(user), None


def one_author(condition: Q) -> uuid.UUID | None:
    """The key of the one person by whom alone it asks for entries."""
    if condition.negated or not condition.children or not isinstance(condition.children[0], tuple):
        return None
    lookup, keys = condition.children[0]
    return keys[0] if lookup == "author__in" and len(keys) == 1 else None


def people_called(value: str) -> list[uuid.UUID]:
    key = _key(value)
    named = Q(pk=key) if key else Q(username__iexact=value) | Q(display_name__iexact=value)
    return list(User.objects.filter(named).order_by("pk").values_list("pk", flat=True)[:MOST])


def known_writer(key: uuid.UUID, user: permissions.Actor) -> bool:
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
    theirs = Text.objects.filter(Q(pk__in=articles) | Q(parent__in=articles)).order_by().values("pk")
    there = [*([Q(text__in=theirs)] if articles else []), *([Q(group__in=joined)] if joined else [])]
    return _among(reduce(or_, there), user, known_texts=not joined), on_articles | on_shown


def _among(there: Q, user: permissions.Actor, by_date: Q | None = None, *, known_texts: bool = False) -> Q:
    """Notes `there`. If few, those that `user` reads are named one by one: all entries would be gone through by date
    to find them, and rights are asked of the notes alone. With `known_texts` these are on texts that `user` reads."""
    notes = Annotation.objects.filter(there).order_by()
    if notes.values("pk")[:NAMED].count() == NAMED:
        return by_date or under(there, "annotation__")
    with permissions.on_readable_texts() if known_texts else nullcontext():
        readable = notes.readable_by(user)
    return Q(annotation__among=Keys(readable.values_list(raw("pk"), flat=True)))


def names_few(condition: Q) -> bool:
    """Whether it names its notes one by one: all of them are readable."""
    parts = [
        names_few(child) if isinstance(child, Q) else isinstance(child, tuple) and child[0] == "annotation__among"
        for child in condition.children
    ]
    every = all if condition.connector == Q.OR else any
    return bool(parts) and every(parts) and not condition.negated


def titles_of(values: list[str], user: permissions.Actor) -> dict[str, str]:
    """Those of them that are keys of texts that `user` reads, with the texts' titles."""
    keys = [key for key in map(_key, values) if key]
    if not keys:
        return {}
    readable = Text.objects.filter(permissions.readable_texts(user), pk__in=keys)
    titles = dict(readable.exclude(title="").values_list("pk", "title"))
    return {value: titles[key] for value in values if (key := _key(value)) in titles}


def _called(value: str, field: str, rows: Any) -> list[uuid.UUID]:
    """Those that are called exactly so; where none is, those whose names have it in them."""
    if key := _key(value):
        return list(rows.filter(pk=key).values_list("pk", flat=True))
    exactly = list(rows.filter(**{f"{field}__iexact": value}).values_list("pk", flat=True)[:MOST])
    return exactly or list(rows.filter(**{f"{field}__icontains": value}).values_list("pk", flat=True)[:MOST])


def _tag(value: str, user: permissions.Actor) -> tuple[Q, None]:
    """Its words are in the index, which knows few notes soon."""
    tagged = Tag.objects.filter(annotation=OuterRef("annotation"), name__iexact=value)
    named = tuple(words(value).split())
    return (matching([Term(named)]) if named else Q()) & Q(Exists(tagged)) & of_a_note(), None


def _is(value: str, user: permissions.Actor) -> tuple[Q, None]:
    if value.lower() not in STATES:
        raise Unknown(f"Nothing is “is:{value}”. It can be {', '.join(STATES)}.")
    state, stands = value.lower(), STATES[value.lower()][1] & of_a_note()
    if state == Visibility.PRIVATE:
        return stands & Q(author=user.pk), None
    if state in IN_A_GROUP:
        theirs = Q(group__in=list(Group.objects.readable_by(user))) | Q(author=user.pk)
        return stands & _among(Q(visibility=state) & theirs, user), None
    return stands, None


def _kind(value: str, user: permissions.Actor) -> tuple[Q, None]:
    kind = value.lower()
    if kind not in KIND_NAMES:
        raise Unknown(f"There is no kind “{value}”. There are {', '.join(KIND_NAMES)}.")
    if kind in KINDS:
        by_date = Q(Exact(Unindexed("annotation__motivation"), KINDS[kind]))
        return _among(Q(motivation=KINDS[kind]), user, by_date) & of_a_note(), None
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
