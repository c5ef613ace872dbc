"""TEI documents: the text as its source has it. Corrections and expansions by an editor are left out, and counted."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from texts.importing.decoding import Unreadable, has_words
from texts.importing.drafted import Drafted, Part, counted
from texts.importing.trees import Element, language_of, local, pulled, words_of, xml_tree
from texts.importing.vocabulary import QUOTES
from texts.importing.writing import Document

T = "{*}"
PASSAGES = {
    **dict.fromkeys(
        "p ab opener closer salute signed dateline trailer argument stage byline docauthor docdate u".split(), "p"
    ),
    **dict.fromkeys("docimprint docedition imprimatur desc addrline l titlepart speaker".split(), "p"),
    **dict.fromkeys(
        "div div1 div2 div3 div4 div5 div6 div7 body front back group text sp epigraph cit lg".split(), "div"
    ),
    **dict.fromkeys("doctitle titlepage listbibl castlist figure address postscript floatingtext".split(), "div"),
    "item": "li",
    "castitem": "li",
    "table": "table",
    "row": "tr",
    "cell": "td",
    "del": "s",
    "code": "code",
    **dict.fromkeys("hi emph foreign title term mentioned".split(), "em"),
    **dict.fromkeys("q said socalled".split(), "q"),
}
INSIDE = set(
    "p ab l note item cell hi emph q said quote s seg ref title bibl".split()
)  # what holds words, not passages
REND = {"bold": "b", "b": "b", "sup": "sup", "superscript": "sup", "sub": "sub", "underline": "u", "strike": "s"}
NOT_OF_THE_SOURCE = {"corr": "sic", "reg": "orig", "expan": "abbr"}
LEFT_OUT = {
    "graphic": "picture",
    "media": "media",
    "facsimile": "facsimile",
    "sourcedoc": "facsimile",
    "fw": "running",
    "standoff": "apparatus",
    "notatedmusic": "picture",
    "formula": "equation",
    "gap": "gap",
}
FOOT = {"foot", "bottom", "end", "footnote", "endnote", "tablefoot"}
DIVISIONS = {"div", "div1", "text"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def read_tei(data: bytes) -> Drafted:
    """A document as a draft, a part for each first-level division. Raises Unreadable for one without words."""
    root = xml_tree(data)
    losses: Counter[str] = Counter()
    texts = [text for text in root.iter(T + "text") if not any(local(up) == "text" for up in text.iterancestors())]
    if not texts:
        raise Unreadable("This TEI document has no text, only a description of one.")
    notes: dict[int, Element] = {}
    for text in texts:
        _Made(losses, notes).html_of(text)
    parts = [made for text in texts for body in _bodies(text) for made in _parts_of(body, notes, losses)]
    if not parts:
        raise Unreadable("There are no words in this file.")
    return Drafted(parts=parts, dropped=counted(losses), **_about(root))


def _bodies(text: Element) -> list[Element]:
    found = [child for child in text if child.get("was") in ("front", "body", "group", "back")]
    return found or [text]


def _parts_of(body: Element, notes: dict[int, Element], losses: Counter[str]) -> list[Part]:
    """Divisions side by side are parts; words between them go with the one before, or with the first."""
    found = [(_title(division), Document(notes, losses).markdown(division)) for division in _divisions(body)]
    return [Part(title, source) for title, source in found if has_words(source)]


def _divisions(body: Element) -> list[Element]:
    if body.get("was") in ("front", "back"):
        return [body]
    divisions = [body.makeelement("div", {})]
    divisions[0].text = body.text
    has_one = False
    for child in list(body):
        if child.get("was") in DIVISIONS:
            if has_one:
                divisions.append(body.makeelement("div", {}))
            has_one = True
        divisions[-1].append(child)
    return divisions


def _title(division: Element) -> str:
    head = next(division.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    return words_of(head)[:200] if head is not None else ""


class _Made:
    """Turns the elements of a TEI text into those of HTML, in their places; `was` keeps their names."""

    def __init__(self, losses: Counter[str], notes: dict[int, Element]) -> None:
        self.losses, self.notes = losses, notes

    def html_of(self, text: Element) -> None:
        for element in text.iter():
            element.set("was", element.get("was") or local(element))
        text.tag = "div"
        top = text.getroottree().getroot()
        for element in list(text.iterdescendants()):
            if (
                isinstance(element.tag, str) and element.getroottree().getroot() is top
            ):  # not inside of what is left out
                self._turn(element, _was(element))

    def _turn(self, element: Element, name: str) -> None:
        if self._is_left_out(element, name):
            pulled(element)
        elif name == "note":
            self._note(element)
        elif element.tag != "noteref":
            element.tag = self._tag(element, name)

    def _tag(self, element: Element, name: str) -> str:
        parent = _was(element.getparent()) if element.getparent() is not None else ""
        if name == "head":
            return self._head(element, parent)
        self.losses["picture"] += name == "figure"
        if name == "lb":
            element.text = "" if element.get("break") == "no" else " "
            return "span"
        if name == "list":
            return "ol" if (element.get("rend") or element.get("type")) in ("numbered", "ordered") else "ul"
        if name in ("ref", "ptr"):
            element.set("href", element.get("target") or "")
            return "a"
        if name in ("hi", "emph"):
            return next((REND[word] for word in (element.get("rend") or "").split() if word in REND), "em")
        if name in ("quote", "q", "said", "bibl"):
            return self._quotation(element, name, parent)
        return self._verse(element) if name == "lg" else PASSAGES.get(name, "span")

    def _head(self, element: Element, parent: str) -> str:
        if parent in ("figure", "list", "lg"):
            return "p"
        depth = sum(_was(up).startswith("div") for up in element.iterancestors())
        return "caption" if parent == "table" else f"h{min(1 + depth, 6)}"

    def _quotation(self, element: Element, name: str, parent: str) -> str:
        """Between passages a passage, and inside of one words, with marks only where the source has none of its own."""
        if parent not in INSIDE or any(_was(child) in ("p", "lg", "ab", "l") for child in element):
            return "p" if name == "bibl" else "blockquote"
        before = element.getprevious()
        lead = (element.getparent().text if before is None else before.tail) or ""
        return "q" if name in ("q", "said") and lead[-1:] not in QUOTES else "span"

    def _is_left_out(self, element: Element, name: str) -> bool:
        parent = element.getparent()
        siblings = {_was(child) for child in parent} if parent is not None else set()
        if name in NOT_OF_THE_SOURCE and _was(parent) == "choice" and NOT_OF_THE_SOURCE[name] in siblings:
            self.losses["variant"] += 1
            return True
        if name == "rdg" and "lem" in siblings:
            self.losses["variant"] += 1
            return True
        if name == "rdg" and parent is not None and next((c for c in parent if _was(c) == "rdg"), None) is not element:
            self.losses["variant"] += 1
            return True
        if name == "figdesc" or (name == "graphic" and _was(parent) == "figure"):
            return True  # counted with its figure
        if name in LEFT_OUT:
            self.losses[LEFT_OUT[name]] += 1
            return True
        return False

    def _note(self, element: Element) -> None:
        """A footnote becomes one; others, in the margin or inline, stay where they are."""
        if (element.get("place") or "foot").split()[0] not in FOOT or not has_words(words_of(element)):
            element.tag = "span"
            return
        number = len(self.notes) + 1
        mark = element.makeelement("noteref", {"n": str(number)})
        mark.tail, element.tail = element.tail, None
        element.getparent().replace(element, mark)
        self.notes[number] = element
        self.html_of(element)

    def _verse(self, element: Element) -> str:
        """Lines of a stanza as one paragraph with line breaks."""
        lines = [child for child in element if _was(child) == "l"]
        if not lines or len(lines) != len(element):
            return "div"
        for line in lines[:-1]:
            line.append(element.makeelement("br", {}))
        for line in lines:
            line.set("was", "seg")
        return "p"


def _was(element: Element) -> str:
    return str(element.get("was") or "")


def _about(root: Element) -> dict[str, Any]:
    header = next(root.iter(T + "teiHeader", "teiHeader"), None)
    if header is None:
        return {"language": language_of(root)}
    file = next(header.iter(T + "fileDesc"), header)
    source = next(file.iter(T + "sourceDesc"), file)
    stated = next(file.iter(T + "titleStmt"), file)
    date = next((element for place in (source, file) for element in place.iter(T + "date")), None)
    found = DATE.search((date.get("when") or words_of(date)) if date is not None else "")
    language = next((element.get("ident") or "" for element in header.iter(T + "language")), "")
    return {
        "title": _first(stated, "title"),
        "byline": ", ".join(words_of(element) for element in list(stated.iter(T + "author"))[:5]),
        "publisher": _first(source, "publisher") or _first(file, "publisher"),
        "published": found[0] if found else "",
        "language": language_of(root) or language,
        "rights": _first(file, "licence") or _first(file, "availability"),
    }


def _first(element: Element, name: str) -> str:
    found = next(element.iter(T + name), None)
    return words_of(found) if found is not None else ""
