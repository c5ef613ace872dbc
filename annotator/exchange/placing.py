"""Where the target of an annotation that came stands: in which text, on which words, or why on none."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from annotator import permissions
from annotator.exchange import parsing
from annotator.exchange.jsonld import as_list
from annotator.exchange.selectors import Lost, kind_of, place
from annotator.notes.targets import LONGEST, Target, at, seen
from annotator.prepared import Prepared
from annotator.problems import Problem
from texts.models import Revision, Text
from texts.spans import Quote, Span, quote_at, trimmed

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
OURS = re.compile(rf"/(texts|annotations)/({UUID})(?:\.jsonld|/?)(?:revisions/(\d{{1,9}})/?)?(?:[?#].*)?$")
ON_THE_PAGE = re.compile(rf"#text-({UUID})$")


@dataclass(frozen=True)
class Address:
    """What an address of this site names."""

    part: str
    key: uuid.UUID
    number: int | None = None


@dataclass(frozen=True)
class Placed:
    """`lost` is why it stands on no words, "" if it does, or is about the whole text."""

    target: Target
    lost: str = ""


def ours(address: str, base: str) -> Address | None:
    """The text or annotation of this site that `address` names, if it does."""
    if not address.startswith(base + "/"):
        return None
    if found := ON_THE_PAGE.search(address):
        return Address("texts", uuid.UUID(found[1]))
    found = OURS.match(address[len(base) :])
    return Address(found[1], uuid.UUID(found[2]), int(found[3]) if found[3] else None) if found else None


def text_of(user: permissions.Actor, source: str, base: str) -> Text | None:
    """The text a target is about: by its address here, or by that of its source. Raises Problem for one not to be had."""
    here = ours(source, base)
    if here and here.part == "texts":
        text: Text | None = _annotatable.first(user, here.key)
        if text is None:
            raise Problem(422, "The target names a text that is not here, or that you cannot annotate.")
        return text
    if not source or here or len(source) > 1000:
        return None
    bare = source.partition("#")[0]
    found = Text.objects.filter(permissions.annotatable_texts(user), Q(source_url=source) | Q(source_url=bare))
    return found.exclude(source_url="").select_related("parent").order_by("pk").first()


@Prepared
def _annotatable(user: permissions.Actor, key: uuid.UUID) -> QuerySet[Text]:
    """The text that has this key, if `user` may annotate it, with its article."""
    return Text.objects.filter(permissions.annotatable_texts(user), pk=key).select_related("parent").order_by()


def placed(text: Text, target: Any, base: str) -> Placed:
    """Where `target` stands in `text`: checked letter by letter, never guessed."""
    selectors = parsing.selectors_of(target)
    if ON_THE_PAGE.search(parsing.source_of(target)) and not (isinstance(target, dict) and "selector" in target):
        selectors = []
    assert text.latest_id
    revision = _revision(text, target, base)
    if not selectors:
        return Placed(Target(revision))
    return _as_seen(text, revision, selectors) or _as_found(revision, selectors)


def _revision(text: Text, target: Any, base: str) -> Any:
    """The revision that the target's state names, or else the latest."""
    states = [one for one in as_list(target.get("state")) if isinstance(one, dict)] if isinstance(target, dict) else []
    addresses = [parsing.source_of(target), *(one for state in states for one in as_list(state.get("cached")))]
    for address in addresses:
        named = ours(address, base) if isinstance(address, str) else None
        number = named.number if named and named.key == text.pk else None
        if number and (key := text.revisions.filter(number=number).values_list("pk", flat=True).first()):
            return key
    moments = [_moment(one) for state in states for one in as_list(state.get("sourceDate"))]
    for moment in filter(None, moments):
        if key := text.revisions.filter(created__lte=moment).order_by("-number").values_list("pk", flat=True).first():
            return key
    return text.latest_id


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _as_seen(text: Text, revision: Any, selectors: list[Any]) -> Placed | None:
    """A position alone, or with words that agree, as this site gives them out: the text need not be read."""
    by_type = {kind_of(one): one for one in selectors if "refinedBy" not in one}
    position, quote = by_type.get("TextPositionSelector"), by_type.get("TextQuoteSelector")
    if not position or not (quote or len(selectors) == 1):
        return None
    start, end = position.get("start"), position.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end < 2**31:
        return None
    try:
        span = Span(start, end)
        return Placed(seen(text, revision, span, quote.get("exact")) if quote else at(text, revision, span))
    except ValidationError:
        return None


def _as_found(key: Any, selectors: list[Any]) -> Placed:
    revision = Revision.objects.defer("source").get(pk=key)
    try:
        span = trimmed(revision.plain, place(selectors, revision.html, revision.plain))
        if span is None:
            raise Lost("Only white space is selected")
        if len(span) > LONGEST:
            raise Lost(f"More than {LONGEST:,} characters are selected")
    except Lost as lost:
        return Placed(Target(key, quote=_words(selectors)), str(lost)[:200])
    return Placed(Target(key, span, quote_at(revision.plain, span)))


def _words(selectors: list[Any]) -> Quote:
    """What it was about, as far as it says so."""
    for one in selectors:
        if kind_of(one) == "TextQuoteSelector" and isinstance(one.get("exact"), str):
            around = {name: one[name][:200] for name in ("prefix", "suffix") if isinstance(one.get(name), str)}
            return replace(Quote(one["exact"][:LONGEST]), **around)
    return Quote("")
