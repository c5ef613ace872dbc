"""Citations in and out of the formats that reference managers exchange: BibTeX, RIS and CSL-JSON.

Knows which reader and writer serves which format. A file that is wrong in part gives what can be read of it, and a
sentence for each thing that cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from texts import bibtex, csl, ris
from texts.citation import Citation, Person, readable

__all__ = ["Citation", "Format", "Person", "Reading", "read", "readable", "recognised", "write"]

Format = Literal["bibtex", "ris", "csl-json"]
LONGEST = 1_000_000  # code points of a file

_READERS: dict[Format, Callable[[str], tuple[list[Citation], list[str]]]] = {
    "bibtex": bibtex.read,
    "ris": ris.read,
    "csl-json": csl.read,
}
_WRITERS: dict[Format, Callable[[Sequence[Citation]], str]] = {
    "bibtex": bibtex.write,
    "ris": ris.write,
    "csl-json": csl.write,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held, and what is wrong with it in sentences for people."""

    citations: tuple[Citation, ...]
    problems: tuple[str, ...] = ()


def read(source: str, form: Format | None = None) -> Reading:
    """The citations in `source`, in the named format or the one it looks like. Never raises for what a file holds."""
    if len(source) > LONGEST:
        return Reading((), (f"The file is too long: {len(source):,} characters, {LONGEST:,} at most.",))
    form = form or recognised(source)
    if form is None:
        return Reading((), ("This is not BibTeX, RIS or CSL-JSON.",))
    citations, problems = _READERS[form](source)
    if not citations and not problems:
        problems = ["No source was found in this file."]
    return Reading(tuple(citations), tuple(problems))


def write(citations: Sequence[Citation], form: Format) -> str:
    """The citations as a file of the format, in UTF-8 characters."""
    return _WRITERS[form](citations)


def recognised(source: str) -> Format | None:
    """The format that a file looks like, by its beginning."""
    start = source.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        return "csl-json"
    if start.startswith("TY  -") or "\nTY  -" in source:
        return "ris"
    return "bibtex" if "@" in source else None
