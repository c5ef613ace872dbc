"""What a new annotation is about: the words the reader saw, held against the revision they were seen in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Substr

from annotator.prepared import Prepared
from texts.finding import Ambiguous, Found, find
from texts.models import Revision, Text
from texts.spans import CONTEXT, Quote, Span, quote_at, trimmed

NO_WORDS = Quote("")
LONGEST = 20_000  # code points; longer passages get a note on the whole text instead


@dataclass(frozen=True)
class Target:
    """`span` and `quote` are None for a note on the whole text."""

    revision_id: uuid.UUID
    span: Span | None = None
    quote: Quote = NO_WORDS


class AmbiguousWords(ValidationError):
    """The words stand at several places; `places` are (start, quote) pairs to choose from."""

    def __init__(self, places: list[tuple[int, Quote]]) -> None:
        super().__init__("These words stand at several places. Choose the one you mean.", code="ambiguous")
        self.places = places


def whole_text(text: Text) -> Target:
    assert text.latest_id
    return Target(text.latest_id)


def seen(text: Text, revision_id: uuid.UUID, span: Span, exact: str) -> Target:
    """A target at `span` of a revision of `text`. Raises ValidationError unless exactly `exact` stands there."""
    quote = _quote_from_database(text, revision_id, span)
    if quote.exact != exact:
        raise ValidationError("The words sent are not the words at that place in the text. Select them again.")
    return _on(quote, revision_id, span)


def at(text: Text, revision_id: uuid.UUID, span: Span) -> Target:
    """A target at `span`, whatever stands there. Raises ValidationError for no words, or if the text ends before."""
    quote = _quote_from_database(text, revision_id, span)
    if len(quote.exact) != len(span):
        raise ValidationError("The text ends before.")
    return _on(quote, revision_id, span)


def _on(quote: Quote, revision_id: uuid.UUID, span: Span) -> Target:
    kept = trimmed(quote.exact, Span(0, len(quote.exact)))
    if kept is None:
        raise ValidationError("Only white space is selected. Select at least one word.")
    return Target(revision_id, Span(span.start + kept.start, span.start + kept.end), _narrowed(quote, kept))


def looked_for(text: Text, words: str, near: int | None = None) -> Target:
    """A target where `words` stand in the latest revision. Raises ValidationError if nowhere, AmbiguousWords if twice."""
    if not words.strip():
        raise ValidationError("Copy the words you mean from the text.")
    assert text.latest
    plain = text.latest.plain
    found = find(Quote(words.strip()), plain, near=near)
    if isinstance(found, Ambiguous):
        raise AmbiguousWords([(one.span.start, quote_at(plain, one.span)) for one in found.candidates])
    if not isinstance(found, Found):
        raise ValidationError("These words are not in the text. Copy them from it, letter by letter.")
    return Target(text.latest.pk, found.span, quote_at(plain, found.span))


def _quote_from_database(text: Text, revision_id: uuid.UUID, span: Span) -> Quote:
    """Only the passage travels, not the whole text: the database counts code points as we do."""
    if len(span) > LONGEST:
        raise ValidationError(f"That is more than {LONGEST:,} characters. Select less, or write on the whole text.")
    lead = min(CONTEXT, span.start)
    passage = _passage.first(revision_id, text.pk, span.start - lead + 1, lead + len(span) + CONTEXT)
    if passage is None:
        raise ValidationError("This revision of the text does not exist. Load the page again; your words are kept.")
    return quote_at(passage, Span(lead, lead + len(span)))


@Prepared
def _passage(revision: uuid.UUID, text: uuid.UUID, first: int, length: int) -> QuerySet[Revision, str]:
    """So many code points of a revision from the `first` on, which is counted from 1."""
    words = Substr("plain", first, length)
    return Revision.objects.filter(pk=revision, text=text).order_by().values_list(words, flat=True)


def _narrowed(quote: Quote, kept: Span) -> Quote:
    before, after = quote.exact[: kept.start], quote.exact[kept.end :]
    return Quote(kept.of(quote.exact), (quote.prefix + before)[-CONTEXT:], (after + quote.suffix)[:CONTEXT])
