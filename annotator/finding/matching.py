"""Words into conditions for the database: a tsquery on PostgreSQL, a MATCH on SQLite. Terms hold nothing but letters and digits."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from annotator.finding.asking import Term

FEW = 2_000  # entries; SQLite goes through more by date, and looks which of them match


def matching(terms: Sequence[Term], without: Sequence[Term] = ()) -> Q:
    """A condition on entries: each of `terms` is in the entry, none of `without`."""
    wanted = Q(asked_by(*condition(terms))) if terms else Q()
    return wanted & ~Q(asked_by(*condition(without, " | ", "OR"))) if without else wanted


def condition(terms: Sequence[Term], sign: str = " & ", word: str = "AND") -> tuple[str, str]:
    """What is asked of an entry, in one of few wordings, and its one value: each of the terms, or any of them."""
    if connection.vendor == "postgresql":
        return "finding_entry.terms @@ %s::tsquery", sign.join(f"({_tsquery(term)})" for term in terms)
    asked = f" {word} ".join(_fts(term) for term in terms)
    column = "finding_entry.id" if _few(asked) else "+finding_entry.id"  # with a plus no index is used for it
    return f"{column} IN (SELECT rowid FROM finding_terms WHERE finding_terms MATCH %s)", asked


def asked_by(wording: str, value: str) -> RawSQL:
    return RawSQL(wording, [value], output_field=BooleanField())


def _tsquery(term: Term) -> str:
    ends = ["" for _ in term.words[1:]] + [":*" if term.prefix else ""]
    return " <-> ".join(f"'{word}'{end}" for word, end in zip(term.words, ends, strict=True))


def _fts(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _few(asked: str) -> bool:
    counted = "SELECT count(*) FROM (SELECT 1 FROM finding_terms WHERE finding_terms MATCH %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(counted, [asked, FEW])
        return bool(cursor.fetchone()[0] < FEW)
