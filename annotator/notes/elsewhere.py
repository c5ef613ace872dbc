"""The same words elsewhere in an article and its comments, and near spellings of them in what a reader can read."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from annotator import permissions
from annotator.notes.annotating import annotate
from annotator.notes.models import Anchor, Annotation, Query, QueryState
from texts.models import Text
from texts.spans import Quote, Span, quote_at
from texts.spelling import count_words, near_spellings, places

MOST_PLACES = 50  # linked queries raised in one go
READ = 1_000_000  # code points that near spellings are looked for in: this article first, then the newest texts
LONGEST = 200  # code points of words that either is looked for


@dataclass(frozen=True)
class Elsewhere:
    """One more place of the words. `key` names it in a form, as long as the text does not change."""

    text: Text
    span: Span
    quote: Quote

    @property
    def key(self) -> str:
        return f"{self.text.latest_id}:{self.span.start}"


@dataclass(frozen=True)
class Near:
    """A proposal, the spelling in it, and how often that stands in how many texts."""

    proposal: str
    spelling: str
    often: int
    texts: int


def elsewhere(
    article: Text, words: str, author: permissions.Actor, but: tuple[uuid.UUID, Span | None]
) -> list[Elsewhere]:
    """All places of `words` on an article and its comments, but that one and those the author has queried already."""
    if not words.strip() or len(words) > LONGEST:
        return []
    texts = _with_words(article, words)
    taken = {but, *_queried(texts, author)}
    return [
        Elsewhere(text, span, quote_at(text.latest.plain, span))
        for text in texts
        if text.latest
        for span in places(words, text.latest.plain)
        if not any(text.pk == other and at and at.overlaps(span) for other, at in taken)
    ]


def _with_words(article: Text, words: str) -> list[Text]:
    on = Q(pk=article.pk) | Q(parent=article)
    found = Text.objects.filter(on, latest__plain__contains=words).select_related("latest", "parent")
    return list(found.order_by(F("place").asc(nulls_first=True), "pk"))


def _queried(texts: Collection[Text], author: permissions.Actor) -> Iterator[tuple[uuid.UUID, Span]]:
    mine = Anchor.objects.current().filter(
        annotation__text__in=[text.pk for text in texts],
        annotation__author=author.pk,
        annotation__deleted=None,
        annotation__query__state=QueryState.OPEN,
        start__isnull=False,
    )
    for text, start, end in mine.values_list("annotation__text", "start", "end"):
        assert start is not None and end is not None
        yield text, Span(start, end)


def lock(article: Text) -> None:
    """Nothing changes in an article and its comments until the transaction ends. One order: nobody waits in a ring."""
    on = Q(pk=article.pk) | Q(parent=article)
    list(Text.objects.select_for_update(no_key=True).filter(on).order_by("pk").values_list("pk"))


def outdated(article: Text, keys: Collection[str]) -> bool:
    """Whether some of these keys were given before a text changed."""
    texts = Text.objects.filter(Q(pk=article.pk) | Q(parent=article)) if keys else Text.objects.none()
    current = {str(pk) for pk in texts.values_list("latest", flat=True)}
    return not {key.partition(":")[0] for key in keys} <= current


def query_elsewhere(note: Annotation, chosen: Collection[str] | None, tags: Collection[str] = ()) -> int:
    """Raise the query of `note` at the places with the keys `chosen` too, or at all for None. Returns at how many.

    All are linked. Sent twice, it makes each only once. The caller holds the lock.
    """
    article = note.text.article
    standing = Anchor.objects.current().get(annotation=note)
    own = None if standing.start is None or standing.end is None else Span(standing.start, standing.end)
    found = elsewhere(article, note.exact, note.author, (note.text_id, own))
    wanted = [place for place in found if chosen is None or place.key in chosen][:MOST_PLACES]
    link = uuid.uuid5(note.client_id, "link")
    for place in wanted:
        _query_at(place, note, link, tags)
    if wanted:
        Query.objects.filter(pk=note.pk).update(link=link)
    return len(wanted)


def _query_at(place: Elsewhere, note: Annotation, link: uuid.UUID, tags: Collection[str]) -> None:
    query = note.query
    assert place.text.latest
    copied = {name: getattr(query, name) for name in ("proposed", "category", "certain", "in_source")}
    annotate(
        Annotation.on(
            place.text,
            place.text.latest,
            place.span,
            author=note.author,
            client_id=uuid.uuid5(note.client_id, f"{place.text.pk}:{place.key}"),
            **{
                name: getattr(note, name)
                for name in ("motivation", "body", "colour", "visibility", "group", "assignment")
            },
        ),
        tags=tags,
        query=Query(link=link, **copied),
    )


def near(article: Text, words: str, reader: permissions.Actor) -> tuple[list[Near], int]:
    """Near spellings of `words`, and in how many texts they were looked for."""
    if len(words) > LONGEST:
        return [], 0
    counts = [count_words(plain) for plain in _readable(article, reader)]
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    found = [
        Near(proposal, spelling, often, sum(spelling in one for one in counts))
        for proposal, spelling, often in near_spellings(words, total)
    ]
    return found, len(counts)


def _readable(article: Text, reader: permissions.Actor) -> Iterator[str]:
    """Plain texts: the article and its comments, then others, the newest first, as far as READ goes."""
    readable = Text.objects.filter(permissions.readable_texts(reader))
    here = Q(pk=article.pk) | Q(parent=article)
    left = READ
    for texts in (readable.filter(here).order_by("pk"), readable.exclude(here).order_by("-created", "-pk")):
        for plain in texts.values_list("latest__plain", flat=True).iterator(chunk_size=20):
            yield plain[:left]
            left -= len(plain)
            if left <= 0:
                return
