"""Citations as BibTeX, in and out.

The library finds the entries and splits the names; which field means what is here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, Entry, Field
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]
from pylatexenc.latexwalker import get_default_latex_context_db  # type: ignore[import-untyped]

from texts.citation import Citation, CitationKind, Person, one_line, partial_date

for _library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # what is wrong with a file is told to its reader instead

KIND_OF_TYPE: dict[str, CitationKind] = {
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "proceedings": "book",
    "incollection": "chapter", "inbook": "chapter", "inproceedings": "chapter", "conference": "chapter",
    "article": "article", "online": "web", "electronic": "web", "www": "web",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report",
}  # fmt: skip
TYPE_OF_KIND = {
    "book": "book", "chapter": "incollection", "article": "article", "newspaper": "article", "web": "online",
    "speech": "misc", "thesis": "thesis", "report": "report", "other": "misc",
}  # fmt: skip
CONTAINERS = ("journal", "journaltitle", "booktitle", "maintitle", "series", "organization")
CONTAINER_OF_KIND = {"article": "journal", "newspaper": "journal", "book": "maintitle", "web": "organization"}
AS_THEY_ARE = ("url", "doi", "isbn")  # fields that hold no LaTeX
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DEEP = 50  # braces within braces that are read
LONG = 20_000  # code points of one field
_ESCAPES = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\lbrace{}", "}": r"\rbrace{}", "~": r"\textasciitilde{}", "`": "{`}", "'": "{'}"}
    | {char: f"\\{char}" for char in "%&$#_"}
)
_DECODER = LatexNodes2Text(math_mode="verbatim")
_CONTEXT = get_default_latex_context_db()
_LATEX = re.compile(r"[\\{}$~^%`'#&<>?!-]")
_LIGATURE = re.compile(r"-(?=-)|[<>,?!](?=[<>,`])")


def read(source: str) -> tuple[list[Citation], list[str]]:
    """The citations of a BibTeX file, and a sentence for each entry that could not be read."""
    library = parse_string(source)
    problems = [_problem(block) for block in library.failed_blocks]
    citations = [citation for entry in library.entries for citation in _citation(entry, problems)]
    return citations, problems


def write(citations: Sequence[Citation]) -> str:
    entries: list[Block] = [
        Entry(_type(citation), f"source{n}", [Field(key, value) for key, value in _fields(citation)])
        for n, citation in enumerate(citations, 1)
    ]
    return str(write_string(Library(entries)))


def _problem(block: Block) -> str:
    line = (block.start_line or 0) + 1
    error = str(getattr(block, "error", "")) or "it is not BibTeX"
    return f"The entry on line {line} could not be read: {one_line(error)[:200].rstrip('.')}."


def _citation(entry: Entry, problems: list[str]) -> Iterator[Citation]:
    raw = {key.lower(): str(field.value) for key, field in entry.fields_dict.items()}
    if any(_depth(value) > DEEP for value in raw.values()):
        problems.append(f"The entry {one_line(entry.key)[:80]} has too many braces within braces.")
        return
    fields = {key: one_line(value if key in AS_THEY_ARE else _text(value)) for key, value in raw.items()}
    if not fields.get("title"):
        problems.append(f"The entry {one_line(entry.key)[:80]} has no title.")
        return
    yield Citation(
        title=fields["title"],
        kind=_kind(entry.entry_type.lower(), fields),
        authors=_people(raw.get("author", "")),
        editors=_people(raw.get("editor", "")),
        container=_first(fields, *CONTAINERS),
        publisher=_first(fields, "publisher", "school", "institution"),
        place=_first(fields, "address", "location"),
        date=_date(fields),
        issue=_first(fields, "number", "issue"),
        accessed=fields.get("urldate", ""),
        language=_first(fields, "langid", "language"),
        **{key: fields.get(key, "") for key in ("volume", "pages", "edition", "doi", "isbn", "url", "note")},
    )


def _depth(value: str) -> int:
    depth = deepest = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest


def _text(value: str) -> str:
    """LaTeX as plain text; a % stands for itself, as it does in BibTeX. What is too long or too deep stays LaTeX."""
    if len(value) > LONG or not _LATEX.search(value):
        return value
    whole = re.sub(r"(?<!\\)%", r"\\%", value)
    try:
        return str(_DECODER.latex_to_text(whole, latex_context=_CONTEXT)).replace("\u00a0", " ")
    except RecursionError:
        return value


def _kind(entry_type: str, fields: dict[str, str]) -> CitationKind:
    kind = KIND_OF_TYPE.get(entry_type, "other")
    if kind == "article" and "newspaper" in fields.get("entrysubtype", ""):
        return "newspaper"
    if entry_type == "misc":
        return "speech" if fields.get("type") == "speech" else "web" if _is_page(fields) else "other"
    return kind


def _is_page(fields: dict[str, str]) -> bool:
    """Whether an entry of no particular type is a page of the web, which is how older files say so."""
    return bool(fields.get("url")) and not fields.get("type")


def _type(citation: Citation) -> str:
    return TYPE_OF_KIND[citation.kind]


def _first(fields: dict[str, str], *keys: str) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")


def _date(fields: dict[str, str]) -> str:
    if fields.get("date") or not fields.get("year"):
        return fields.get("date", "")
    month = fields.get("month", "")
    number = str(MONTHS.index(month[:3].lower()) + 1) if month[:3].lower() in MONTHS else month
    return partial_date(fields["year"], number, fields.get("day", "") if number else "") or fields["year"]


def _people(value: str) -> tuple[Person, ...]:
    names = split_multiple_persons_names(value) if value.strip() else []
    return tuple(person for person in map(_person, names) if person.family)


def _person(name: str) -> Person:
    parts = parse_single_name_into_parts(name, strict=False)
    family = " ".join([*parts.von, *parts.last, *parts.jr])
    return Person(one_line(_text(family)), one_line(_text(" ".join(parts.first))))


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "title", _latex(citation.title)
    for key, persons in (("author", citation.authors), ("editor", citation.editors)):
        if persons:
            yield key, " and ".join(map(_name, persons))
    for key, value in _values(citation):
        if value:
            yield key, value if key in AS_THEY_ARE else _latex(value)


def _values(citation: Citation) -> Iterator[tuple[str, str]]:
    yield CONTAINER_OF_KIND.get(citation.kind, "booktitle"), citation.container
    yield from (("publisher", citation.publisher), ("address", citation.place), ("date", citation.date))
    yield from (("volume", citation.volume), ("number", citation.issue), ("pages", citation.pages))
    yield from (("edition", citation.edition), ("doi", citation.doi), ("isbn", citation.isbn), ("url", citation.url))
    yield from (("urldate", citation.accessed), ("langid", citation.language), ("note", citation.note))
    yield "entrysubtype", "newspaper" if citation.kind == "newspaper" else ""
    yield "type", {"speech": "speech", "other": "document"}.get(citation.kind, "")


def _name(person: Person) -> str:
    return f"{{{_latex(person.family)}}}" + (f", {{{_latex(person.given)}}}" if person.given else "")


def _latex(words: str) -> str:
    return _LIGATURE.sub(lambda match: f"{{{match.group()}}}", words.translate(_ESCAPES))
