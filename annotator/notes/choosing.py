"""Which audience stands ready in the form: the group one came by, what one chose last on this text, or everybody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from annotator.notes.audience import Audience
from annotator.notes.models import Visibility
from texts.models import Readers, Text

KEPT = 50  # texts whose last choice a session remembers
NAME = "last_audiences"


def remember(request: HttpRequest, text: Text, value: str) -> None:
    """For the next note on this text; the text chosen for longest ago is forgotten."""
    chosen: dict[str, str] = request.session.get(NAME, {})
    key = str(text.article.pk)
    if chosen.get(key) == value:
        return
    rest = [(name, was) for name, was in chosen.items() if name != key]
    request.session[NAME] = dict([*rest, (key, value)][-KEPT:])


def ready(request: HttpRequest, text: Text, offered: Sequence[Audience], assignment: Any = None) -> str:
    """The value of the audience to begin with, one of those offered."""
    values = [audience.value for audience in offered]
    last = request.session.get(NAME, {}).get(str(text.article.pk), "")
    by_group = f"{Visibility.GROUP}:{assignment.group_id if assignment else _group(request)}"
    wanted = next((value for value in (by_group, last) if value in values), "")
    if wanted or text.article.readers != Readers.GROUPS:
        return wanted or Visibility.PUBLIC
    return next((value for value in values if value.startswith(Visibility.GROUP)), Visibility.PUBLIC)


def _group(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.GET.get("group", "")))
    except ValueError:
        return ""
