"""PDF with words: lines of pages become passages again, as far as lines tell. What was joined or left out is counted."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from texts.escaping import escape
from texts.importing.decoding import Unreadable, has_words
from texts.importing.drafted import Drafted, Part, counted
from texts.importing.drafts import CLOSING
from texts.importing.lines import FOOT, HEAD, passages_of, without_running
from texts.importing.parting import beginnings
from texts.importing.sizes import lines_of, marked
from texts.importing.trees import BROKEN
from texts.rendering import normal

PAGES = 2_000
PICTURES = (
    "This PDF has pictures of pages, and no words in them. Put it through text recognition (OCR) first, "
    "or paste its words."
)
PROTECTED = "This PDF is protected by a password. Save it without one."
DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(data: bytes) -> Drafted:
    """A PDF as a draft. Raises Unreadable for one that is broken, protected, too long, or has no words."""
    logging.disable(logging.WARNING)  # it tells of every oddity; there is nobody to read it
    try:
        reader = _opened(data)
        pages = marked([lines_of(page) for page in reader.pages])
        said = _about(reader)
    except Unreadable:
        raise
    except MemoryError:
        raise
    except Exception as error:  # what it meets in a broken file it raises as it is
        raise Unreadable(BROKEN) from error
    if not has_words("".join(line for page in pages for line in page)):
        raise Unreadable(PICTURES)
    losses: Counter[str] = Counter()
    losses["blank"] = sum(not has_words("".join(page)) for page in pages)
    pictures = _pictures(reader)
    losses["picture"] = sum(pictures.values())
    passages = passages_of(without_running(pages, losses), losses)
    said["title"] = said["title"] or _first_words(passages)
    parts = _parts(said["title"], passages)
    places = {"picture": [f"on page {number}" for number in pictures]}
    return Drafted(parts=parts, dropped=counted(losses), places=places if pictures else {}, **said)


def _first_words(passages: list[str]) -> str:
    heads = [passage[2:] for passage in passages if passage.startswith(HEAD)]
    return " ".join((heads or passages)[0].lstrip(HEAD + FOOT).split())[:200]


def _parts(title: str, passages: list[str]) -> list[Part]:
    """Each part has its notes behind it."""
    levels = [int(passage[1]) if passage.startswith(HEAD) else 0 for passage in passages]
    starts = beginnings(levels)
    ends = [*starts[1:], len(passages)]
    parts = [_part(passages[start:end]) for start, end in zip(starts, ends, strict=True)]
    return parts if parts[1:] else [Part(title, parts[0].source)]


def _part(passages: list[str]) -> Part:
    notes = [escape(passage[1:]) for passage in passages if passage.startswith(FOOT)]
    body = [_markdown(passage) for passage in passages if not passage.startswith(FOOT)]
    return Part(_first_words(passages), "\n\n".join([*body, *(["---", *notes] if notes else [])]))


def _markdown(passage: str) -> str:
    if not passage.startswith(HEAD):
        return escape(passage)
    return f"{'#' * int(passage[1])} " + CLOSING.sub(r"\\\g<0>", escape(passage[2:]))


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(PROTECTED)
    if len(reader.pages) > PAGES:
        raise Unreadable(f"This PDF has more than {PAGES:,} pages. Split it into several.")
    return reader


def _about(reader: PdfReader) -> dict[str, Any]:
    try:
        said: Any = reader.metadata or {}
        root: Any = reader.trailer["/Root"]
        language = str(root.get("/Lang") or "")
    except (PdfReadError, KeyError, AttributeError, ValueError):
        said, language = {}, ""
    title = normal(str(said.get("/Title") or "")).strip()
    title = "" if re.search(r"\.(docx?|pdf|tex|indd)$|^(untitled|microsoft word)\b", title, re.IGNORECASE) else title
    return {"title": title, "byline": normal(str(said.get("/Author") or "")).strip(), "language": language}


def _pictures(reader: PdfReader) -> dict[int, int]:
    """How many there are on each page that has some; counted and not unpacked."""
    counts: dict[int, int] = {}
    for number, page in enumerate(reader.pages, 1):
        try:
            resources: Any = page["/Resources"]
            found = resources["/XObject"].values()
            count = sum(entry.get_object().get("/Subtype") == "/Image" for entry in found)
        except (KeyError, AttributeError, TypeError, PdfReadError):
            continue
        if count:
            counts[number] = count
    return counts
