"""What a search finds as an Atom feed (RFC 4287): the newest first, each under the name that the reader may know."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from django.http import HttpRequest
from django.utils import timezone

from annotator.finding.hits import Hit

NAMESPACE = "http://www.w3.org/2005/Atom"
LATEST = 50
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")  # in XML 1.0


def feed(found: list[Hit], title: str, home: str, request: HttpRequest) -> bytes:
    """`home` is the path of the page for people; the feed's own address is its id."""
    here = request.build_absolute_uri()
    root = ElementTree.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", here)
    _add(root, "title", title)
    _add(root, "updated", max(map(_changed, found), default=timezone.now()).isoformat())
    ElementTree.SubElement(root, "link", rel="self", href=here)
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=request.build_absolute_uri(home))
    for hit in found:
        _entry(root, hit, request)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ElementTree.Element, hit: Hit, request: HttpRequest) -> None:
    written = hit.entry.reply or hit.note
    entry = ElementTree.SubElement(root, "entry")
    _add(entry, "id", f"urn:uuid:{written.pk}")
    _add(entry, "title", f"{hit.kind} on “{hit.note.text.article}”")
    _add(entry, "published", hit.entry.created.isoformat())
    _add(entry, "updated", _changed(hit).isoformat())
    _add(ElementTree.SubElement(entry, "author"), "name", str(hit.by))
    ElementTree.SubElement(entry, "link", rel="alternate", href=request.build_absolute_uri(hit.address))
    for tag in hit.tags:
        ElementTree.SubElement(entry, "category", term=tag.translate(_FORBIDDEN))
    if hit.note.exact:
        _add(entry, "summary", f"“{hit.note.exact}”" + (f" → “{hit.proposed}”" if hit.proposed is not None else ""))
    _add(entry, "content", written.body_html, type="html")


def _changed(hit: Hit) -> datetime:
    changed: datetime = (hit.entry.reply or hit.note).modified
    return changed


def _add(parent: ElementTree.Element, name: str, words: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = words.translate(_FORBIDDEN)
