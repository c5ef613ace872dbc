"""EPUB books: the chapters of the spine in order, each under its name in the table of contents, with their notes."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from texts.importing.archives import Archive
from texts.importing.decoding import Unreadable, decode_as, has_words
from texts.importing.drafted import Drafted, Part, counted
from texts.importing.footnotes import Notes
from texts.importing.losses import Losses
from texts.importing.trees import BROKEN, Element, local, words_of, xhtml_tree, xml_tree
from texts.importing.vocabulary import words_in
from texts.importing.writing import Document

DC = "{http://purl.org/dc/elements/1.1/}"
FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
PROTECTED = "This book is protected against copying (DRM), so it cannot be read here."
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
WORDS = {"application/xhtml+xml", "text/html", "application/xml", "text/xml", "application/x-dtbook+xml"}
CHAPTERS = 2_000


@dataclass(frozen=True)
class _Item:
    path: str
    kind: str
    properties: str


def read_epub(data: bytes) -> Drafted:
    """A book as a draft, a part for each chapter. Raises Unreadable for one that is broken, protected or without words."""
    archive = Archive(data)
    _refuse_protected(archive)
    package_path = _package_path(archive)
    package = xml_tree(archive.read(package_path))
    items = _items(package, posixpath.dirname(package_path))
    chapters = _chapters(archive, package, items)
    names = _contents(archive, package, items)
    losses = Losses()
    parts = _parts(chapters, names, losses)
    said = _about(package)
    return Drafted(parts=parts, dropped=counted(losses), places=losses.places, **said)


def _parts(chapters: list[tuple[str, Element]], names: dict[str, str], losses: Counter[str]) -> list[Part]:
    """Notes are looked for in all chapters together: many books keep theirs at the end."""
    book = _bound(chapters)
    had_words = {path: has_words(words_in(chapter)) for path, chapter in chapters}
    notes = Notes().taken_from(book).by_number
    parts: list[Part] = []
    for (path, _), chapter in zip(chapters, book, strict=True):
        losses["blank"] += not had_words[path]
        source = Document(notes, losses).markdown(chapter)
        if has_words(source):
            parts.append(Part(names.get(path) or _heading(chapter), source))
    if not parts:
        raise Unreadable("There are no words in this book: perhaps its pages are pictures.")
    return parts


def _bound(chapters: list[tuple[str, Element]]) -> Element:
    """One tree of all chapters, in which every name and every link carries the path of its file."""
    book = xml_tree(b"<book/>")
    paths = {path for path, _ in chapters}
    for path, chapter in chapters:
        for element in chapter.iter():
            if element.get("id"):
                element.set("id", f"{path}#{element.get('id')}")
            if element.tag == "a" and element.get("name"):
                element.set("name", f"{path}#{element.get('name')}")
            if element.tag == "a" and element.get("href"):
                element.set("href", _inside(path, element.get("href"), paths))
        book.append(chapter)
    return book


def _inside(path: str, href: str, paths: set[str]) -> str:
    """A link to a place in the book as `#path#name`; others as they are."""
    if re.match(r"[A-Za-z][\w+.-]*:", href):
        return href
    file, _, name = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
    return f"#{target}#{unquote(name)}" if target in paths else "#"


def _chapters(archive: Archive, package: Element, items: dict[str, _Item]) -> list[tuple[str, Element]]:
    refs = [ref for ref in package.iter("{*}itemref") if ref.get("linear") != "no"]
    aside = [ref for ref in package.iter("{*}itemref") if ref.get("linear") == "no"]
    found: list[tuple[str, Element]] = []
    for ref in [*refs, *aside][:CHAPTERS]:
        item = items.get(ref.get("idref") or "")
        if item and item.kind in WORDS and item.path in archive.names and "nav" not in item.properties.split():
            found.append((item.path, _body(archive.read(item.path))))
    if not found:
        raise Unreadable("There are no chapters with words in this book.")
    return found


def _body(data: bytes) -> Element:
    named = ENCODING.match(data)
    root = xhtml_tree(decode_as(data, named[1].decode() if named else "") if data.strip() else "<p></p>")
    body = next(root.iter("body"), root)
    body.tail = None
    return body


def _heading(chapter: Element) -> str:
    heads = (words_of(head) for head in chapter.iter("h1", "h2", "h3"))
    first = next((head for head in heads if head), "")
    return first[:200] or " ".join(words_in(chapter).split()[:8])


def _refuse_protected(archive: Archive) -> None:
    """Scrambled fonts alone are no protection."""
    if "META-INF/encryption.xml" not in archive.names:
        return
    methods = xml_tree(archive.read("META-INF/encryption.xml")).iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in FONTS and local(method.getparent()) == "encrypteddata" for method in methods):
        raise Unreadable(PROTECTED)


def _package_path(archive: Archive) -> str:
    root = next(xml_tree(archive.read("META-INF/container.xml")).iter("{*}rootfile"), None)
    path = (root.get("full-path") or "") if root is not None else ""
    if path not in archive.names:
        raise Unreadable(BROKEN)
    return path


def _items(package: Element, folder: str) -> dict[str, _Item]:
    """What the book says it holds, by key. A path out of the archive names nothing in it."""
    items: dict[str, _Item] = {}
    for item in package.iter("{*}item"):
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        items[item.get("id") or ""] = _Item(path, item.get("media-type") or "", item.get("properties") or "")
    return items


def _contents(archive: Archive, package: Element, items: dict[str, _Item]) -> dict[str, str]:
    """The name of each file in the table of contents: the first that leads to it."""
    spine = next(package.iter("{*}spine"), None)
    old = items.get(spine.get("toc") or "") if spine is not None else None
    new = next((item for item in items.values() if "nav" in item.properties.split()), None)
    toc = new or old
    if toc is None or toc.path not in archive.names:
        return {}
    data = archive.read(toc.path)
    pairs = _of_page(xhtml_tree(decode_as(data, "utf-8"))) if toc is new else _of_map(xml_tree(data))
    names: dict[str, str] = {}
    for href, name in pairs:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(toc.path), unquote(href.partition("#")[0])))
        names.setdefault(path, name[:200])
    return names


def _of_page(page: Element) -> list[tuple[str, str]]:
    """Of the navigation of EPUB 3."""
    return [(link.get("href") or "", words_of(link)) for nav in page.iter("nav") for link in nav.iter("a")]


def _of_map(root: Element) -> list[tuple[str, str]]:
    """Of the navigation of EPUB 2."""
    pairs: list[tuple[str, str]] = []
    for point in root.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            pairs.append((content.get("src") or "", words_of(label)))
    return pairs


def _about(package: Element) -> dict[str, Any]:
    def all_of(name: str) -> list[str]:
        return [words for element in package.iter(DC + name) if (words := words_of(element))]

    date = next((found[0] for words in all_of("date") if (found := DATE.match(words))), "")
    return {
        "title": (all_of("title") or [""])[0],
        "byline": ", ".join(all_of("creator")[:5]),
        "publisher": (all_of("publisher") or [""])[0],
        "published": date,
        "language": (all_of("language") or [""])[0],
        "rights": (all_of("rights") or [""])[0],
    }
