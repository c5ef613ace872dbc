"""Word documents (DOCX): mammoth makes HTML of them; what it leaves out is counted here."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import mammoth

from texts.importing.archives import Archive, refuse_definitions
from texts.importing.decoding import Unreadable
from texts.importing.drafted import Drafted, counted
from texts.importing.losses import Losses
from texts.importing.trees import BROKEN, Element, html_tree, words_of, xml_tree
from texts.importing.vocabulary import words_in
from texts.importing.webpage import parts_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DC = "{http://purl.org/dc/elements/1.1/}"
DOCUMENT = "word/document.xml"
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
"""
LOST = {
    "deletion": (W + "del", W + "moveFrom"),
    "insertion": (W + "ins", W + "moveTo"),
    "picture": (W + "drawing", W + "pict"),
    "equation": (M + "oMath",),
    "underline": (W + "u",),
    "media": (W + "object",),
}
NOT_SHOWN = {W + "del", W + "moveFrom", MC + "Choice", M + "oMath"}


def read_word_document(data: bytes) -> Drafted:
    """A document as a draft. Raises Unreadable for one that is broken, protected or without words."""
    archive = Archive(data)
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            refuse_definitions(archive.read(name))
    losses = _losses(archive)
    body = html_tree(f"<html><body>{_html(data)}</body></html>").find("body")
    losses["character"] += _missing(archive, body)
    title = next((words_of(head) for head in body.iter("h1")), "")
    said = _about(archive)
    said["title"] = title or said["title"]
    parts = parts_in(body, said["title"], losses)
    return Drafted(parts=parts, dropped=counted(losses), places=losses.places, **said)


def _html(data: bytes) -> str:
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, include_embedded_style_map=False, convert_image=_no_picture
        )
    except Exception as error:  # what it meets in a broken document it raises as it is
        raise Unreadable(BROKEN) from error
    return str(made.value)


def _no_picture(image: Any) -> list[Any]:
    return []


def _losses(archive: Archive) -> Losses:
    document = xml_tree(archive.read(DOCUMENT))
    losses = Losses()
    for name, tags in LOST.items():
        lost = [found for found in document.iter(*tags) if _counts(found)]
        losses[name] = len(lost)
        for one in lost:
            losses.stood(name, one)
    losses["comment"] = _number(archive, "word/comments.xml", W + "comment")
    losses["header"] = sum(_has_words(archive, name) for name in archive.names if _is_header(name))
    return losses


def _counts(element: Element) -> bool:
    """Not a property of a paragraph's mark, nor the older twin of a picture."""
    if element.tag == W + "u":
        return bool(element.get(W + "val") != "none" and element.getparent().getparent().tag == W + "r")
    parents = {parent.tag for parent in element.iterancestors()}
    return MC + "Fallback" not in parents and W + "rPr" not in parents


def _number(archive: Archive, name: str, tag: str) -> int:
    return sum(1 for _ in xml_tree(archive.read(name)).iter(tag)) if name in archive.names else 0


def _is_header(name: str) -> bool:
    return name.startswith(("word/header", "word/footer")) and name.endswith(".xml")


def _has_words(archive: Archive, name: str) -> bool:
    return any((found.text or "").strip() for found in xml_tree(archive.read(name)).iter(W + "t"))


def _missing(archive: Archive, body: Element) -> int:
    """Characters of the document that its HTML has not."""
    document = xml_tree(archive.read(DOCUMENT))
    there = Counter("".join("".join(_shown(document)).split()))
    return (there - Counter(words_in(body))).total()


def _shown(element: Element) -> list[str]:
    words = [element.text or ""] if element.tag == W + "t" else []
    for child in element:
        words += [] if child.tag in NOT_SHOWN else _shown(child)
    return words


def _about(archive: Archive) -> dict[str, Any]:
    core = xml_tree(archive.read("docProps/core.xml")) if "docProps/core.xml" in archive.names else None
    found = {name: _first(core, DC + name) for name in ("title", "creator", "language", "rights", "publisher")}
    return {
        "title": found["title"],
        "byline": found["creator"],
        "publisher": found["publisher"],
        "rights": found["rights"],
        "language": found["language"] or _language(archive),
    }


def _first(root: Element | None, tag: str) -> str:
    element = next(root.iter(tag), None) if root is not None else None
    return words_of(element) if element is not None else ""


def _language(archive: Archive) -> str:
    if "word/styles.xml" not in archive.names:
        return ""
    found = next(xml_tree(archive.read("word/styles.xml")).iter(W + "lang"), None)
    return str(found.get(W + "val") or "") if found is not None else ""
