"""How many of the found are of which kind, text, group, person, tag and state: counted under the rights of who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.models import EntryQuerySet
from annotator.finding.narrowing import KINDS, REPLY, STATES
from annotator.groups.models import Group
from annotator.notes.models import Motivation, Visibility
from annotator.people.models import User
from texts.models import Text

MOST = 10  # of one kind, those with the most notes


@dataclass(frozen=True)
class Choice:
    """One more operator for the search, and how many would be left. `query` is the search with it, or without it if chosen."""

    name: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    choices: list[Choice]
    more: bool = False  # than MOST


@dataclass(frozen=True)
class Counted:
    total: int
    facets: list[Facet]


def counted(found: EntryQuerySet, asked: Asked, user: permissions.Actor) -> Counted:
    """Seven counting queries at most, and three for names."""
    found = found.order_by()
    kinds = _kinds(found)
    states, seen_by = _states(found)
    facets = [
        _facet("Kind", "kind", [(_kind_name(key), key, count) for key, count in kinds], asked),
        _facet("State", "is", states, asked),
        _facet("Text", "in", _texts(found), asked),
        _facet("Group", "in", _groups(found, user), asked),
        _facet("Person", "by", _people(found, user), asked),
        _facet("Tag", "tag", _tags(found), asked),
        _facet("Who can see it", "is", seen_by, asked),
    ]
    return Counted(sum(count for _, count in kinds), [facet for facet in facets if facet.choices])


def _facet(name: str, operator: str, counts: Iterable[tuple[str, str, int]], asked: Asked) -> Facet:
    """Of `(shown name, written value, count)`, the most frequent first."""
    ordered = sorted((one for one in counts if one[2]), key=lambda one: (-one[2], one[0].casefold()))
    choices = [_choice(shown, operator, value, count, asked) for shown, value, count in ordered[:MOST]]
    return Facet(name, choices, len(ordered) > MOST)


def _choice(shown: str, operator: str, value: str, count: int, asked: Asked) -> Choice:
    given = next((o for o in asked.operators if o.name == operator and o.value.lower() == value.lower()), None)
    query = asked.minus(given) if given else asked.plus(operator, value)
    return Choice(shown, count, query, bool(given))


def _kinds(found: EntryQuerySet) -> list[tuple[str, int]]:
    rows = found.values("annotation__motivation").annotate(
        replies=Count("reply"), notes=Count("pk", filter=Q(reply=None))
    )
    short = {str(motivation): name for name, motivation in KINDS.items()}
    by_motivation = [(short[row["annotation__motivation"]], row["notes"], row["replies"]) for row in rows]
    replies = sum(count for _, _, count in by_motivation)
    return [*((name, notes) for name, notes, _ in by_motivation if notes), *([(REPLY, replies)] if replies else [])]


def _kind_name(key: str) -> str:
    return "Reply" if key == REPLY else str(Motivation(KINDS[key]).label)


def _states(found: EntryQuerySet) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
    """How many stand how, and how many are seen by whom."""
    columns = {f"n{at}": (name, *STATES[name]) for at, name in enumerate(STATES)}
    conditions = {key: Count("pk", filter=condition, distinct=True) for key, (_, _, condition) in columns.items()}
    counts = found.filter(reply=None).aggregate(**conditions)
    rows = [(label, name, counts[key]) for key, (name, label, _) in columns.items()]
    return [row for row in rows if row[1] not in Visibility], [row for row in rows if row[1] in Visibility]


def _most(found: EntryQuerySet, **by: Any) -> list[tuple[Any, int]]:
    """The keys that most entries have, one more than are shown."""
    (name,) = by
    rows = found.annotate(**by).filter(**{f"{name}__isnull": False}).values(name).annotate(count=Count("pk"))
    return list(rows.order_by("-count", name).values_list(name, "count")[: MOST + 1])


def _named(counts: list[tuple[Any, int]], rows: Any) -> list[tuple[str, str, int]]:
    """Written by name; by key where two are called the same or a name cannot be written."""
    names = {row.pk: str(row) for row in rows.filter(pk__in=[key for key, _ in counts])}
    often = Counter(name.casefold() for name in names.values())
    plain = {key for key, name in names.items() if often[name.casefold()] == 1 and '"' not in name}
    return [(names[key], names[key] if key in plain else str(key), count) for key, count in counts if key in names]


def _texts(found: EntryQuerySet) -> list[tuple[str, str, int]]:
    counts = _most(found, article=Coalesce("annotation__text__parent", "annotation__text"))
    return _named(counts, Text.objects.all())


def _groups(found: EntryQuerySet, user: permissions.Actor) -> list[tuple[str, str, int]]:
    return _named(_most(found, group=F("annotation__group")), Group.objects.readable_by(user))


def _people(found: EntryQuerySet, user: permissions.Actor) -> list[tuple[str, str, int]]:
    counts = _most(found.filter(permissions.named_entries(user)), person=F("author"))
    return _named(counts, User.objects.all())


def _tags(found: EntryQuerySet) -> list[tuple[str, str, int]]:
    counts = _most(found.filter(reply=None), tag=F("annotation__tags__name"))
    return [(name, name, count) for name, count in counts]
