"""Assignments loaded through the person who asks: not readable is 404, readable but not allowed is 403."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from annotator import permissions
from annotator.review.models import Assignment

Right = Callable[[permissions.Actor], Q]


def load(request: HttpRequest, pk: uuid.UUID, right: Right = permissions.readable_assignments) -> Any:
    readable = Assignment.objects.readable_by(request.user).with_rights(request.user).due_for(request.user)
    readable = readable.seated_for(request.user)
    assignment = get_object_or_404(readable.select_related("group", "created_by", "division"), pk=pk)
    if not Assignment.objects.filter(right(request.user), pk=pk).exists():
        raise PermissionDenied
    return assignment
