"""What has happened to notes: earlier wordings, decisions, places that people gave them, who stands behind them.

All of it is as readable as the note, on the page of its history. Names stay as closed as there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

from annotator import permissions
from annotator.exchange.exports.kept import Kept, rows_of
from annotator.exchange.jsonld import Json, moment
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Decision, Edit, Repair
from annotator.review.models import Assignment, Endorsement

ANOTHER = "another group"
Found = Mapping[Any, Json]
Who = Callable[..., Json]


def _named(column: str) -> tuple[str, ...]:
    return column, f"{column}__display_name", f"{column}__username"


class Past:
    """For one reader; `who` says (assignment, key, display name, user name) as a person."""

    def __init__(self, user: permissions.Actor, who: Who) -> None:
        self.user, self.who = user, who
        self._open: set[str] | None = None

    def add(self, some: Iterable[Kept], found: Found) -> None:
        set_for = {one.key: one.assignment for one in some}
        decided = [one.key for one in some if one.motivation == "editing"]
        self._list("edits", Edit, "annotation", set_for, set_for, ("before", "created"), "editor", found)
        self._list("decisions", Decision, "query", decided, set_for, ("state", "reason", "created"), "by", found)
        repaired = ("act", "revision__number", "start", "end", "created")
        self._list("repairs", Repair, "annotation", set_for, set_for, repaired, "by", found)
        for key, at, *by in rows_of(Endorsement, "annotation", set_for, ("at", *_named("by"))):
            found[key]["endorsed"] = {"at": moment(at), "by": self.who(set_for[key], *by)}
        self._copies(some, found)

    def of_replies(self, set_for: Mapping[Any, Any]) -> dict[Any, Json]:
        """By key of the reply; `set_for` gives the assignment that its note was written for."""
        found: dict[Any, Json] = defaultdict(dict)
        self._list("edits", Edit, "reply", set_for, set_for, ("before", "created"), "editor", found)
        return found

    def _list(
        self, title: str, model: Any, name: str, keys: Any, set_for: Any, columns: Any, by: str, found: Any
    ) -> None:
        for key, *rest in rows_of(model, name, keys, (*columns, *_named(by))):
            said = {column.partition("__")[0]: value for column, value in zip(columns, rest, strict=False)}
            said |= {"created": moment(said["created"]), "by": self.who(set_for[key], *rest[len(columns) :])}
            if "before" in said:
                said["before"] = self._shown(said["before"])
            found[key].setdefault(title, []).append(said)

    def _shown(self, before: Json) -> Json:
        """Groups and assignments by their keys for who knows them, and for nobody else."""
        shown = dict(before)
        if shown.get("group") and shown["group"] not in self._known():
            shown["group"] = ANOTHER
        if "assignment" in shown and shown["assignment"] not in self._known():
            del shown["assignment"]
        return shown

    def _known(self) -> set[str]:
        if self._open is None:
            groups = Group.objects.readable_by(self.user).values_list("pk", flat=True)
            work = Assignment.objects.filter(permissions.readable_assignments(self.user)).values_list("pk", flat=True)
            self._open = {str(key) for key in (*groups, *work)}
        return self._open

    def _copies(self, some: Iterable[Kept], found: Found) -> None:
        """Which note it is a copy of, for who may read both and know whose they are: as on the page of its history."""
        copied = {one.key: one.copied_from for one in some if one.copied_from}
        if not copied:
            return
        both = Q(pk__in=[*copied, *copied.values()])
        named = Annotation.objects.readable_by(self.user).filter(both, permissions.named_annotations(self.user))
        open_to = set(named.values_list("pk", flat=True))
        for key, original in copied.items():
            if {key, original} <= open_to:
                found[key]["copied_from"] = str(original)
