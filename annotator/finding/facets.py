"""How many of the found are of which kind, text, group, person, tag, state and time: counted under the rights of who asks.

Only the newest are counted unless all are asked for, so that counting takes no longer where more is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, F, UUIDField, Value, When
from django.db.models.functions import Coalesce

from annotator import permissions
from annotator.finding.asking import Asked
from annotator.finding.choices import Choice
from annotator.finding.conditions import KINDS, REPLY, STATES
from annotator.finding.indexes import planned
from annotator.finding.models import Entry, EntryQuerySet
from annotator.finding.times import by_time, months
from annotator.groups.models import Group
from annotator.notes.models import Motivation, Visibility
from annotator.people.models import User
from texts.models import Text

SHORT = {str(motivation): name for name, motivation in KINDS.items()}
MOST = 10  # of one kind, those with the most notes
COUNTED = 1_000  # entries, the newest that match


@dataclass(frozen=True)
class Facet:
    name: str
    choices: list[Choice]
    more: bool = False  # than MOST

    def narrows(self, total: int | None) -> bool:
        """Whether it offers anything: what all `total` entries have leaves all of them. None: there are others."""
        return any(choice.chosen or choice.count != total for choice in self.choices)


@dataclass(frozen=True)
class Counted:
    """With `more` there are older ones that are not counted."""

    total: int
    facets: list[Facet]
    more: bool = False

    def without(self, name: str) -> Counted:
        """Where one of the facets says nothing, as who wrote it in one's own notebook."""
        return replace(self, facets=[facet for facet in self.facets if facet.name != name])


@planned()
def counted(found: EntryQuerySet, asked: Asked, user: permissions.Actor, every: bool = False) -> Counted:
    """Four counting queries, and three for names. With `every` those older than the newest COUNTED are counted too."""
    if every:
        return _counted(found.order_by(), asked, user)
    keys = list(found.values_list("pk", flat=True)[: COUNTED + 1])
    newest = Entry.objects.filter(pk__in=keys[:COUNTED]).order_by()
    return _counted(newest, asked, user, more=len(keys) > COUNTED)


def _counted(found: EntryQuerySet, asked: Asked, user: permissions.Actor, more: bool = False) -> Counted:
    total = _together(found, user)
    states, seen_by = _states(found)
    facets = [
        _facet("Kind", "kind", [(_kind_name(key), key, count) for key, count in total["kind"].items()], asked),
        _facet("State", "is", states, asked),
        _facet("Text", "in", _named(total["article"], Text.objects.all()), asked),
        _facet("Group", "in", _named(total["group"], Group.objects.readable_by(user)), asked),
        _facet("Person", "by", _named(total["person"], User.objects.all()), asked),
        _facet("Tag", "tag", _tags(found), asked),
        Facet("When", *by_time(months(found), asked, older=more)),
        _facet("Who can see it", "is", seen_by, asked),
    ]
    count = total["kind"].total()
    return Counted(count, [facet for facet in facets if facet.narrows(None if more else count)], more)


def _together(found: EntryQuerySet, user: permissions.Actor) -> dict[str, Counter[Any]]:
    """How many are of each kind, article, group and person: looked at once, for rights cost more than counting.

    Nobody is counted who may not be known to have written it.
    """
    columns = {
        "motivation": F("annotation__motivation"),
        "answers": Case(When(reply=None, then=Value(False)), default=Value(True)),
        "article": Coalesce("annotation__text__parent", "annotation__text"),
        "group": F("annotation__group"),
        "person": Case(When(permissions.named_entries(user), then=F("author")), output_field=UUIDField()),
    }
    total: dict[str, Counter[Any]] = {name: Counter() for name in ("kind", "article", "group", "person")}
    rows = found.values(**columns).annotate(count=Count("pk")).values_list(*columns, "count")
    for motivation, answers, article, group, person, count in rows:
        total["kind"][REPLY if answers else SHORT[motivation]] += count
        total["article"][article] += count
        total["group"][group] += count
        total["person"][person] += count
    return total


def _facet(name: str, operator: str, counts: Iterable[tuple[str, str, int]], asked: Asked) -> Facet:
    """Of `(shown name, written value, count)`, the most frequent first."""
    ordered = sorted((one for one in counts if one[2]), key=lambda one: (-one[2], one[0].casefold()))
    choices = [_choice(shown, operator, value, count, asked) for shown, value, count in ordered[:MOST]]
    return Facet(name, choices, len(ordered) > MOST)


def _choice(shown: str, operator: str, value: str, count: int, asked: Asked) -> Choice:
    given = next((o for o in asked.operators if o.name == operator and o.value.lower() == value.lower()), None)
    query = asked.minus(given) if given else asked.plus(operator, value)
    return Choice(shown, count, query, bool(given))


def _kind_name(key: str) -> str:
    return "Reply" if key == REPLY else str(Motivation(KINDS[key]).label)


def _states(found: EntryQuerySet) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
    """How many stand how, and how many are seen by whom."""
    columns = {f"n{at}": (name, *STATES[name]) for at, name in enumerate(STATES)}
    conditions = {key: Count("pk", filter=condition, distinct=True) for key, (_, _, condition) in columns.items()}
    counts = found.filter(reply=None).aggregate(**conditions)
    rows = [(label, name, counts[key]) for key, (name, label, _) in columns.items()]
    return [row for row in rows if row[1] not in Visibility], [row for row in rows if row[1] in Visibility]


def _named(counts: Counter[Any], rows: Any) -> list[tuple[str, str, int]]:
    """The most frequent, and one more: written by name; by key where two are called the same or a name cannot be written."""
    counts.pop(None, None)
    most = sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))[: MOST + 1]
    names = {row.pk: str(row) for row in rows.filter(pk__in=[key for key, _ in most])}
    often = Counter(name.casefold() for name in names.values())
    plain = {key for key, name in names.items() if often[name.casefold()] == 1 and '"' not in name}
    return [(names[key], names[key] if key in plain else str(key), count) for key, count in most if key in names]


def _tags(found: EntryQuerySet) -> list[tuple[str, str, int]]:
    tagged = found.filter(reply=None, annotation__tags__isnull=False).values(name=F("annotation__tags__name"))
    rows = tagged.annotate(count=Count("pk")).order_by("-count", "name").values_list("name", "count")[: MOST + 1]
    return [(name, name, count) for name, count in rows]
