"""An article brought again with its comments, over the one that is here: what becomes of each text, and doing it.

Texts whose words are the same stay as they are, with their Markdown. Comments that are not among the new ones are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db import transaction

from annotator.library.comparing import Comparison, compared
from annotator.library.outlook import Outlook, outlook
from annotator.library.publishing import add_comments, drafted, publish
from annotator.people.models import User
from texts.importing import CommentDraft, Draft, has_words
from texts.models import Conflict, Revision, Text
from texts.pairing import Numbered, pair
from texts.rendering import render


@dataclass(frozen=True)
class Step:
    """What becomes of one text. `text` is None for a comment that is added, `draft` for one that stays as it is."""

    fate: Literal["revised", "same", "kept", "added"]
    text: Text | None = None
    draft: Revision | None = None
    comment: CommentDraft | None = None
    place: int = 0  # of a comment that is added

    def outlook(self, reader: User) -> Outlook | None:
        return outlook(self.draft, reader) if self.draft else None

    @property
    def comparison(self) -> Comparison | None:
        return compared(self.draft.base, self.draft) if self.draft and self.draft.base else None


@dataclass(frozen=True)
class Plan:
    """The article's step, then those of its comments as they were brought, then of those that were not."""

    steps: list[Step]

    def of(self, fate: str) -> list[Step]:
        return [step for step in self.steps if step.fate == fate]

    @cached_property
    def revised(self) -> list[Step]:
        return self.of("revised")

    @cached_property
    def added(self) -> list[Step]:
        return self.of("added")

    @cached_property
    def kept(self) -> list[Step]:
        return self.of("kept")

    @cached_property
    def same(self) -> list[Step]:
        return self.of("same")

    @property
    def does_something(self) -> bool:
        return bool(self.revised or self.added)


class Unshowable(ValueError):
    """One of the new texts makes nothing that can be shown; the message is a sentence for the editor."""


def texts_of(article: Text, lock: bool = False) -> list[Text]:
    """The article, then its comments by place."""
    rows = Text.objects.select_related("latest") if not lock else Text.objects.select_for_update()
    texts = [rows.get(pk=article.pk), *rows.filter(parent=article).order_by("place")]
    if lock:
        latest = Revision.objects.in_bulk([text.latest_id for text in texts])
        for text in texts:
            text.latest = latest[text.latest_id]
    return texts


def fingerprint(texts: Iterable[Text]) -> str:
    """Changes when any of the texts gets another revision, or a comment is added."""
    return hashlib.sha256(" ".join(str(text.latest_id) for text in texts).encode()).hexdigest()


def plan(texts: list[Text], draft: Draft, editor: User) -> Plan:
    """What becomes of `texts` when `draft` is stored over them. Raises Unshowable."""
    article, *comments = texts
    brought = [Numbered(comment.number, render(comment.source).plain) for comment in draft.comments]
    here = [Numbered(comment.place or 0, comment.latest.plain if comment.latest else "") for comment in comments]
    pairs = pair(here, brought)
    steps = [_step(article, draft.source, "The article", editor)]
    last = comments[-1].place or 0 if comments else 0
    for comment, index in zip(draft.comments, pairs, strict=True):
        known = None if index is None else comments[index]
        if known is None:
            last += 1
        name = f"Comment {comment.number}"
        steps.append(_step(known, comment.source, name, editor) if known else _added(comment, last))
    steps += [Step("kept", text) for index, text in enumerate(comments) if index not in pairs]
    return Plan(steps)


def _step(text: Text, source: str, name: str, editor: User) -> Step:
    made = drafted(text, source, editor)
    if made is None:
        raise Unshowable(f"{name} has no words that can be shown.")
    assert text.latest
    return Step("same", text) if made.plain == text.latest.plain else Step("revised", text, made)


def _added(comment: CommentDraft, place: int) -> Step:
    if not has_words(render(comment.source).plain):
        raise Unshowable(f"Comment {comment.number} has no words that can be shown.")
    return Step("added", comment=comment, place=place)


@transaction.atomic
def update(article: Text, draft: Draft, editor: User, *, message: str, seen: str) -> Plan:
    """Do what was planned, all of it or nothing. Raises Conflict if the texts are no longer those that were `seen`."""
    texts = texts_of(article, lock=True)
    if fingerprint(texts) != seen:
        raise Conflict(f"{article} or one of its comments has changed since")
    planned = plan(texts, draft, editor)
    for text, made in _revisions(planned):
        publish(text, made.source, author=editor, message=message, base=made.base)
    add_comments(texts[0], [step.comment for step in planned.added if step.comment], editor)
    return planned


def _revisions(planned: Plan) -> Iterator[tuple[Any, Revision]]:
    for step in planned.revised:
        if step.draft:
            yield step.text, step.draft
