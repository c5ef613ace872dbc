"""From all passages to those few that share the rarest words of a quotation, ranked by the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import add

from django.db.models import Case, FloatField, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from annotator.search.models import Passage
from annotator.search.rarity import Rarity, rarity_of
from annotator.search.terms import parts, words
from annotator.search.wordindex import having


class Narrowing:
    """What a quotation is looked for by."""

    def __init__(self, quoted: str) -> None:
        kept = words(quoted)
        self._terms = [*kept.split(), *parts(kept).split()]

    @cached_property
    def _rarity(self) -> Rarity:
        return rarity_of(self._terms)

    @cached_property
    def _rare(self) -> list[str]:
        return self._rarity.apart()

    def of(self, passages: QuerySet[Passage], limit: int) -> list[tuple[int, str]]:
        """Keys and words of at most `limit` passages that have a rare term, those first that share most and rarest."""
        return self._first(passages, [(term,) for term in self._rare], limit)

    def common(self, passages: QuerySet[Passage], limit: int) -> list[tuple[int, str]]:
        """The same by common terms that stand together: slower, for when the rare ones lead nowhere."""
        return self._first(passages, self._rarity.together(self._rare), limit)

    def _first(self, passages: QuerySet[Passage], ways: Sequence[Sequence[str]], limit: int) -> list[tuple[int, str]]:
        if not ways:
            return []
        terms = list(dict.fromkeys(term for way in ways for term in way))
        kept = Concat(Value(" "), "words", Value(" "), "parts", Value(" "), output_field=TextField())
        shared = passages.filter(having(ways)).alias(kept=kept).annotate(shared=self._shared(terms))
        return list(shared.order_by("-shared", "pk").values_list("pk", "words")[:limit])

    def _shared(self, terms: Sequence[str]) -> Combinable:
        """How much of the quotation's weight is in a passage."""
        none = Value(0.0, output_field=FloatField())
        there = (When(kept__contains=f" {term} ", then=Value(self._rarity.weight(term))) for term in terms)
        cases: list[Combinable] = [Case(when, default=none, output_field=FloatField()) for when in there]
        return reduce(add, cases)
