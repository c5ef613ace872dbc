"""From a check that two readers have judged to typo queries: one for each word that differs from a source.

Knows the quotation as it stands now. A query raised here carries the check's key as its link, and names the source.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from annotator import permissions
from annotator.checking.comparing import LONGEST, NAMES, translated
from annotator.exchange.confirmed import cited
from annotator.notes.annotating import annotate
from annotator.notes.models import Annotation, Category, Motivation, Query, Source
from texts.comparing import Piece, compare
from texts.spans import Span, quote_at, trimmed

CATEGORIES = {"spelling": Category.SPELLING, "punctuation": Category.PUNCTUATION}


@dataclass(frozen=True)
class Proposal:
    """`span` in the latest revision of the check's text; `raised` is the query that asks for the same, if one does."""

    source: Source
    span: Span
    exact: str
    proposed: str
    kind: str
    reason: str
    note: Any
    raised: Any = None

    @property
    def around(self) -> tuple[str, str]:
        """What stands before the words and after them."""
        quote = quote_at(self.note.text.latest.plain, self.span)
        return quote.prefix, quote.suffix

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def key(self) -> str:
        return f"{self.source.pk}:{self.span.start}-{self.span.end}"

    @property
    def write(self) -> str:
        """The form for a query on these words, filled in; it works without JavaScript."""
        query = {"motivation": Motivation.EDITING, "exact": self.exact, "start": str(self.span.start), **self._said}
        return reverse("annotate", args=[self.note.text_id], query=query)

    @property
    def write_in_reader(self) -> str:
        words = f"{self.note.text.latest_id}:{self.span.start}-{self.span.end}"
        query = {"words": words, "write": Motivation.EDITING, **self._said}
        return reverse("reader", args=[self.note.text_id], query=query)

    @property
    def _said(self) -> dict[str, str]:
        return {"proposed": self.proposed, "body": self.reason}


def check_to_correct(pk: uuid.UUID, user: permissions.Actor) -> Any:
    """The check with all that proposals are made of, if `user` may read it; else None."""
    readable: Any = Annotation.objects.readable_by(user).standing().filter(pk=pk, quote_check__isnull=False)
    return readable.select_related("quote_check", "text__latest", "text__parent").first()


def proposals(note: Any, reader: permissions.Actor) -> list[Proposal]:
    """In reading order; of sources that say the same, the first is named. None where the words are gone."""
    if note.at is None:
        return []
    raised = {(one.at, one.until, one.query.proposed): one for one in raised_from(note, reader)}
    found: dict[tuple[Span, str], Proposal] = {}
    for source in note.quote_check.sources.filter(deleted=None):
        for one in _of_source(note, source, raised):
            found.setdefault((one.span, one.proposed), one)
    return sorted(found.values(), key=lambda one: one.span)


def raised_from(note: Any, reader: permissions.Actor) -> list[Any]:
    """The typo queries that came of this check."""
    linked: Any = Annotation.objects.readable_by(reader).standing().filter(query__link=note.pk)
    return list(linked.select_related("query", "author").order_by("created", "pk"))


def _of_source(note: Any, source: Source, raised: dict[Any, Any]) -> Iterator[Proposal]:
    here = Span(note.at, note.until)
    words = here.of(note.text.latest.plain)
    if not source.excerpt.strip() or translated(note.text.language, source.excerpt_language):
        return
    if max(len(words), len(source.excerpt)) > LONGEST:
        return
    reason = _reason(note, source)
    for piece in compare(words, source.excerpt).differences:
        within, proposed = _placed(piece, words)
        span = Span(here.start + within.start, here.start + within.end)
        kept = raised.get((span.start, span.end, proposed))
        yield Proposal(source, span, within.of(words), proposed, piece.kind, reason, note, kept)


def _placed(piece: Piece, words: str) -> tuple[Span, str]:
    """The words to change and what they shall be; what is left out goes after the word before, or before the next."""
    if kept := trimmed(words, piece.quoted_span):
        return kept, piece.source.strip()
    at = piece.quoted_span.start
    before = trimmed(words, Span(max(0, words[:at].rstrip().rfind(" ") + 1), at))
    if before:
        return before, f"{before.of(words)}{_gap(piece)}{piece.source.strip()}"
    stop = words.find(" ", at + 1)
    after = trimmed(words, Span(at, stop if stop > 0 else len(words))) or Span(at, len(words))
    return after, f"{piece.source.strip()} {after.of(words)}"


def _gap(piece: Piece) -> str:
    """A mark stands close to the word before it; a word does not."""
    return " " if piece.kind != "punctuation" or piece.source.strip()[:1].isalnum() else ""


def _reason(note: Any, source: Source) -> str:
    return f"As the source has it: {cited(source)}. See the [quote check]({note.get_absolute_url()})."


def raise_query(one: Proposal, by: Any, client_id: uuid.UUID) -> Annotation:
    """A typo query for this difference, seen by whoever sees the check. Sent twice, it is made once."""
    text = one.note.text
    return annotate(
        Annotation.on(
            text,
            text.latest,
            one.span,
            motivation=Motivation.EDITING,
            body=one.reason,
            visibility=one.note.visibility,
            group=one.note.group,
            assignment=one.note.assignment,
            author=by,
            client_id=client_id,
        ),
        query=Query(proposed=one.proposed, category=CATEGORIES.get(one.kind, Category.OTHER), link=one.note.pk),
    )
