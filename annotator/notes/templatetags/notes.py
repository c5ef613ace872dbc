"""What note templates ask that a model cannot say without its reader."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict

from annotator.notes.audience import audience_of
from annotator.notes.models import Annotation
from annotator.permissions import Actor
from texts.models import Text

register = template.Library()


@register.filter
def audience(note: Annotation, viewer: Actor) -> str:
    """Who can see this note, in words."""
    return audience_of(note, note.author_id == viewer.pk)


@register.filter
def initial(name: str) -> str:
    """The letter of an avatar."""
    return str(name).strip()[:1].upper() or "?"


@register.filter
def hue(key: Any) -> str:
    """One of eight avatar colours, always the same for one person."""
    return str(int(key.hex[-2:], 16) % 8)


@register.filter
def opens_with_title(text: Text) -> bool:
    """Whether the text's own first words are its title, so that the page need not say it twice."""
    assert text.latest
    return bool(text.title) and text.latest.plain.lstrip().startswith(text.title)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """This address's query string with some fields changed; an empty value takes a field out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
