"""Citations as RIS, in and out. The library reads and writes the tags; which tag means what is here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import rispy  # type: ignore[import-untyped]

from texts.citation import Citation, CitationKind, Person, date_parts, one_line, partial_date

KIND_OF_TYPE: dict[str, CitationKind] = {
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CPAPER": "chapter",
    "JOUR": "article", "MGZN": "article", "EJOUR": "article", "NEWS": "newspaper", "ELEC": "web", "WEB": "web",
    "BLOG": "web", "THES": "thesis", "RPRT": "report", "GOVDOC": "report", "GEN": "other",
}  # fmt: skip
TYPE_OF_KIND = {
    "book": "BOOK", "chapter": "CHAP", "article": "JOUR", "newspaper": "NEWS", "web": "ELEC", "thesis": "THES",
    "report": "RPRT", "speech": "GEN", "other": "GEN",
}  # fmt: skip
_BEGIN = re.compile(r"^[\ufeff\s]*TY  -", re.MULTILINE)
_END = re.compile(r"^\s*ER  -", re.MULTILINE)
Entry = Mapping[str, Any]


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    """Writes no running numbers between the entries, which are not RIS."""

    def set_header(self, count: int) -> str:
        return ""


def read(source: str) -> tuple[list[Citation], list[str]]:
    """The citations of a RIS file, and a sentence for each entry that could not be read."""
    begun, ended = len(_BEGIN.findall(source)), len(_END.findall(source))
    if not begun:
        return [], ["No entry was found: in RIS an entry begins with a line “TY  - ” and ends with a line “ER  - ”."]
    problems = [] if begun == ended else [f"Entries that begin (TY): {begun}. Entries that end (ER): {ended}."]
    citations = []
    for number, entry in enumerate(rispy.loads(source + ("\nER  - \n" if begun > ended else "")), 1):
        citation = _citation(entry)
        if citation.title:
            citations.append(citation)
        else:
            problems.append(f"Entry {number} has no title.")
    return citations, problems


def write(citations: Sequence[Citation]) -> str:
    entries = [{key: value for key, value in _fields(citation) if value} for citation in citations]
    return str(rispy.dumps(entries, implementation=_Writer)).lstrip()


def _citation(entry: Entry) -> Citation:
    kind = KIND_OF_TYPE.get(str(entry.get("type_of_reference", "")).strip(), "other")
    if kind == "other" and _first(entry, "type_of_work").lower() == "speech":
        kind = "speech"
    return Citation(
        title=_first(entry, "title", "primary_title", "short_title"),
        kind=kind,
        authors=_people(entry, "authors", "first_authors"),
        editors=_people(entry, "secondary_authors"),
        container=_first(entry, "secondary_title", "journal_name", "alternate_title3", "alternate_title2"),
        publisher=_first(entry, "publisher"),
        place=_first(entry, "place_published"),
        date=_date(entry),
        volume=_first(entry, "volume"),
        issue=_first(entry, "number"),
        pages="-".join(part for part in (_first(entry, "start_page"), _first(entry, "end_page")) if part),
        edition=_first(entry, "edition"),
        doi=_first(entry, "doi"),
        isbn=_first(entry, "issn"),
        url=_url(entry),
        accessed=_slashed(_first(entry, "access_date")),
        language=_first(entry, "language"),
        note=_first(entry, "notes", "note"),
    )


def _first(entry: Entry, *keys: str) -> str:
    values = (entry.get(key) for key in keys)
    lines = (one_line(" ".join(value) if isinstance(value, list) else value) for value in values)
    return next((line for line in lines if line), "")


def _url(entry: Entry) -> str:
    urls = entry.get("urls") or []
    return one_line(";".join(urls) if isinstance(urls, list) else urls).split(" ")[0]


def _people(entry: Entry, *keys: str) -> tuple[Person, ...]:
    names: list[str] = next((entry[key] for key in keys if entry.get(key)), [])
    return tuple(person for person in map(_person, names) if person.family)


def _person(name: str) -> Person:
    family, _, given = name.partition(",")
    return Person(one_line(family), one_line(given))


def _date(entry: Entry) -> str:
    """DA is the fuller date; PY is only the year in most files, and year/month/day in some."""
    whole = _slashed(_first(entry, "date"))
    return whole or _slashed(_first(entry, "year", "publication_year"))


def _slashed(date: str) -> str:
    """1939/08/15/other as 1939-08-15."""
    return partial_date(*date.split("/")[:3]) or date.strip("/")


def _fields(citation: Citation) -> Iterator[tuple[str, object]]:
    yield "type_of_reference", TYPE_OF_KIND[citation.kind]
    yield "type_of_work", "speech" if citation.kind == "speech" else ""
    yield "title", citation.title
    yield "authors", [_name(person) for person in citation.authors]
    yield "secondary_authors", [_name(person) for person in citation.editors]
    yield from (("secondary_title", citation.container), ("publisher", citation.publisher))
    yield from (("place_published", citation.place), ("volume", citation.volume), ("number", citation.issue))
    parts = date_parts(citation.date)
    yield "year", str(parts[0]).zfill(4) if parts else citation.date
    yield "date", citation.date.replace("-", "/") if len(parts) > 1 else ""
    yield from (("start_page", citation.pages), ("edition", citation.edition), ("doi", citation.doi))
    yield from (("issn", citation.isbn), ("urls", [citation.url] if citation.url else []))
    yield "access_date", citation.accessed.replace("-", "/") if date_parts(citation.accessed) else citation.accessed
    yield from (("language", citation.language), ("notes", [citation.note] if citation.note else []))


def _name(person: Person) -> str:
    return f"{person.family}, {person.given}" if person.given else person.family
