"""HTML files: the article in a page that somebody saved, and what the page says of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from texts.importing.decoding import Unreadable, decode_as, has_words
from texts.importing.drafted import Drafted, Part, counted
from texts.importing.footnotes import Notes
from texts.importing.losses import Losses
from texts.importing.parting import sections_of
from texts.importing.trees import Element, html_tree, language_of, pulled, words_of
from texts.importing.writing import Document

CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
LOOKED_AT = 4096  # bytes in which an encoding is named


def read_webpage(data: bytes) -> Drafted:
    """A page as a draft. Raises Unreadable when there are no words in it."""
    root = html_tree(decode_as(data, _charset(data)))
    losses = Losses()
    said = about(root)
    parts = parts_in(article_in(root, losses), said.get("title", ""), losses)
    return Drafted(parts=parts, dropped=counted(losses), places=losses.places, **said)


def parts_in(body: Element, title: str, losses: Counter[str]) -> list[Part]:
    """A body's sections in Markdown, each with the footnotes it refers to. Raises Unreadable when there are no words in it."""
    document = Document(Notes().taken_from(body).by_number, losses)
    sections = sections_of(body)
    heads = {head for head, _ in sections}
    made = [(head, words_of(section), document.markdown(section)) for head, section in sections]
    unnamed = "" if title in heads else title
    parts = [
        Part(head or unnamed or " ".join(words.split()[:8])[:200] if sections[1:] else title, source)
        for head, words, source in made
        if has_words(source)
    ]
    if not parts:
        raise Unreadable("There are no words in this file.")
    return parts


def about(root: Element) -> dict[str, Any]:
    """What a page says of itself, as fields of a draft."""
    said = {_key(meta): (meta.get("content") or "").strip() for meta in root.iter("meta")}
    titles = [said.get("og:title", ""), *(words_of(title) for title in root.iter("title"))]
    heads = [words_of(head) for head in root.iter("h1")]
    date = DATE.match(said.get("article:published_time") or said.get("date") or said.get("dc.date") or "")
    fields = {
        "title": next((title for title in (heads if len(heads) == 1 else []) + titles + heads if title), ""),
        "byline": said.get("author") or said.get("dc.creator") or "",
        "publisher": said.get("og:site_name") or said.get("dc.publisher") or "",
        "published": date[0] if date else "",
        "language": language_of(root),
        "source_url": _address(root, said),
    }
    return {name: " ".join(value.split()) for name, value in fields.items()}


def article_in(root: Element, losses: Counter[str]) -> Element:
    """The one article of a page, or all of it, without its menus."""
    bodies = list(root.iter("body"))
    body = bodies[0] if bodies else root
    for name in ("article", "main"):
        found = list(body.iter(name))
        if len(found) == 1 and has_words(words_of(found[0])):
            losses["around"] += _count(body) - _count(found[0])
            body = found[0]
            break
    for menu in list(body.iter("nav")):
        losses["navigation"] += 1
        pulled(menu)
    return body


def _count(element: Element) -> int:
    return sum(len(words.split()) for words in element.itertext())


def _key(meta: Element) -> str:
    return str(meta.get("property") or meta.get("name") or "").lower()


def _address(root: Element, said: dict[str, str]) -> str:
    links = [link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"]
    address = next((one for one in [*links, said.get("og:url", "")] if one), "").strip()
    return address if address.startswith(("http://", "https://")) else ""


def _charset(data: bytes) -> str:
    found = CHARSET.search(data[:LOOKED_AT])
    return found[1].decode("ascii") if found else ""
