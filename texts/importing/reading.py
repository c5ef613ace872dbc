"""Which kind of document some bytes are, whatever the name of their file says, and reading it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from typing import Literal

from texts.importing.decoding import Unreadable
from texts.importing.drafted import Drafted

Kind = Literal["docx", "epub", "html", "pdf", "tei"]
LARGEST_FILE = 20_000_000  # bytes
LONGEST = 10_000_000  # characters of what comes out
NAMES: dict[Kind, str] = {
    "docx": "a Word document",
    "epub": "an EPUB book",
    "html": "an HTML page",
    "pdf": "a PDF",
    "tei": "a TEI document",
}
READERS: dict[Kind, tuple[str, str]] = {
    "docx": ("worddocument", "read_word_document"),
    "epub": ("epub", "read_epub"),
    "html": ("webpage", "read_webpage"),
    "pdf": ("pdf", "read_pdf"),
    "tei": ("tei", "read_tei"),
}
REFUSED = 3  # how the process that reads ends when it has a sentence to say
START = 4096  # bytes
HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.S | re.I
)
TEI = re.compile(r"<(\w+:)?(TEI|TEI\.2|teiCorpus)[\s>]")
XML = re.compile(r"\s*<\?xml[\s]")
OTHER_ARCHIVES = {
    "application/vnd.oasis.opendocument.text": "This is an OpenDocument text. Save it as a Word document (DOCX) first.",
    "application/vnd.oasis.opendocument.spreadsheet": "This is a table calculation, not a text.",
}


def kind_of(data: bytes, name: str = "") -> Kind | None:
    """The kind of a document; None for plain text, Markdown and whatever else `decode` is to judge.

    Raises Unreadable for archives and XML of other kinds.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_archive(data)
    start = data[:START].replace(b"\x00", b"").decode("latin-1").lstrip("\ufeff").removeprefix("ï»¿").lstrip("ÿþ")
    if TEI.search(start) and start.lstrip().startswith("<"):
        return "tei"
    if HTML.match(start) or (name.lower().endswith((".html", ".htm", ".xhtml")) and re.search(r"<\w+[^>]*>", start)):
        return "html"
    if XML.match(start):
        raise Unreadable("This is XML, but neither TEI nor XHTML. Only these two are read.")
    return None


def read_document(data: bytes, kind: Kind) -> Drafted:
    """A document as a draft. Raises Unreadable with a sentence for the person who gave it.

    Meant to be called in a process of its own (see apart.py): readers of such documents can be kept busy by bad files.
    """
    module, reader = READERS[kind]
    read: Callable[[bytes], Drafted] = getattr(import_module(f"texts.importing.{module}"), reader)
    try:
        drafted = read(data)
    except RecursionError as error:
        raise Unreadable("This file has passages within passages beyond measure. Save it in a simpler form.") from error
    if sum(len(part.source) for part in drafted.parts) > LONGEST:
        raise Unreadable(f"There are more than {LONGEST:,} characters in this file. Split it into several.")
    return drafted


def _kind_of_archive(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            said = archive.read("mimetype")[:200].decode("ascii", "replace").strip() if _has_short_type(archive) else ""
    except Exception as error:  # what unpackers raise has no common kind
        raise Unreadable("This file is broken: it ends too early. Save it again and try once more.") from error
    if "word/document.xml" in names:
        return "docx"
    if said == "application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    if said in OTHER_ARCHIVES:
        raise Unreadable(OTHER_ARCHIVES[said])
    raise Unreadable("This is an archive, but neither a Word document (DOCX) nor an EPUB book. Unpack it first.")


def _has_short_type(archive: zipfile.ZipFile) -> bool:
    return any(entry.filename == "mimetype" and entry.file_size < 200 for entry in archive.infolist())
