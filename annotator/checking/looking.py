"""What is found in the library for a quotation: how it is shown, and how it becomes a source of the check."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models.functions import Substr
from django.urls import reverse

from annotator import permissions
from annotator.checking.comparing import quotation
from annotator.notes.models import Annotation, Source
from annotator.search.models import Passage
from annotator.search.quoting import AROUND, Hit, likely
from texts.citation import Citation, Person, readable
from texts.comparing import compare
from texts.models import Revision, Text
from texts.sentences import sentences
from texts.spans import Span

LONGEST = 5_000  # code points of a quotation that is marked word by word
ENDS = 4  # words at each end by which a browser finds a passage
SAME = frozenset({"same", "case", "glyph", "comma", "punctuation"})
DEGREES = [(1.0, "The same words"), (0.9, "Nearly the same words"), (0.8, "Much alike"), (0.0, "Somewhat alike")]


@dataclass(frozen=True)
class Offer:
    """A hit as the page shows it. `pieces` are its words with whether each stretch is as in the quotation."""

    hit: Hit
    pieces: list[tuple[str, bool]]
    summary: str
    here: bool  # in the article that the quotation is a comment on
    used: bool
    closed: bool  # fewer people read the text than the check

    @property
    def place(self) -> str:
        return place(self.hit.number, self.hit.last)

    @property
    def degree(self) -> str:
        return next(words for least, words in DEGREES if self.hit.likeness >= least)

    @property
    def before(self) -> str:
        """What stands before, in whole words."""
        cut = len(self.hit.before) == AROUND
        return f"… {self.hit.before.partition(' ')[2]}" if cut else self.hit.before

    @property
    def after(self) -> str:
        cut = len(self.hit.after) == AROUND
        return f"{self.hit.after.rpartition(' ')[0]} …" if cut else self.hit.after

    @property
    def address(self) -> str:
        return address(self.hit.text, self.hit.revision.pk, self.hit.span, self.hit.excerpt)


@dataclass(frozen=True)
class Offered:
    """All that is found; `texts` is in how many it was looked for, `cut` that there is more."""

    offers: list[Offer]
    cut: bool
    texts: int


def offered(note: Any, user: permissions.Actor) -> Offered:
    """`note` is a quote check, standing, with its sources; its own place is no source of it."""
    words, article = quotation(note), note.text.parent
    own = None if note.at is None else (note.text_id, Span(note.at, note.until))
    looked = likely(words, user, near=article, but=own)
    used = [(source.found_text_id, source.excerpt) for source in note.quote_check.sources.all()]
    return Offered(
        [_offer(hit, words, note, used) for hit in looked.hits],
        looked.cut,
        Text.objects.filter(permissions.readable_texts(user), latest__isnull=False).count(),
    )


def _offer(hit: Hit, words: str, note: Any, used: list[tuple[Any, str]]) -> Offer:
    pieces, summary = _marked(words, hit.excerpt)
    return Offer(
        hit,
        pieces,
        summary,
        here=hit.text.pk == note.text.parent_id,
        used=any(text == hit.text.pk and hit.excerpt in excerpt for text, excerpt in used),
        closed=hit.text.article.readers != "everyone" and note.text.article.readers == "everyone",
    )


def _marked(quoted: str, excerpt: str) -> tuple[list[tuple[str, bool]], str]:
    if max(len(quoted), len(excerpt)) > LONGEST:
        return [(excerpt, True)], ""
    comparison = compare(quoted, excerpt)
    if not comparison.found:
        return [(excerpt, False)], ""
    pieces = [(piece.source, piece.kind in SAME) for piece in comparison.pieces if piece.source]
    return list(_joined(pieces)), comparison.summary


def _joined(pieces: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Neighbours of one kind in one stretch."""
    held, kind = "", True
    for words, same in pieces:
        if held and same != kind:
            yield held, kind
            held = ""
        held, kind = held + words, same
    if held:
        yield held, kind


def place(first: int, last: int) -> str:
    if first == last:
        return f"paragraph {first}"
    return f"paragraphs {first} and {last}" if last == first + 1 else f"paragraphs {first} to {last}"


def address(text: Text, revision: uuid.UUID, span: Span, words: str) -> str:
    """The reader, open at these words of the latest revision; of an article also without JavaScript."""
    there = reverse("reader", args=[text.pk], query={"words": f"{revision}:{span.start}-{span.end}"})
    return there if text.parent_id else f"{there}#text-{text.pk}:~:text={_fragment(words)}"


def _fragment(words: str) -> str:
    """A text fragment: the first and the last words, or all if they are few. Its own marks are escaped."""
    few = words.split()
    ends = [few] if len(few) <= 2 * ENDS else [few[:ENDS], few[-ENDS:]]
    return ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)


def cited(text: Text) -> str:
    """A text of the site as one readable line without a full stop. The article of a comment is loaded with it."""
    people = (Person(text.byline),) if text.byline else ()
    if text.parent:
        citation = Citation(f"Comment {text.place}", authors=people, container=str(text.parent))
    else:
        citation = Citation(str(text), authors=people, publisher=text.publisher, date=text.published)
    return readable(citation).removesuffix(".")


def source_of(note: Annotation, text: Text, revision: Revision, span: Span, by: Any, **fields: Any) -> Source:
    """A source that quotes a text of the site, not stored. Raises ValueError if no words are at `span`."""
    excerpt = _sentences(revision, span)
    if not excerpt:
        raise ValueError("no words stand there")
    numbers = Passage.objects.filter(revision=revision, start__lt=span.end, end__gt=span.start).order_by("number")
    found = list(numbers.values_list("number", flat=True))
    return Source(
        quote_check=note.quote_check,
        citation=cited(text),
        locator=place(found[0], found[-1]) if found else "",
        excerpt=excerpt,
        excerpt_language=text.language,
        found_text=text,
        found_revision=revision,
        found_start=span.start,
        found_end=span.end,
        added_by=by,
        **fields,
    )


def _sentences(revision: Revision, span: Span) -> str:
    """The words of the passages there, from the first sentence that is touched to the end of the last."""
    touched = Passage.objects.filter(revision=revision, start__lt=span.end, end__gt=span.start).order_by("start")
    ends = list(touched.values_list("start", "end"))
    if not ends:
        return ""
    whole = Span(ends[0][0], ends[-1][1])
    plain = Revision.objects.values_list(Substr("plain", whole.start + 1, len(whole)), flat=True).get(pk=revision.pk)
    at = Span(max(span.start - whole.start, 0), min(span.end - whole.start, len(plain)))
    parts = [part for part in sentences(plain) if part.overlaps(at)]
    return Span(parts[0].start, parts[-1].end).of(plain) if parts else at.of(plain)
