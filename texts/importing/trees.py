"""Bytes and words to trees: no network, no entities, no documents that are too deep or too large to be meant well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree, html

from texts.importing.decoding import Unreadable
from texts.rendering import normal

DEEPEST = 200  # elements within elements
Element = Any  # lxml's classes are made in C, and have no types
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
OF_XML = {"amp;", "lt;", "gt;", "quot;", "apos;"}
BROKEN = "This file is broken: it ends too early, or is not what its name says. Save it again and try once more."
DEEP = "This file has passages within passages, more than {} deep. Save it in a simpler form."
ENTITIES = (
    "This file defines abbreviations of its own (XML entities), which are not read. Save it with them written out."
)


def html_tree(words: str) -> Element:
    """The root of an HTML document. Raises Unreadable for one that is empty or nested beyond measure."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(DECLARATION.sub("", normal(words)), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(BROKEN) from error
    return _measured(_plain_names(root))


def xml_tree(data: bytes) -> Element:
    """The root of an XML document, with namespaces. Raises Unreadable for one that is broken or defines entities."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(ENTITIES if "entity amplification" in str(error) else BROKEN) from error
    dtd = root.getroottree().docinfo.internalDTD
    if any(True for _ in root.iter(etree.Entity)) or (dtd is not None and any(True for _ in dtd.iterentities())):
        raise Unreadable(ENTITIES)
    return _measured(root)


def xhtml_tree(words: str) -> Element:
    """The root of an XHTML document without namespaces; read as HTML where it is not well-formed.

    An HTML reader would take `<a id="x"/>` as open to the end of the page; so XML is tried first.
    """
    if "<!ENTITY" in words[:100_000]:
        raise Unreadable(ENTITIES)
    bare = DOCTYPE.sub("", DECLARATION.sub("", normal(words)), count=1)
    try:
        return _plain_names(xml_tree(NAMED.sub(_character, bare).encode()))
    except Unreadable as refusal:
        if str(refusal) != BROKEN:
            raise
        return html_tree(words)


def local(element: Element) -> str:
    """An element's name without its namespace, in small letters."""
    return str(etree.QName(element).localname).lower() if isinstance(element.tag, str) else ""


def language_of(element: Element) -> str:
    """The `xml:lang` or `lang` of an element."""
    return str(element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or "").strip()


def words_of(element: Element) -> str:
    """Its words on one line."""
    return " ".join("".join(element.itertext()).split())


def pulled(element: Element) -> None:
    """Take an element out of its tree; the words behind it stay."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _character(found: re.Match[str]) -> str:
    return found[0] if found[1] in OF_XML else html5.get(found[1], found[0])


def _plain_names(root: Element) -> Element:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local(element)
    return root


def _measured(root: Element) -> Element:
    if any(depth > DEEPEST for depth in _depths(root)):
        raise Unreadable(DEEP.format(DEEPEST))
    return root


def _depths(root: Element) -> Iterator[int]:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        yield depth
