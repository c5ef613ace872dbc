"""Texts and their revisions, loaded through the person who asks: not readable is 404, readable but not allowed is 403."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from annotator import permissions
from texts.models import Revision, Text


def load_readable(request: HttpRequest, pk: uuid.UUID) -> Text:
    readable = Text.objects.filter(permissions.readable_texts(request.user))
    return get_object_or_404(readable.select_related("parent", "latest"), pk=pk)


def load(request: HttpRequest, pk: uuid.UUID) -> Text:
    """A text that this person may edit."""
    text = load_readable(request, pk)
    if not Text.objects.filter(permissions.editable_texts(request.user), pk=pk).exists():
        raise PermissionDenied
    return text


def load_readable_revision(request: HttpRequest, pk: uuid.UUID, number: int) -> Revision:
    """One revision of a text that this person may read; its text knows its latest."""
    return _revision(load_readable(request, pk), number)


def load_revision(request: HttpRequest, pk: uuid.UUID, number: int) -> Revision:
    """One revision of a text that this person may edit."""
    return _revision(load(request, pk), number)


def _revision(text: Text, number: int) -> Revision:
    revision = get_object_or_404(text.revisions.select_related("author"), number=number)
    revision.text = text
    return revision
