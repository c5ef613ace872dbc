"""Groups for tests, made by the program's own acts."""

from __future__ import annotations

from typing import Any

from annotator.groups.making import make_group
from annotator.groups.membering import join
from annotator.groups.models import Group, GroupText, How
from annotator.people.models import User
from texts.models import Text


def make_class(instructor: User, *texts: Text, kind: str = "class", name: str = "History 101", **people: Any) -> Group:
    """A class of `instructor` that reads `texts`; `people` are lists of users by role, such as learner=[…]."""
    group = make_group(instructor, kind=kind, name=name)
    for place, text in enumerate(texts):
        GroupText.objects.create(group=group, text=text, place=place, added_by=instructor)
    for role, members in people.items():
        for person in members:
            join(group, person, role, How.ADDED, instructor)
    return group
