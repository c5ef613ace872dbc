"""One reading page: an article with the comments under it, at most so many at a time, and what is noted on them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse

from annotator import permissions
from annotator.notes.filters import OPEN_CHECKS, OPEN_QUERIES
from annotator.notes.models import Annotation, Check, Edit, Motivation, Reply, Source, Verdict
from annotator.notes.repairing import WAITING
from texts.models import Text

COMMENTS = 100  # on one page; the rest is a link away


@dataclass(frozen=True)
class ReadingPage:
    article: Text
    comments: Page[Text]

    @property
    def texts(self) -> list[Text]:
        return [self.article, *self.comments.object_list]

    def annotations(self, user: permissions.Actor) -> QuerySet[Annotation]:
        """The readable ones on the texts of this page."""
        with permissions.on_readable_texts():
            readable = Annotation.objects.readable_by(user)
        return readable.standing().filter(text__in=[text.pk for text in self.texts])


def open_page(user: permissions.Actor, pk: uuid.UUID, number: str | int | None = 1) -> ReadingPage:
    """The page of the article `pk`. Raises Http404 when it is not readable."""
    readable = Text.objects.filter(permissions.readable_texts(user)).select_related("latest")
    article = get_object_or_404(readable.annotate(is_quoted=_quoted(user, pk)), pk=pk, parent=None)
    comments = readable.filter(parent=article).order_by("place")
    return ReadingPage(article, Paginator(comments, COMMENTS).get_page(number))


def _quoted(user: permissions.Actor, article: uuid.UUID) -> Exists:
    """Whether a quotation that `user` reads has its source in the article or a comment on it."""
    here = Text.objects.filter(Q(pk=article) | Q(parent=article)).values("pk")
    return Exists(Source.objects.filter(permissions.readable_sources(user), found_text__in=here))


def address_of(text: Text, **query: str) -> str:
    """Where a text is read: its article's page, at the comment if it is one."""
    if text.parent_id is None:
        return reverse("reader", args=[text.pk], query=query) if query else reverse("reader", args=[text.pk])
    before = Text.objects.filter(parent=text.parent_id, place__lt=text.place).count()
    if before >= COMMENTS:
        query["comments"] = str(before // COMMENTS + 1)
    address = reverse("reader", args=[text.parent_id], query=query or None)
    return f"{address}#text-{text.pk}"


def noted_on(user: permissions.Actor, article: Text) -> Any:
    """The readable notes on an article that `user` reads, and on all its comments; what is asked for is in one index."""
    texts = Text.objects.filter(Q(pk=article.pk) | Q(parent=article.pk)).order_by().values("pk")
    with permissions.on_readable_texts():
        return Annotation.objects.readable_by(user).filter(text__in=texts)


def on_article(user: permissions.Actor, article: Text) -> QuerySet[Annotation]:
    """The same, where they stand."""
    standing: QuerySet[Annotation] = noted_on(user, article).standing()
    return standing


def in_full(keys: Iterable[Any], user: permissions.Actor) -> QuerySet[Annotation]:
    """All that cards show of these notes, which `user` can read, in reading order."""
    notes = Annotation.objects.filter(pk__in=list(keys)).standing()
    return with_threads(notes.in_reading_order(), user)


def with_threads(annotations: QuerySet[Annotation], user: permissions.Actor) -> QuerySet[Annotation]:
    """All that cards show of annotations that `user` can read, in a bounded number of queries."""
    standing = Verdict.objects.filter(round=F("quote_check__round"), withdrawn=None)
    with permissions.among_readable():
        replies = Reply.objects.readable_by(user).with_rights(user).select_related("author")
        verdicts = standing.filter(permissions.readable_verdicts(user)).select_related("reader")
    sources = Source.objects.shown_to(user)
    related = (
        "author",
        "text__parent",
        "group",
        "assignment",
        "revision",
        "resolved_by",
        "endorsement__by",
        "query__decided_by",
        "query__duplicate_of",
        "query__applied_in",
    )
    threads: QuerySet[Annotation] = (
        annotations.with_rights(user)  # type: ignore[attr-defined]
        .select_related(*related)
        .defer(*(f"{of}__{part}" for of in ("revision", "query__applied_in") for part in ("source", "html", "plain")))
        .annotate(edited=Exists(Edit.objects.filter(annotation=OuterRef("pk"))), feedback_html=_feedback(user))
        .prefetch_related(
            "tags",
            Prefetch("replies", replies),
            Prefetch("quote_check", Check.objects.with_words()),
            Prefetch("quote_check__sources", sources),
            Prefetch("quote_check__verdicts", verdicts),
        )
    )
    return threads


def _feedback(user: permissions.Actor) -> Subquery:
    """What a review says of the note, once it is out: for its author and for who teaches the group."""
    said: Any = Annotation._meta.get_field("note_reviews").related_model
    of_this = {"annotation": OuterRef("pk"), "review__assignment": OuterRef("assignment")}
    out = said.objects.filter(permissions.readable_feedback(user), **of_this).exclude(feedback="")
    return Subquery(out.values("feedback_html")[:1])


def open_counts(annotations: QuerySet[Annotation], user: permissions.Actor) -> dict[str, int]:
    """Of what `user` can read: what is open on a text, by motivation, what they may give a place, and how many: one query."""
    with permissions.among_readable():
        repairable = permissions.repairable_annotations(user)
    return annotations.order_by().aggregate(
        notes=Count("pk"),
        queries=Count("pk", filter=OPEN_QUERIES & Q(motivation=Motivation.EDITING)),
        checks=Count("pk", filter=OPEN_CHECKS & Q(motivation=Motivation.ASSESSING)),
        questions=Count("pk", filter=Q(resolved=None, motivation=Motivation.QUESTIONING)),
        lost=Count("pk", filter=WAITING & repairable),
    )
