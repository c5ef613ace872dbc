"""Citations as CSL-JSON, in and out; the standard library reads the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from texts.citation import Citation, CitationKind, Person, date_parts, one_line, partial_date

KIND_OF_TYPE: dict[str, CitationKind] = {
    "book": "book", "chapter": "chapter", "entry-encyclopedia": "chapter", "paper-conference": "chapter",
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "newspaper",
    "webpage": "web", "post": "web", "post-weblog": "web", "speech": "speech", "thesis": "thesis", "report": "report",
}  # fmt: skip
TYPE_OF_KIND = {
    "book": "book", "chapter": "chapter", "article": "article-journal", "newspaper": "article-newspaper",
    "web": "webpage", "speech": "speech", "thesis": "thesis", "report": "report", "other": "document",
}  # fmt: skip
PLAIN = {
    "container": "container-title", "publisher": "publisher", "place": "publisher-place", "volume": "volume",
    "issue": "issue", "pages": "page", "edition": "edition", "doi": "DOI", "isbn": "ISBN", "url": "URL",
    "language": "language", "note": "note",
}  # fmt: skip


def read(source: str) -> tuple[list[Citation], list[str]]:
    """The citations of a CSL-JSON file, and a sentence for each entry that could not be read."""
    try:
        found = json.loads(source.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        return [], [f"This is not JSON: line {error.lineno}, column {error.colno}."]
    except (ValueError, RecursionError):
        return [], ["This JSON holds a number too long, or lists too deep, to be a list of sources."]
    citations: list[Citation] = []
    problems: list[str] = []
    for number, item in enumerate(found if isinstance(found, list) else [found], 1):
        if not isinstance(item, dict):
            problems.append(f"Entry {number} is not an object with fields.")
        elif not one_line(item.get("title")):
            problems.append(f"Entry {number} has no title.")
        else:
            citations.append(_citation(item))
    return citations, problems


def write(citations: Sequence[Citation]) -> str:
    items = [{"id": f"source{n}", **dict(_fields(citation))} for n, citation in enumerate(citations, 1)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _citation(item: Mapping[str, Any]) -> Citation:
    return Citation(
        title=one_line(item.get("title")),
        kind=KIND_OF_TYPE.get(one_line(item.get("type")), "other"),
        authors=_people(item.get("author")),
        editors=_people(item.get("editor")),
        date=_date(item.get("issued")),
        accessed=_date(item.get("accessed")),
        **{field: one_line(item.get(key)) for field, key in PLAIN.items()},
    )


def _people(value: object) -> tuple[Person, ...]:
    people = (_person(name) for name in value if isinstance(name, dict)) if isinstance(value, list) else ()
    return tuple(person for person in people if person.family)


def _person(name: Mapping[str, Any]) -> Person:
    if one_line(name.get("literal")):
        return Person(one_line(name["literal"]))
    parts = (name.get(key) for key in ("dropping-particle", "non-dropping-particle", "family", "suffix"))
    family = " ".join(part for part in map(one_line, parts) if part)
    given = one_line(name.get("given"))
    return Person(family, given) if family else Person(given)


def _date(value: object) -> str:
    if not isinstance(value, dict):
        return one_line(value)
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return partial_date(*parts[0][:3])
    return one_line(value.get("literal")) or one_line(value.get("raw"))


def _fields(citation: Citation) -> Iterator[tuple[str, object]]:
    yield "type", TYPE_OF_KIND[citation.kind]
    yield "title", citation.title
    for key, persons in (("author", citation.authors), ("editor", citation.editors)):
        if persons:
            yield key, [_name(person) for person in persons]
    for key, date in (("issued", citation.date), ("accessed", citation.accessed)):
        if date:
            yield key, {"date-parts": [date_parts(date)]} if date_parts(date) else {"literal": date}
    for field, key in PLAIN.items():
        if getattr(citation, field):
            yield key, getattr(citation, field)


def _name(person: Person) -> dict[str, str]:
    return {"family": person.family, "given": person.given} if person.given else {"literal": person.family}
