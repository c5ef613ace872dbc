"""One note as a W3C Web Annotation (https://www.w3.org/TR/annotation-model/). Positions count code points.

Knows the note's own fields and what of a check it is given; asks for no right and finds no note. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.exchange.findings import Cited, Finding

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
CONTENT_TYPE = f'application/ld+json; profile="{CONTEXT}"'

Json = dict[str, Any]


def dump(
    note: Any, base: str, creator: Any, *, tags: Sequence[str] = (), query: Any = None, finding: Finding | None = None
) -> Json:
    """`base` is the site's address without a slash at the end; `creator` the author as the reader may know them: a name,
    and an address or none. `finding` is given for a confirmed check alone."""
    bodies = list(_bodies(note, tags, query, finding))
    made = {
        "@context": CONTEXT,
        "id": f"{base}{note.get_absolute_url()}",
        "type": "Annotation",
        "motivation": note.motivation,
        "creator": _creator(creator, base),
        "created": note.created.isoformat(),
        "modified": note.modified.isoformat(),
    }
    if bodies:
        made["body"] = bodies
    if _is_coloured(note):
        made["stylesheet"] = {"type": "CssStylesheet", "value": f".{note.colour} {{ background: {note.colour} }}"}
    return {**made, "target": _target(note, base)}


def _creator(creator: Any, base: str) -> Json:
    named = {"type": "Person", "name": str(creator)}
    return {"id": f"{base}{creator.address}", **named} if creator.address else named


def _is_coloured(note: Any) -> bool:
    return bool(note.motivation == "highlighting" and note.colour)


def _bodies(note: Any, tags: Sequence[str], query: Any, finding: Finding | None) -> list[Json]:
    bodies = []
    if query:
        bodies.append(_textual(query.proposed, "editing", language=note.text.language))
    if note.body:
        purpose = "questioning" if note.motivation == "questioning" else "commenting"
        bodies.append(_textual(note.body, purpose, form="text/markdown"))
    if finding:
        bodies.append(_textual(finding.in_words, "assessing", language="en"))
        bodies += [_textual(reason, "assessing") for reason in finding.reasons]
        bodies += [_source(source) for source in finding.sources]
    return [*bodies, *(_textual(tag, "tagging") for tag in tags)]


def _textual(value: str, purpose: str, *, form: str = "text/plain", language: str = "") -> Json:
    body = {"type": "TextualBody", "value": value, "format": form, "purpose": purpose}
    return {**body, "language": language} if language else body


def _source(source: Cited) -> Json:
    """What has an address is linked to, at its words; what has none is described."""
    if not source.url:
        return _textual(str(source), "describing")
    linked: Json = {"type": "SpecificResource", "source": source.url, "purpose": "linking"}
    if source.excerpt:
        linked["selector"] = {"type": "TextQuoteSelector", "exact": source.excerpt}
    return linked


def _target(note: Any, base: str) -> Json:
    """The words as they were seen: in which revision, where, and which they are."""
    address = f"{base}{note.text.get_absolute_url()}"
    target: Json = {
        "type": "SpecificResource",
        "source": address,
        "state": {
            "type": "TimeState",
            "sourceDate": note.revision.created.isoformat(),
            "cached": f"{address}revisions/{note.revision.number}/",
        },
    }
    if note.start is None:
        return target
    if _is_coloured(note):
        target["styleClass"] = note.colour
    quote = {"exact": note.exact, "prefix": note.prefix, "suffix": note.suffix}
    target["selector"] = [
        {"type": "TextPositionSelector", "start": note.start, "end": note.end},
        {"type": "TextQuoteSelector", **{name: words for name, words in quote.items() if words}},
    ]
    return target
