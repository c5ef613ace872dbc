"""As much of JSON Schema as the API's description uses: what in a document does not fit it."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int}
KNOWN = {
    "$ref", "oneOf", "const", "enum", "type", "format", "required", "properties", "items", "contains", "minimum", "minItems",
    "description", "pattern", "not",
}  # fmt: skip


def wrong(value: Any, name: str, document: Any) -> list[str]:
    """By the schema of this name in the components of an OpenAPI document."""
    return _wrong(value, {"$ref": f"#/components/schemas/{name}"}, document, name)


def _wrong(value: Any, schema: Any, document: Any, at: str) -> list[str]:
    assert set(schema) <= KNOWN, schema
    if "$ref" in schema:
        return _wrong(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, at)
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not _wrong(value, one, document, at)]
        return [] if len(fitting) == 1 else [f"{at}: fits {len(fitting)} of several"]
    found = [f"{at}: is not {schema['const']}"] if "const" in schema and value != schema["const"] else []
    kind = TYPES.get(schema.get("type", ""))
    if kind and not isinstance(value, kind):
        return [*found, f"{at}: is no {schema['type']}"]
    if "not" in schema and not _wrong(value, schema["not"], document, at):
        found.append(f"{at}: is what it must not be")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{at}: does not look like {schema['pattern']}")
    if isinstance(value, int) and value < schema.get("minimum", value):
        found.append(f"{at}: is too small")
    return [*found, *_inner(value, schema, document, at)]


def _inner(value: Any, schema: Any, document: Any, at: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        found += [f"{at}: lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, inner in schema.get("properties", {}).items():
            found += _wrong(value[name], inner, document, f"{at}.{name}") if name in value else []
    if isinstance(value, list):
        found += [f"{at}: has too few"] if len(value) < schema.get("minItems", 0) else []
        for number, one in enumerate(value):
            found += _wrong(one, schema.get("items", {}), document, f"{at}[{number}]")
        if "contains" in schema and all(_wrong(one, schema["contains"], document, at) for one in value):
            found.append(f"{at}: contains none that it must")
    return found
