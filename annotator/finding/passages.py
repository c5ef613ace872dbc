"""Looking for words in texts: by paragraphs, in the index that quotations are looked for in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import BooleanField, F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, StrIndex, Substr
from django.urls import reverse

from annotator import permissions
from annotator.finding.asking import Asked, Term
from annotator.finding.excerpts import Piece, excerpt, found_in
from annotator.finding.narrowing import Narrowed
from annotator.finding.ranking import ranked
from annotator.search.models import Passage
from texts.models import Text

FIRST = 30  # paragraphs beside the words of a text
RANKED = 500  # the newest so many paragraphs are ranked and listed


@dataclass(frozen=True)
class Paragraph:
    """One that has the words: of which text, its number as readers count, and the reader open at them."""

    text: Text
    number: int
    excerpt: list[Piece]
    address: str


@dataclass(frozen=True)
class Paragraphs:
    """Some of `total` (None: more than RANKED) that were found, the best first."""

    listed: list[Paragraph]
    total: int | None = 0
    number: int = 1
    pages: int = 1


def in_reading_order(asked: Asked, narrowed: Narrowed, user: permissions.Actor) -> Paragraphs:
    """The first FIRST of one article and its comments, as they stand there."""
    if not narrowed.wants_texts:
        return Paragraphs([])
    rows = _wanted(asked, narrowed, user).order_by(F("text__place").asc(nulls_first=True), "text", "start")
    keys = list(rows.values_list("pk", flat=True)[: FIRST + 1])
    return Paragraphs(_loaded(keys[:FIRST], asked.terms), None if len(keys) > FIRST else len(keys))


def paragraphs(asked: Asked, narrowed: Narrowed, user: permissions.Actor, size: int, number: int = 1) -> Paragraphs:
    if not narrowed.wants_texts:
        return Paragraphs([])
    rows = list(_wanted(asked, narrowed, user).order_by("-pk").values_list("pk", "words")[: RANKED + 1])
    keys = ranked(((key, words, "", "") for key, words in rows[:RANKED]), asked.terms)
    pages = max(1, -(-len(keys) // size))
    number = min(max(number, 1), pages)
    total = None if len(rows) > RANKED else len(rows)
    return Paragraphs(_loaded(keys[(number - 1) * size : number * size], asked.terms), total, number, pages)


def _wanted(asked: Asked, narrowed: Narrowed, user: permissions.Actor) -> models.QuerySet[Passage]:
    readable = Passage.objects.filter(permissions.readable_texts(user, "text__")).filter(narrowed.texts)
    return _side_by_side(readable.filter(_matching(asked.terms, asked.without)), asked)


def _matching(terms: Sequence[Term], without: Sequence[Term]) -> Q:
    wanted = Q(_has(terms, " & ", "AND"))
    single = [term for term in without if len(term.words) == 1]
    return wanted & ~Q(_has(single, " | ", "OR")) if single else wanted


def _has(terms: Sequence[Term], sign: str, word: str) -> RawSQL:
    if connection.vendor == "postgresql":
        asked = sign.join(f"({' & '.join(_each(term, chr(39), ':*'))})" for term in terms)
        return RawSQL("search_passage.terms @@ %s::tsquery", [asked], output_field=BooleanField())
    asked = f" {word} ".join(f"({' AND '.join(_each(term, chr(34), ' *'))})" for term in terms)
    found = "search_passage.id IN (SELECT rowid FROM search_terms WHERE search_terms MATCH %s)"
    return RawSQL(found, [asked], output_field=BooleanField())


def _each(term: Term, mark: str, star: str) -> list[str]:
    ends = ["" for _ in term.words[1:]] + [star if term.prefix else ""]
    return [f"{mark}{word}{mark}{end}" for word, end in zip(term.words, ends, strict=True)]


def _side_by_side(passages: models.QuerySet[Passage], asked: Asked) -> models.QuerySet[Passage]:
    """The index of passages knows words, not their order: phrases are compared with what is kept."""
    padded = Concat(Value(" "), "words", Value(" "), output_field=models.TextField())
    for number, term in enumerate([*asked.terms, *asked.without]):
        if len(term.words) > 1:
            words = f" {' '.join(term.words)}{'' if term.prefix else ' '}"
            at, there = f"at{number}", number < len(asked.terms)
            passages = passages.alias(**{at: StrIndex(padded, Value(words))})
            passages = passages.filter(**{f"{at}__gt" if there else at: 0})
    return passages


def _loaded(keys: list[int], terms: Sequence[Term]) -> list[Paragraph]:
    plain = Substr("revision__plain", F("start") + 1, F("end") - F("start"))
    loaded = Passage.objects.filter(pk__in=keys).select_related("text__parent").annotate(plain=plain)
    by_key = {passage.pk: passage for passage in loaded}
    return [_paragraph(by_key[key], terms) for key in keys if key in by_key]


def _paragraph(passage: Passage, terms: Sequence[Term]) -> Paragraph:
    plain: str = passage.plain  # type: ignore[attr-defined]
    spans = found_in(plain, terms) or [(0, len(plain))]
    words = f"{passage.revision_id}:{passage.start + spans[0][0]}-{passage.start + spans[0][1]}"
    address = reverse("reader", args=[passage.text_id], query={"words": words})
    return Paragraph(passage.text, passage.number, excerpt(plain, terms), address)
