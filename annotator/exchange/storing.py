"""Storing what programs send: through the form of the pages, with what the note does not hold kept beside it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from annotator import permissions
from annotator.exchange import parsing
from annotator.exchange.beside import agents_of, arrive, keep_beside_reply, via_of
from annotator.exchange.containers import Container
from annotator.exchange.jsonld import Json, as_list
from annotator.exchange.models import Foreign
from annotator.exchange.parsing import Read
from annotator.exchange.placing import Address, Placed, ours, placed, text_of
from annotator.groups.models import Group
from annotator.notes.audience import Audience, audiences, groups_here
from annotator.notes.making import ABOUT_WORDS, AnnotationForm
from annotator.notes.models import Annotation, Reply, Visibility
from annotator.notes.targets import Target
from annotator.notes.threads import add_reply
from annotator.problems import Problem
from texts.models import Readers, Text

NOT_HERE = "It names something else than this text"


@dataclass(frozen=True)
class Coming:
    """A document in the hands of who sent it."""

    request: HttpRequest
    document: Json
    container: Container
    client_id: uuid.UUID

    @cached_property
    def base(self) -> str:
        return f"{self.request.scheme}://{self.request.get_host()}"


class _Shared(dict[str, Any]):
    """Fields that all forms of a class use at once, since nobody shows or changes them, but for what may be chosen."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {**self, "visibility": deepcopy(self["visibility"], memo)}


class ArrivingForm(AnnotationForm):
    """The form of the pages, with its target found already: nothing is asked of where."""

    whole = revision = start = end = everywhere = None  # type: ignore[assignment]

    def __init__(self, *args: Any, coming: Coming, arrived: Placed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coming, self.arrived = coming, arrived
        self.made: dict[uuid.UUID, Json] = {}

    def _found(self, data: dict[str, Any]) -> Target:
        return self.arrived.target

    def _annotation(self, target: Target) -> Annotation:
        note = super()._annotation(target)
        note.unplaced = self.arrived.lost
        return note

    def _beside(self, note: Annotation) -> Iterable[Model]:
        """What the document says beyond the note. `made` by key: which is not stored if the note was here already."""
        proposed = self.query.cleaned_data["proposed"] if self.is_query else None
        has_tags = bool(self.cleaned_data["tags"])
        self.made[note.pk], kept = arrive(self.coming.request, self.coming.document, note, proposed, has_tags)
        return kept


ArrivingForm.base_fields = _Shared(ArrivingForm.base_fields)


def create(request: HttpRequest, document: Json, container: Container, key: str = "") -> tuple[uuid.UUID, Json | None]:
    """Store it, and give back its key and, if it is known, its document.

    Sent again by the same person with the same id and words, it is not made again.
    """
    coming = Coming(request, document, container, _client_id(request.user, document, key))
    said = parsing.read(document)
    first = parsing.source_of(said.targets[0])
    answered = ours(first, coming.base)
    if answered and answered.part == "annotations":
        return _reply(coming, said, answered), None
    text = text_of(request.user, first, coming.base) or container.text
    return _note(coming, said, text) if text else (_foreign(coming), None)


def _client_id(user: Any, document: Json, key: str) -> uuid.UUID:
    """Of what the client calls this; a new one if it has no name, or what had it is deleted."""
    if not key and not document.get("id"):
        return uuid.uuid4()
    content = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    made = uuid.uuid5(user.pk, key or f"{document['id']} {content}")
    mine: Any = {"author": user.pk, "client_id": made, "deleted__isnull": False}
    gone = any(model._default_manager.filter(**mine).exists() for model in (Annotation, Foreign))
    return uuid.uuid4() if gone else made


def _reply(coming: Coming, said: Read, answered: Address) -> uuid.UUID:
    user = coming.request.user
    readable = Annotation.objects.readable_by(user)
    note = readable.filter(permissions.answerable_annotations(user), pk=answered.key).first()
    if note is None:
        raise Problem(422, "The target names an annotation that is not here, or that you cannot answer.")
    if not said.words:
        raise Problem(422, "An answer says something: send a body with words.")
    if len(said.words) > 50_000:
        raise Problem(422, "An answer has at most 50,000 characters.")
    return _answered(coming, note, said.words)


@transaction.atomic
def _answered(coming: Coming, note: Annotation, words: str) -> uuid.UUID:
    """Of a reply that was made before, what has become of it stays."""
    author: Any = coming.request.user
    there = Reply.objects.filter(author=author.pk, client_id=coming.client_id).exists()
    reply = add_reply(note, author, words, coming.client_id)
    if not there:
        keep_beside_reply(coming.request, reply, coming.document, {})
    return reply.pk


def _foreign(coming: Coming) -> uuid.UUID:
    """About something that is not here."""
    user: Any = coming.request.user
    made, _ = Foreign.objects.get_or_create(
        author=user,
        client_id=coming.client_id,
        defaults={"document": kept_whole(coming.document, coming.base), **foreign_audience(coming)},
    )
    return made.pk


def kept_whole(document: Json, base: str, before: Json | None = None) -> Json:
    """What came, with its own address as `via`; agents of this site are not taken from it."""
    whole = {name: value for name, value in document.items() if name not in ("id", "creator")}
    if via := via_of(document, base, before or {}):
        whole["via"] = via
    if "creator" in document and (others := agents_of(document, base)):
        whole["creator"] = others if isinstance(document["creator"], list) else others[0]
    if before and "canonical" in before:
        whole["canonical"] = before["canonical"]
    return whole


def foreign_audience(coming: Coming) -> dict[str, Any]:
    """Who reads it. Raises Problem for a group that one cannot write in."""
    value = audience_of(coming.document, coming.base, coming.request.user)
    if not value and coming.container.group:
        value = f"{Visibility.GROUP}:{coming.container.group.pk}"
    visibility, _, key = value.partition(":")
    if not key:
        return {"visibility": visibility or Visibility.PUBLIC, "group": None}
    group = Group.objects.filter(permissions.writable_groups(coming.request.user), pk=key).first()
    if group is None:
        raise Problem(403, "You do not write in this group.")
    return {"visibility": visibility, "group": group}


def audience_of(document: Json, base: str, user: Any) -> str:
    """The audience that it names, as a form of this site sends it; "" if it names none of ours."""
    for one in as_list(document.get("audience")):
        name = one if isinstance(one, str) else one.get("id", "") if isinstance(one, dict) else ""
        if name == f"{base}{user.get_absolute_url()}":
            return str(Visibility.PRIVATE)
        if isinstance(name, str) and name.startswith(f"{base}/groups/"):
            return _of_group(name.removeprefix(f"{base}/groups/"))
    return ""


def _of_group(rest: str) -> str:
    key, _, fragment = rest.partition("/")
    try:
        uuid.UUID(key)
    except ValueError:
        return ""
    return f"{Visibility.INSTRUCTORS if fragment == '#instructors' else Visibility.GROUP}:{key}"


def _note(coming: Coming, said: Read, text: Text) -> tuple[uuid.UUID, Json | None]:
    where = _placed(coming, said, text)
    kind, words = _as_a_kind(said, where)
    if kind is None:
        return _foreign(coming), None
    offered = audiences(text, groups_here(coming.request.user, text.article))
    data = {**fields(said, words), "motivation": kind, "exact": where.target.quote.exact}
    data["client_id"] = str(coming.client_id)
    data["visibility"] = _chosen(coming, text, offered)
    form = ArrivingForm(data, text=text, author=coming.request.user, audiences=offered, coming=coming, arrived=where)
    if not form.is_valid():
        raise refused(form, *form.beside())
    key = form.save().pk
    return key, form.made.get(key)


def _placed(coming: Coming, said: Read, text: Text) -> Placed:
    """In the text that it names. What was sent to a text's container and names another thing has no place there."""
    source = parsing.source_of(said.targets[0])
    named = ours(source, coming.base)
    is_this = not source or source.partition("#")[0] == text.source_url or bool(named and named.part == "texts")
    if not is_this:
        return Placed(Target(text.latest_id), NOT_HERE)  # type: ignore[arg-type]
    try:
        return placed(text, said.targets[0], coming.base)
    except ValidationError as error:
        return Placed(Target(text.latest_id), " ".join(error.messages)[:200])  # type: ignore[arg-type]


def _as_a_kind(said: Read, where: Placed) -> tuple[str | None, str]:
    """Under which motivation it can stand here, and with which words; None if it says nothing about no words."""
    if where.target.quote.exact:
        return said.kind, said.words
    words = "\n\n".join(one for one in (said.words, said.proposed or "") if one)
    if said.kind not in ABOUT_WORDS:
        return (said.kind if words else None), words
    return ("commenting" if words else None), words


def fields(said: Read, words: str) -> dict[str, Any]:
    """What the form of the pages asks of every note."""
    data: dict[str, Any] = {"body": words, "tags": ", ".join(said.tags), "colour": said.colour}
    return data if said.proposed is None else {**data, "proposed": said.proposed}


def _chosen(coming: Coming, text: Text, offered: Sequence[Audience]) -> str:
    value = audience_of(coming.document, coming.base, coming.request.user)
    if not value and coming.container.group:
        value = f"{Visibility.GROUP}:{coming.container.group.pk}"
    if not value and text.article.readers == Readers.GROUPS:
        value = next((one.value for one in offered if one.visibility == Visibility.GROUP), "")
    if value and value not in {one.value for one in offered}:
        raise Problem(403, "You do not write in this group, or it does not read this text.")
    return value or str(Visibility.PUBLIC)


def refused(*forms: Any) -> Problem:
    """Which words were not taken, and why."""
    wrong = {name: [str(one) for one in errors] for form in forms for name, errors in form.errors.items()}
    sentence = next(iter(wrong.values()))[0] if wrong else "This cannot be taken."
    return Problem(422, sentence, errors=wrong)
