"""The source shelf: the works of the site, found by words, brought in from files and taken out again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from annotator import permissions
from annotator.checking.forms import SHELF_FIELDS, ReferenceForm, names_of, sentences
from annotator.notes.models import Reference
from annotator.notes.models.reference import fingerprint
from texts.citation import Citation
from texts.citations import Format, read, readable
from texts.models import language_tag

MOST = 1_000  # works brought in at once
LANGUAGE = re.compile(language_tag.regex.pattern)  # type: ignore[union-attr]
EXTENSIONS: dict[Format, tuple[str, str]] = {
    "bibtex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}


def on_shelf(user: permissions.Actor, words: str = "") -> QuerySet[Reference]:
    """The works that have every one of `words`, by title."""
    found = Reference.objects.filter(permissions.readable_references(user))
    for word in words.split():
        found = found.filter(line__icontains=word)
    return found.order_by(Lower("title"), "id")


@transaction.atomic
def put(form: ReferenceForm, by: Any) -> tuple[Reference, bool]:
    """The work that a valid form describes, and whether it is new on the shelf; the same work is not put there twice."""
    reference: Reference = form.save(commit=False)
    same = Reference.objects.filter(fingerprint=fingerprint(reference.citation))
    if known := same.first():
        return known, False
    reference.added_by = by
    try:
        with transaction.atomic():
            reference.save()
    except IntegrityError:  # somebody else has just put it there
        return same.get(), False
    return reference, True


@dataclass(frozen=True)
class Offered:
    """One work of a file: how it would stand on the shelf, and whether it can."""

    number: int
    line: str
    form: ReferenceForm
    trouble: Sequence[str]
    known: bool


def offered(words: str, form: Format | None) -> tuple[list[Offered], list[str]]:
    """What a file holds, and what of it cannot be read, in sentences."""
    reading = read(words, form)
    problems = list(reading.problems)
    if len(reading.citations) > MOST:
        problems.append(f"The file has {len(reading.citations):,} works; only the first {MOST:,} are taken at once.")
    citations = reading.citations[:MOST]
    marks = [fingerprint(citation) for citation in citations]
    known = set(Reference.objects.filter(fingerprint__in=marks).values_list("fingerprint", flat=True))
    return [
        _offered(number, citation, mark in known or mark in marks[:number])
        for number, (citation, mark) in enumerate(zip(citations, marks, strict=True))
    ], problems


def _offered(number: int, citation: Citation, known: bool) -> Offered:
    form = ReferenceForm(fields_of(citation))
    return Offered(number, readable(citation), form, () if form.is_valid() else sentences(form), known)


def fields_of(citation: Citation) -> dict[str, str]:
    """A citation as the fields of a ReferenceForm."""
    people = {
        name: names_of({"family": one.family, "given": one.given} for one in getattr(citation, name))
        for name in ("authors", "editors")
    }
    words = {name: getattr(citation, name) for name in SHELF_FIELDS} | people
    if words["language"] and not LANGUAGE.match(words["language"]):  # "English": kept as words
        words["note"] = " ".join(filter(None, [words["note"], f"Language: {words['language']}"]))
        words["language"] = ""
    return words


@transaction.atomic
def store(chosen: Iterable[Offered], by: Any) -> int:
    """Put these on the shelf; returns how many were new."""
    return sum(put(one.form, by)[1] for one in chosen if not one.trouble)
