"""Web annotations as Turtle (https://www.w3.org/TR/turtle/): the triples that their JSON-LD stands for. Pure.

Names of contexts that are not here stand for nothing that is known, and are left out: no context is fetched.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urljoin

from annotator.exchange import terms
from annotator.exchange.sets import as_list

Json = dict[str, Any]
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ODD = re.compile(r'[\\"\x00-\x1f\x7f\ud800-\udfff]')
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f\ud800-\udfff]')
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*$")
DEEPEST = 60
BETWEEN = " ;\n  "


def dump(document: Json) -> str:
    graph = _Graph(str(document.get("id", "")), document.get("@context"))
    graph.object_of(document)
    return graph.written()


class _Graph:
    """Statements about what has an address, in the order in which they were met; what has none stands in brackets."""

    def __init__(self, base: str, context: Any) -> None:
        self.base = base
        self.about: dict[str, list[str]] = {}
        self.prefixes = dict(terms.PREFIXES)
        for one in as_list(context):
            for name, iri in one.items() if isinstance(one, dict) else ():
                if isinstance(iri, str) and ":" in iri:
                    self.prefixes.setdefault(name, iri)

    def written(self) -> str:
        named = [f"@prefix {name}: <{iri}> ." for name, iri in terms.PREFIXES.items()]
        statements = [f"{subject} {BETWEEN.join(said)} ." for subject, said in self.about.items() if said]
        return "\n".join([*named, "", *statements, ""])

    def object_of(self, node: Json, depth: int = 0) -> str:
        """How the node is named where it is the object of a statement."""
        name = node.get("id", node.get("@id"))
        if not isinstance(name, str) or not name:
            said = self._said(node, depth)
            return f"[ {' ; '.join(said)} ]" if said else "[]"
        subject = self.iri(name)
        if subject not in self.about:
            self.about[subject] = []
        self.about[subject] += [one for one in self._said(node, depth) if one not in self.about[subject]]
        return subject

    def _said(self, node: Json, depth: int) -> list[str]:
        found = []
        if kinds := [self._kind(one) for one in as_list(node.get("type", node.get("@type"))) if isinstance(one, str)]:
            found.append(f"a {', '.join(kinds)}")
        for key, value in node.items():
            predicate = terms.PROPERTIES.get(key) or (self._expanded(key) if ":" in key else "")
            if not predicate or key.startswith("@") or depth > DEEPEST:
                continue
            if objects := self._objects(key, value, depth):
                found.append(f"{predicate} {', '.join(objects)}")
        return found

    def _objects(self, key: str, value: Any, depth: int) -> list[str]:
        if key == "items":
            return [f"( {' '.join(self._object(key, one, depth) for one in as_list(value) if one is not None)} )"]
        return [self._object(key, one, depth) for one in as_list(value) if isinstance(one, (str, int, float, dict))]

    def _object(self, key: str, value: Any, depth: int) -> str:
        if isinstance(value, dict):
            return self._value(value) if "@value" in value else self.object_of(value, depth + 1)
        if isinstance(value, str):
            if key in terms.RESOURCES:
                return self.iri(value)
            if key in terms.NAMED:
                return terms.WORDS.get(value) or self.iri(value)
            return literal(value) + ("^^xsd:dateTime" if key in terms.MOMENTS else "")
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return f'"{value}"^^xsd:nonNegativeInteger' if key in terms.NUMBERS else str(value)
        return literal(repr(value)) + "^^xsd:double" if isinstance(value, float) else "[]"

    def _value(self, value: Json) -> str:
        words, language, kind = value["@value"], value.get("@language"), value.get("@type")
        if not isinstance(words, str):
            return self._object("", words, 0) if isinstance(words, (bool, int, float)) else literal("")
        if isinstance(language, str) and re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", language):
            return f"{literal(words)}@{language}"
        return literal(words) + (f"^^{self.iri(kind)}" if isinstance(kind, str) and ":" in kind else "")

    def _kind(self, name: str) -> str:
        return terms.CLASSES.get(name) or self._expanded(name)

    def _expanded(self, name: str) -> str:
        """A name with a colon: a prefix that is known, or an address."""
        prefix, _, local = name.partition(":")
        if prefix in terms.PREFIXES and _LOCAL.match(local):
            return name
        return self.iri(name)

    def iri(self, value: str) -> str:
        """Of an address, resolved against that of the document."""
        if value.startswith("_:"):
            return "_:" + (re.sub(r"[^A-Za-z0-9]", "x", value[2:]) or "x")
        prefix, colon, local = value.partition(":")
        if colon and prefix in self.prefixes and not local.startswith("//"):
            value = self.prefixes[prefix] + local
        elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
            value = _joined(self.base, value)
        return f"<{_NO_IRI.sub(lambda one: quote(one[0], errors='replace'), value)}>"


def _joined(base: str, value: str) -> str:
    try:
        return urljoin(base, value)
    except ValueError:
        return value


def literal(words: str) -> str:
    return f'"{_ODD.sub(_escaped, words)}"'


def _escaped(found: re.Match[str]) -> str:
    one = found[0]
    if "\ud800" <= one <= "\udfff":
        return "\ufffd"
    return _ESCAPED.get(one) or f"\\u{ord(one):04X}"
