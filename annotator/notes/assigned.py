"""Reading for an assignment: `?assignment=<uuid>` shows its notes alone, and what is written then is written for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from annotator import permissions
from annotator.notes.models import Annotation
from texts.models import Text


def asked(request: HttpRequest) -> uuid.UUID | None:
    """Which assignment the address names. Raises Http404 for what is no name of any."""
    words = request.GET.get("assignment", "")
    try:
        return uuid.UUID(words) if words else None
    except ValueError as error:
        raise Http404("no such assignment") from error


def assignment_here(request: HttpRequest, article: Text) -> Any:
    """The one named, with the reader's rights and time; None if none is named. Raises Http404 if it is not theirs."""
    pk = asked(request)
    if pk is None:
        return None
    readable: Any = article.assignments.filter(permissions.readable_assignments(request.user), pk=pk)
    mine = readable.with_rights(request.user).due_for(request.user).seated_for(request.user)
    found = mine.select_related("group").first()
    if found is None:
        raise Http404("no such assignment")
    return found


def asked_for(request: HttpRequest, notes: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Those of the assignment named, or all."""
    pk = asked(request)
    return notes.filter(assignment=pk) if pk else notes


def to_write_for(author: permissions.Actor, text: Text, pk: uuid.UUID) -> Any:
    """The assignment on `text`, if `author` may write for it now."""
    return text.article.assignments.filter(permissions.writable_assignments(author), pk=pk).first()
