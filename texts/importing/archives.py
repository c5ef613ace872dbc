"""ZIP archives from strangers: looked over before anything is unpacked, and read by name, never written to disk."""

from __future__ import annotations

import io
import zipfile
from pyexpat import ExpatError
from typing import NoReturn
from xml.parsers import expat

from texts.importing.decoding import Unreadable
from texts.importing.trees import BROKEN, ENTITIES

ENTRIES = 5_000
UNPACKED = 300_000_000  # bytes of all entries together
ENTRY = 60_000_000  # bytes of one that is read
RATIO = 200  # unpacked to packed, of what is large
LARGE = 10_000_000  # bytes
TOO_LARGE = "Unpacked, this file is larger than is read here. Take the pictures out of it, or split it into several."


class Archive:
    """The entries of a ZIP file. Raises Unreadable for one that is broken, protected, or out of all proportion."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unreadable(BROKEN) from error
        entries = self.zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > ENTRIES or unpacked > UNPACKED or (unpacked > LARGE and unpacked > RATIO * len(data)):
            raise Unreadable(TOO_LARGE)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("This file is protected by a password. Save it without one.")
        self.names = {entry.filename for entry in entries}

    def read(self, name: str) -> bytes:
        """One entry, unpacked. Raises Unreadable if it is too large, broken or missing."""
        try:
            if self.zip.getinfo(name).file_size > ENTRY:
                raise Unreadable(TOO_LARGE)
            return self.zip.read(name)
        except Unreadable:
            raise
        except Exception as error:  # what unpackers raise has no common kind
            raise Unreadable(BROKEN) from error


def refuse_definitions(data: bytes) -> None:
    """Raise Unreadable for XML with a document type, which may define entities. Looks as Python's own readers do."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(data, True)
    except ExpatError as error:
        raise Unreadable(BROKEN) from error


def _refused(*declared: object) -> NoReturn:
    raise Unreadable(ENTITIES)
