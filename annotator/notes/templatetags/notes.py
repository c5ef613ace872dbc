"""What note templates ask that a model cannot say without its reader."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import template
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format

from annotator.notes.audience import audience_of
from annotator.notes.models import Annotation, CheckState, Notice, QueryState
from annotator.notes.naming import Shown, hue_of, names_for
from annotator.notes.notices import notices_of
from annotator.permissions import Actor
from annotator.prepared import Prepared
from texts.models import Text

register = template.Library()


@register.simple_tag
def unseen_notices(user: Actor) -> int:
    """How many notices a signed-in person has not read."""
    if not user.is_authenticated or not _unseen(user.pk):
        return 0  # most often: so that not every page pays for asking which of them may be read
    return notices_of(user).filter(seen=None).count()


@Prepared
def _unseen(person: uuid.UUID) -> QuerySet[Notice, Any]:
    """Whether there is any, readable or not."""
    return Notice.objects.filter(person=person, seen=None).order_by().values_list("pk")[:1]


@register.filter
def audience(note: Annotation, viewer: Actor) -> str:
    """Who can see this note, in words."""
    return audience_of(note, note.author_id == viewer.pk)


@register.filter
def settled(note: Annotation) -> bool:
    """Nothing more is asked of anybody: resolved, answered, decided or confirmed."""
    query, check = getattr(note, "query", None), getattr(note, "quote_check", None)
    decided = query and query.state != QueryState.OPEN
    return bool(note.resolved or decided or (check and check.state == CheckState.CONFIRMED))


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, as short as a margin wants it: now, 5 min, 3 h, 2 d, then the date."""
    seconds = int((timezone.now() - moment).total_seconds())
    for most, unit, name in ((60, 0, "now"), (3600, 60, "min"), (86_400, 3600, "h"), (604_800, 86_400, "d")):
        if seconds < most:
            return f"{seconds // unit} {name}" if unit else name
    here = timezone.localtime(moment)
    return date_format(here, "j M" if here.year == timezone.localtime().year else "j M Y")


@register.filter
def in_words(partial: str) -> str:
    """A date known to the year, month or day: 2008-10-18 as 18 October 2008."""
    year, *rest = partial.split("-")
    numbers = [int(part) for part in rest]
    month = [str(MONTHS[numbers[0]])] if numbers else []
    return " ".join([*map(str, numbers[1:]), *month, year])


@register.simple_tag
def new_client_id() -> str:
    """For a form that may be sent twice and should make one thing."""
    return str(uuid.uuid4())


@register.filter
def initial(name: str) -> str:
    """The letter of an avatar."""
    return str(name).strip()[:1].upper() or "?"


@register.filter
def hue(key: Any) -> str:
    return hue_of(key)


@register.simple_tag(takes_context=True)
def who(context: dict[str, Any], note: Annotation, person: Any) -> Shown:
    """Somebody beside a note, under the name that this reader may know."""
    return names_for(context["request"]).of(note, person)


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
