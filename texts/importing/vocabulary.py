"""What HTML's elements are to a text: passages, marks on words, what has no words, and what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from texts.importing.runs import MARKS
from texts.importing.trees import Element

BLOCKS = set(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary "
    "table tbody td tfoot th thead tr ul caption".split()
)
SILENT = {"script", "style", "template", "noscript", "head", "title", "meta", "link", "base", "colgroup", "col"}
LOST = {
    **dict.fromkeys(["img", "svg", "canvas", "picture", "image"], "picture"),
    **dict.fromkeys(["video", "audio", "iframe", "object", "embed", "applet", "frame", "frameset"], "media"),
    **dict.fromkeys(["input", "select", "textarea", "button", "datalist", "progress", "meter"], "form"),
}
STYLES = {
    **dict.fromkeys(["em", "i", "cite", "dfn", "var"], "*"),
    **dict.fromkeys(["strong", "b"], "**"),
    **dict.fromkeys(["s", "strike", "del"], "~~"),
}
PLAINED = {"sup": "script", "sub": "script", "u": "underline", "mark": "underline", "ins": "underline"}
SCHEMES = ("http://", "https://", "mailto:")
QUOTES = "\"“„«»‹›‘'‚”"
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def squeezed(words: Iterable[str]) -> str:
    """Words without white space."""
    return "".join("".join(piece.split()) for piece in words)


def words_in(element: Element) -> str:
    """All that a reader should find of an element: a count apart from the one that writes."""
    words = [element.text or ""]
    for child in element:
        left_out = child.tag in SILENT or child.tag in LOST or not isinstance(child.tag, str) or is_hidden(child)
        words += ["" if left_out else words_in(child), child.tail or ""]
    return "".join(words)


def is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))


def clean(words: str) -> str:
    """Without the marks in which note numbers travel."""
    return words.translate(dict.fromkeys(map(ord, MARKS)))
