"""Making texts and revisions public: the one place from which revisions come, and where notes are carried along.

Those of other sites come with all that was before them by `bringing`, with no note on them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Max

from annotator.notes.anchoring import carry_forward
from annotator.notes.notices import tell_of_losses
from annotator.search.indexing import index
from texts.importing import has_words
from texts.models import Kind, Revision, Text
from texts.replacing import replaced
from texts.spans import Span


class CommentDraft(Protocol):
    """What importing gives for each comment."""

    @property
    def source(self) -> str: ...
    @property
    def byline(self) -> str: ...


class Draft(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def comments(self) -> Any: ...


@transaction.atomic
def publish(
    text: Text,
    source: str,
    *,
    author: Any,
    message: str = "",
    base: Revision | None = None,
    edits: list[list[Any]] | None = None,
    answered: Collection[uuid.UUID] = (),
) -> Revision:
    """The next revision of `text`, with every annotation carried along. Raises texts.models.Conflict on a stale base.

    `edits` say what was done to the base's plain text, as [start, end, words]; ValueError if they do not make the new one.
    The authors of notes that are `answered` by it hear of that from the caller, and not that their words have changed.

    The text's row is locked, so that no note is made between two revisions and lost.
    """
    locked = Text.objects.select_for_update().get(pk=text.pk)
    revision = locked.revise(source, author=author, message=message, base=base, edits=edits)
    if base:
        _prove(base, revision)
        carry_forward(revision)
        tell_of_losses(revision, author, answered)
    index([revision], new=base is None)
    text.latest = revision
    return revision


def _prove(base: Revision, revision: Revision) -> None:
    """Notes are carried by what was said to be done: were that wrong, they would be on wrong words unseen."""
    if revision.edits is None:
        return
    edits = sorted((Span(start, end), words) for start, end, words in revision.edits)
    if replaced(base.plain, edits) != revision.plain:
        raise ValueError("the edits do not make the new text out of the old one")


def drafted(text: Text, source: str, author: Any) -> Revision | None:
    """The revision that `source` would make of the latest, not stored; None if nothing of it can be shown."""
    try:
        draft = text.draft_revision(source, author=author, base=text.latest)
    except ValueError:  # it cannot be made safe
        return None
    return draft if has_words(draft.plain) else None


@transaction.atomic
def add_text(draft: Draft, author: Any, **metadata: Any) -> Text:
    """An article and its comments, each with its first revision, in a bounded number of queries."""
    article = Text(kind=Kind.ARTICLE, added_by=author, **metadata)
    comments = [_comment(article, place, comment, author) for place, comment in enumerate(draft.comments, 1)]
    sources = [draft.source, *(comment.source for comment in draft.comments)]
    _store([article, *comments], sources, author)
    return article


@transaction.atomic
def add_comments(article: Text, drafts: Sequence[CommentDraft], author: Any) -> list[Text]:
    """More comments under an article, at the places after its last. The caller holds the article's lock."""
    last = Text.objects.filter(parent=article).aggregate(last=Max("place"))["last"] or 0
    comments = [_comment(article, place, draft, author) for place, draft in enumerate(drafts, last + 1)]
    if comments:
        _store(comments, [draft.source for draft in drafts], author)
    return comments


def _comment(article: Text, place: int, draft: CommentDraft, author: Any) -> Text:
    return Text(
        kind=Kind.COMMENT,
        parent=article,
        place=place,
        byline=draft.byline,
        language=article.language,
        direction=article.direction,
        readers=article.readers,
        added_by=author,
    )


def _store(texts: list[Text], sources: list[str], author: Any) -> None:
    """First revisions go in before `latest` can name them."""
    Text.objects.bulk_create(texts[:1])
    Text.objects.bulk_create(texts[1:], batch_size=1000)
    revisions = [text.draft_revision(source, author=author) for text, source in zip(texts, sources, strict=True)]
    Revision.objects.bulk_create(revisions, batch_size=500)
    for text, revision in zip(texts, revisions, strict=True):
        text.latest = revision
    Text.objects.bulk_update(texts, ["latest"], batch_size=1000)
    index(revisions, new=True)
