"""Groups loaded through the person who asks: not readable is 404, readable but not allowed is 403."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from annotator import permissions
from annotator.groups.models import Group, Membership

Right = Callable[[permissions.Actor], Q]


def load(request: HttpRequest, pk: uuid.UUID, right: Right = permissions.readable_groups) -> Any:
    readable = Group.objects.readable_by(request.user).with_rights(request.user).select_related("created_by")
    group = get_object_or_404(readable, pk=pk)
    if not Group.objects.filter(right(request.user), pk=pk).exists():
        raise PermissionDenied
    return group


def load_member(group: Group, pk: int) -> Membership:
    """One who is in the group now."""
    return get_object_or_404(group.memberships.filter(left=None).select_related("person", "group"), pk=pk)
