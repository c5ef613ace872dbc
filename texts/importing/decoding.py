"""Bytes to words, or a sentence that says why not."""

from __future__ import annotations

import codecs
import unicodedata

from charset_normalizer import from_bytes

LARGEST = 10_000_000  # bytes
SAMPLE = 200_000  # bytes looked at to guess an encoding
WESTERN = "cp1252"
LEGACY = [
    WESTERN,
    *"cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 koi8_r cp932 euc_jp gb18030 big5 euc_kr".split(),
]
AS_LIKELY = 0.1  # coherence; short Western words often look a little more like Croatian
INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
BINARY = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP file (or a Word, OpenDocument or EPUB document)",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a compressed file",
}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Unreadable(ValueError):
    """What was given is no text; the message is a sentence for the person who gave it."""


def decode(data: bytes) -> str:
    """The words in a file. Raises Unreadable for what is empty, too large, binary, or in no known encoding."""
    _refuse_what_is_no_text(data)
    words = next((read for how in (_by_mark, _as_utf8, _by_guess) if (read := how(data)) is not None), None)
    if words is None:
        raise Unreadable("The encoding of this file is not known. Save it as UTF-8 and try again.")
    if not has_words(words):
        raise Unreadable("There are no words in this file.")
    return words


def decode_as(data: bytes, encoding: str) -> str:
    """The words in a file that names its encoding; where it does so wrongly, as `decode` finds them."""
    marked = any(data.startswith(mark) for mark in MARKS)
    try:
        words = data.decode(encoding or "utf-8", errors="strict") if not marked else ""
    except (UnicodeDecodeError, LookupError):
        words = ""
    return words if words and "\x00" not in words else decode(data)


def has_words(words: str) -> bool:
    """Whether there is anything to see in them."""
    return any(unicodedata.category(char) not in INVISIBLE for char in words)


def _refuse_what_is_no_text(data: bytes) -> None:
    if not data:
        raise Unreadable("This file is empty.")
    if len(data) > LARGEST:
        raise Unreadable(f"This file is larger than {LARGEST // 1_000_000} MB. Split it into several texts.")
    for magic, name in BINARY.items():
        if data.startswith(magic):
            raise Unreadable(f"This is {name}, not plain text or Markdown. Copy its words, or save it as text.")


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _as_utf8(data: bytes) -> str | None:
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\x00" in words:
        raise Unreadable("This file holds binary data, not text.")
    return words


def _by_guess(data: bytes) -> str | None:
    if b"\x00" in data:
        raise Unreadable("This file holds binary data, not text.")
    encoding = WESTERN if _has_only_western_signs(data) else _likeliest(data[:SAMPLE])
    if encoding is None:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _has_only_western_signs(data: bytes) -> bool:
    """ASCII with curly quotes, dashes and prices, which say nothing about a language."""
    signs = bytes(set(data)).decode(WESTERN, errors="replace")
    return all(sign.isascii() or unicodedata.category(sign)[0] == "P" or sign in "£€¥" for sign in signs)


def _likeliest(data: bytes) -> str | None:
    """Western unless something else reads clearly better: a guess at few words would as soon say Hungarian or Chinese."""
    matches = from_bytes(data, cp_isolation=LEGACY)
    best = matches.best()
    if best is None:
        return None
    for match in matches:
        if WESTERN in match.could_be_from_charset and match.chaos <= best.chaos:
            return WESTERN if match.coherence >= best.coherence - AS_LIKELY else best.encoding
    return best.encoding
