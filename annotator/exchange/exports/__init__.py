"""Notes as files: the forms they can leave in, each made piece by piece under the rights of who takes them away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from annotator import permissions
from annotator.exchange.exports import collection, edition, markdown, tei
from annotator.exchange.exports.carried import texts_with
from annotator.exchange.exports.chapters import chapters
from annotator.exchange.jsonld import CONTENT_TYPE
from annotator.notes.naming import Names
from annotator.review.exporting import note_rows
from annotator.review.sheets import CSV, XLSX, csv_pieces, xlsx_pieces

PIECE = 1 << 14  # characters put together before they are sent


@dataclass(frozen=True)
class Wanted:
    """What is taken away: readable notes, by whom, under which title; with `texts`, those in whole.

    `carried` are the texts that go along where a form has them with all their revisions; else those of the notes. `foreign`
    are readable annotations about other sites, for forms that have a place for them.
    """

    notes: Any
    user: permissions.Actor
    title: str
    site: str  # its address, without a slash at the end
    texts: Any = None
    carried: Any = None
    foreign: Any = None


@dataclass(frozen=True)
class Form:
    name: str
    says: str
    extension: str
    content_type: str
    pieces: Callable[[Wanted], Iterator[bytes]]
    signed_in: bool = False  # has what only signed-in people may read


def of(notes: Any, user: permissions.Actor, form: str, *, title: str = "Notes", site: str = "", **texts: Any) -> Any:
    """`notes` as pieces of a file; `texts` and `carried` as of Wanted. Raises KeyError for a form that is not in FORMS."""
    return FORMS[form].pieces(Wanted(notes, user, title, site, **texts))


def forms_for(user: permissions.Actor) -> dict[str, Form]:
    return {name: form for name, form in FORMS.items() if user.is_authenticated or not form.signed_in}


def _csv(wanted: Wanted) -> Iterator[bytes]:
    return csv_pieces(note_rows(wanted.notes, wanted.user))


def _xlsx(wanted: Wanted) -> Iterator[bytes]:
    return xlsx_pieces(note_rows(wanted.notes, wanted.user), "Notes")


def _edition(write: Callable[..., Iterator[str]]) -> Callable[[Wanted], Iterator[bytes]]:
    def made(wanted: Wanted) -> Iterator[bytes]:
        read = chapters(wanted.notes, wanted.user, wanted.texts)
        return joined(write(read, Names(wanted.user), wanted.title))

    return made


def joined(words: Iterator[str]) -> Iterator[bytes]:
    """Small pieces as fewer larger ones."""
    page: list[str] = []
    size = 0
    for piece in words:
        page.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield "".join(page).encode()
            page, size = [], 0
    yield "".join(page).encode()


def _jsonld(wanted: Wanted) -> Iterator[bytes]:
    return joined(collection.pieces(wanted.notes, wanted.user, wanted.title, wanted.site, foreign=wanted.foreign))


def _with_texts(wanted: Wanted) -> Iterator[bytes]:
    texts = texts_with(wanted.notes, wanted.user, wanted.texts if wanted.carried is None else wanted.carried)
    beside = {"texts": texts, "foreign": wanted.foreign}
    return joined(collection.pieces(wanted.notes, wanted.user, wanted.title, wanted.site, **beside))


FORMS = {
    "jsonld": Form(
        "Web Annotations (JSON-LD)",
        "All of it, for other programs and to bring it to another site: words, places, threads, states, as the W3C has it, and the feedback that you may read.",
        "jsonld",
        CONTENT_TYPE,
        _jsonld,
    ),
    "jsonld-texts": Form(
        "Web Annotations with their texts (JSON-LD)",
        "The same, and the texts themselves with every revision: what a site that has none of them needs to have it all.",
        "jsonld",
        CONTENT_TYPE,
        _with_texts,
        signed_in=True,
    ),
    "csv": Form(
        "Table (CSV)",
        "A row for each note and each reply, with its words, place, state and tags. For programs, and to bring notes back.",
        "csv",
        CSV,
        _csv,
    ),
    "xlsx": Form("Workbook (XLSX)", "The same rows for a spreadsheet.", "xlsx", XLSX, _xlsx),
    "html": Form(
        "Annotated edition (HTML)",
        "The text with numbered notes and their replies, as one file that needs nothing else and prints well.",
        "html",
        "text/html; charset=utf-8",
        _edition(edition.document),
    ),
    "markdown": Form(
        "Annotated edition (Markdown)",
        "The text with its notes as footnotes, for Pandoc and other editors.",
        "md",
        "text/markdown; charset=utf-8",
        _edition(markdown.pieces),
    ),
    "tei": Form(
        "TEI P5",
        "The text and, beside it in standOff, its notes with their places in characters. For editors and archives.",
        "xml",
        "application/tei+xml; charset=utf-8",
        _edition(tei.pieces),
    ),
}
