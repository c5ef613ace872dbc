"""One note as a W3C Web Annotation (https://www.w3.org/TR/annotation-model/). Positions count code points.

Knows the note's own fields and what of a check it is given; asks for no right and finds no note. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from annotator.exchange.findings import Cited, Finding
from annotator.exchange.sets import as_list as as_list
from annotator.exchange.sets import is_set, singles

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
CONTENT_TYPE = f'application/ld+json; profile="{CONTEXT}"'
PURPOSES = {"questioning": "questioning"}  # of the words of a note; else they comment

Json = dict[str, Any]


class Version(NamedTuple):
    """The revision that was annotated."""

    number: int
    created: str


class By(NamedTuple):
    """Who wrote, as the one who asks may know them: a name, and the path of a page or none."""

    name: str
    address: str = ""


class Note(NamedTuple):
    """What goes out of a note. Moments are written as `moment` does. `proposed` is None but for a typo query, `finding` but for a confirmed check.

    `given` and `held` are those of its arrival, None if all that came is in the note.
    """

    key: Any
    motivation: str
    body: str
    colour: str
    visibility: str
    group: Any
    created: str
    modified: str
    start: int | None
    end: int | None
    exact: str
    prefix: str
    suffix: str
    text: Any
    language: str
    version: Version
    by: By
    proposed: str | None = None
    tags: Sequence[str] = ()
    finding: Finding | None = None
    given: Json | None = None
    held: Json | None = None


def dump(note: Note, base: str, rights: str = "") -> Json:
    """`base` is the site's address without a slash at the end; `rights` the licence of public notes, if there is one."""
    made = said(note, base, rights)
    return given_back(made, note.given, note.held or {}) if note.given else made


def given_back(made: Json, given: Json, held: Json) -> Json:
    """`made` with what came with it, as far as the note still says what it said then."""
    kept = {name: value for name, value in given.items() if name not in held or held[name] == made.get(says(name))}
    for name in ("creator", "target"):
        if name in kept:
            kept[name] = [made["creator"], *kept[name]] if name == "creator" else _targets(made["target"], kept[name])
    if "bodyValue" in kept:
        made.pop("body", None)
    return {**made, **kept}


def says(name: str) -> str:
    """The property of ours that says the same."""
    return "body" if name == "bodyValue" else name


def _targets(ours: Any, came: list[Any]) -> Any:
    """The first that came is ours, or the first of the set that came first; there may be others."""
    first = in_place(ours, came[0])
    return [first, *came[1:]] if came[1:] else first


def in_place(ours: Any, came: Any) -> Any:
    """Our target where it was in what came; of a reply it is the address of what it answers."""
    if is_set(came):
        items = as_list(came["items"])
        first = next(place for place, item in enumerate(items) if singles(item))
        return {**came, "items": [*items[:first], in_place(ours, items[first]), *items[first + 1 :]]}
    if isinstance(ours, str):
        return _answering(ours, came) if isinstance(came, dict) else ours
    return merged(ours, came) if isinstance(came, dict) else ours


def _answering(ours: str, came: Json) -> Json:
    if isinstance(came.get("source"), dict):
        return {**came, "source": {**came["source"], "id": ours}}
    return {**came, "source" if "source" in came else "id": ours}


def said(note: Note, base: str, rights: str = "") -> Json:
    """What the note itself says, whatever came with it."""
    made: Json = {
        "@context": CONTEXT,
        "id": f"{base}/annotations/{note.key}",
        "type": "Annotation",
        "motivation": note.motivation,
        "creator": agent(note.by, base),
        "created": note.created,
        "modified": note.modified,
    }
    if rights and note.visibility == "public":
        made["rights"] = rights
    if note.visibility != "public":
        made["audience"] = {"id": audience(note, base), "type": "schema:Audience"}
    if bodies := list(_bodies(note)):
        made["body"] = bodies
    if note.motivation == "highlighting" and note.colour:
        made["stylesheet"] = {"type": "CssStylesheet", "value": f".{note.colour} {{ background: {note.colour} }}"}
    made["target"] = _target(note, base)
    return made


def moment(when: datetime) -> str:
    """As the model wants it: in UTC, with a Z."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def agent(by: By, base: str) -> Json:
    named = {"type": "Person", "name": by.name}
    return {"id": f"{base}{by.address}", **named} if by.address else named


def audience(note: Note, base: str) -> str:
    """Who reads a note that not everybody reads: its group, the instructors of its group, or its author."""
    if note.visibility == "private":
        return f"{base}{note.by.address}"
    return f"{base}/groups/{note.group}/" + ("#instructors" if note.visibility == "instructors" else "")


def _bodies(note: Note) -> Iterable[Json]:
    if note.proposed is not None:
        yield _textual(note.proposed, "editing", language=note.language)
    if note.body:
        yield _textual(note.body, PURPOSES.get(note.motivation, "commenting"), form="text/markdown")
    if note.finding:
        yield _textual(note.finding.in_words, "assessing", language="en")
        yield from (_textual(reason, "assessing") for reason in note.finding.reasons)
        yield from map(_source, note.finding.sources)
    yield from (_textual(tag, "tagging") for tag in note.tags)


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


def _target(note: Note, base: str) -> Json:
    """The words as they were seen: in which revision, where, and which they are."""
    address = f"{base}/texts/{note.text}/"
    target: Json = {
        "type": "SpecificResource",
        "source": address,
        "state": {
            "type": "TimeState",
            "sourceDate": note.version.created,
            "cached": f"{address}revisions/{note.version.number}/",
        },
    }
    if note.start is None:
        return {**target, "selector": [_quote(note)]} if note.exact else target  # it came without its place
    if note.motivation == "highlighting" and note.colour:
        target["styleClass"] = note.colour
    target["selector"] = [
        {"type": "TextPositionSelector", "start": note.start, "end": note.end},
        _quote(note),
    ]
    return target


def _quote(note: Note) -> Json:
    quote = {"type": "TextQuoteSelector", "exact": note.exact}
    if note.prefix:
        quote["prefix"] = note.prefix
    if note.suffix:
        quote["suffix"] = note.suffix
    return quote


def merged(ours: Json, came: Json) -> Json:
    """Our target with what came beyond it: other properties, and other selectors and states after ours."""
    if "source" not in came and "id" in came and not came.keys() & {"selector", "state"}:
        return {**ours, "source": {**came, "id": ours["source"]}} if len(came) > 1 else ours  # a text, described
    both = {**came, **ours}
    for name in ("selector", "state"):
        own = as_list(ours.get(name))
        if more := [one for one in as_list(came.get(name)) if one not in own]:
            both[name] = [*own, *more]
    if isinstance(came.get("source"), dict):
        both["source"] = {**came["source"], "id": ours["source"]}
    return both


def reply(key: Any, answered: Any, body: str, by: By, created: str, modified: str, base: str) -> Json:
    """An answer in a thread: an annotation of the annotation that it answers."""
    return {
        "@context": CONTEXT,
        "id": f"{base}/annotations/{key}",
        "type": "Annotation",
        "motivation": "replying",
        "creator": agent(by, base),
        "created": created,
        "modified": modified,
        "body": [_textual(body, "replying", form="text/markdown")],
        "target": f"{base}/annotations/{answered}",
    }


def foreign(document: Json, key: Any, by: By, created: str, modified: str, base: str) -> Json:
    """What came about something that is not here, as it came, with its address here."""
    ours = {"creator": agent(by, base), "created": created, "modified": modified}
    return {
        "@context": CONTEXT,
        "id": f"{base}/annotations/{key}",
        **{name: value for name, value in ours.items() if name not in document},
        **{name: value for name, value in document.items() if name != "id"},
    }
