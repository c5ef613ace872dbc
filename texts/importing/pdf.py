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
from texts.importing.lines import passages_of, without_running
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
        pages = [normal(page.extract_text()).split("\n") for page in reader.pages]
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
    losses["picture"] = _pictures(reader)
    passages = passages_of(without_running(pages, losses), losses)
    source = "\n\n".join(escape(passage) for passage in passages)
    said["title"] = said["title"] or " ".join(passages[0].split())[:200]
    return Drafted(parts=[Part(said["title"], source)], dropped=counted(losses), **said)


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(PROTECTED)
    if len(reader.pages) > PAGES:
        raise Unreadable(f"This PDF has more than {PAGES:,} pages. Split it into several.")
    return reader


def _about(reader: PdfReader) -> dict[str, str]:
    try:
        said: Any = reader.metadata or {}
        root: Any = reader.trailer["/Root"]
        language = str(root.get("/Lang") or "")
    except (PdfReadError, KeyError, AttributeError, ValueError):
        said, language = {}, ""
    title = normal(str(said.get("/Title") or "")).strip()
    title = "" if re.search(r"\.(docx?|pdf|tex|indd)$|^(untitled|microsoft word)\b", title, re.IGNORECASE) else title
    return {"title": title, "byline": normal(str(said.get("/Author") or "")).strip(), "language": language}


def _pictures(reader: PdfReader) -> int:
    """Pictures on pages, counted and not unpacked."""
    count = 0
    for page in reader.pages:
        try:
            resources: Any = page["/Resources"]
            found = resources["/XObject"].values()
            count += sum(entry.get_object().get("/Subtype") == "/Image" for entry in found)
        except (KeyError, AttributeError, TypeError, PdfReadError):
            continue
    return count
