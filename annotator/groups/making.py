"""Making a group: whoever makes it is its first instructor."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotator.groups.models import Group, How, Membership, Role


@transaction.atomic
def make_group(by: Any, **fields: Any) -> Group:
    group = Group.objects.create(created_by=by, **fields)
    Membership.objects.create(group=group, person=by, role=Role.INSTRUCTOR, how=How.MADE)
    return group
