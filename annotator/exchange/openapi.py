"""The API as OpenAPI 3.1 describes it (https://spec.openapis.org/oas/v3.1.1). Pure; a test holds it against the addresses."""

from __future__ import annotations

from typing import Any

from annotator.exchange.jsonld import CONTENT_TYPE, CONTEXT
from annotator.exchange.negotiating import TURTLE
from annotator.exchange.valid import ABSOLUTE
from annotator.problems import CONTENT_TYPE as PROBLEM_TYPE

Json = dict[str, Any]

LD = "application/ld+json"
TEXT = {"type": "string"}
IRI = {"type": "string", "format": "iri-reference"}
NAME = {"type": "string", "pattern": ABSOLUTE}
MOMENT = {"type": "string", "format": "date-time"}
RESOURCE = {"oneOf": [{"type": "string", "pattern": r"\S"}, {"type": "object"}]}
ANY_OF_THEM = {"oneOf": [*RESOURCE["oneOf"], {"type": "array", "items": RESOURCE, "minItems": 1}]}
PROBLEMS = {
    "400": "What was sent is no annotation.",
    "401": "Send a token, or one that is valid.",
    "403": "It can be read, but this is not allowed.",
    "404": "Nothing here that the one who asks can read.",
    "406": "No representation that was asked for.",
    "409": "The target, the canonical, the via or the id would change.",
    "410": "It was here, and is deleted.",
    "412": "It has changed since it was read.",
    "413": "It is too large.",
    "415": "Another media type or context than JSON-LD of annotations.",
    "422": "An annotation, but not one that can be taken; `errors` says why, by field.",
    "428": "Send If-Match.",
    "429": "Too many writes; Retry-After says when to try again.",
}


def _ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _header(name: str, about: str, **more: Any) -> Json:
    return {"name": name, "in": "header", "description": about, "schema": TEXT, **more}


def _query(name: str, about: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _answers(status: str, about: str, schema: str, *problems: str, headers: tuple[str, ...] = ("ETag", "Link")) -> Json:
    good: Json = {"description": about, "headers": {name: {"schema": TEXT} for name in headers}}
    if schema:
        good["content"] = {LD: {"schema": _ref("schemas", schema)}, TURTLE: {"schema": TEXT}}
    return {status: good, **{name: _ref("responses", f"Problem{name}") for name in problems}}


KEY = {"name": "pk", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
IF_MATCH = _header("If-Match", "The ETag of what was read; without it the answer is 428.")
IF_NONE_MATCH = _header("If-None-Match", "The ETag of what is known already; 304 if it is the same.")
SIZE = _query("size", "Annotations on a page: as near to it as the site allows.", {"type": "integer"})
IRIS = _query("iris", "1: addresses alone; 0: whole annotations; else as Prefer says.", TEXT)
PAGE = _query("page", "Of a page: as links of containers and pages name it.", TEXT)
PREFER = _header("Prefer", "PreferMinimalContainer, PreferContainedIRIs or PreferContainedDescriptions.")
SLUG = _header("Slug", "Taken, and not followed: addresses are the site's to give.")
IDEMPOTENT = _header("Idempotency-Key", "Sent again with the same key, it is made once.")
BODY = {"required": True, "content": {LD: {"schema": _ref("schemas", "NewAnnotation")}}}


def _options(name: str) -> Json:
    return {"operationId": f"{name}Options", "summary": "What can be done here", "security": [{}],
            "responses": {"200": {"description": "See Allow and, for browsers, the CORS headers."},
                          "404": _ref("responses", "Problem404")}}  # fmt: skip


def _container(name: str, about: str, keyed: bool) -> Json:
    read = _answers("200", "A container with its first page, or a page.", "Collection", "401", "404", "406")
    read["304"] = {"description": "It is as it was."}
    made = _answers("201", "The annotation as it is now.", "Annotation", "400", "401", "403", "404", "405", "406", "409",
                    "413", "415", "422", "429", headers=("ETag", "Link", "Location"))  # fmt: skip
    path: Json = {
        "get": {"operationId": f"{name}Get", "summary": about, "responses": read,
                "parameters": [PREFER, IF_NONE_MATCH, PAGE, SIZE, IRIS]},
        "head": {"operationId": f"{name}Head", "summary": f"{about}: the headers", "responses": {
            status: {"description": one.get("description", "A problem.")} for status, one in read.items()}},
        "options": _options(name),
        "post": {"operationId": f"{name}Post", "summary": "Make an annotation", "requestBody": BODY, "responses": made,
                 "parameters": [SLUG, IDEMPOTENT], "security": [{"token": []}, {"session": []}]},
    }  # fmt: skip
    return {**path, "parameters": [KEY]} if keyed else path


def _annotation() -> Json:
    read = _answers("200", "The annotation.", "Annotation", "401", "404", "406", "410")
    read["304"] = {"description": "It is as it was."}
    write: list[Json] = [{"token": []}, {"session": []}]
    refusals = ("401", "403", "404", "410", "412", "428", "429")
    changed = _answers("200", "It, as it is now.", "Annotation", *refusals, "400", "406", "409", "413", "415", "422")
    gone = _answers("204", "It is deleted; who wrote it can bring it back.", "", *refusals, headers=())
    return {
        "parameters": [KEY],
        "get": {"operationId": "annotationGet", "summary": "One annotation", "responses": read,
                "parameters": [IF_NONE_MATCH]},
        "head": {"operationId": "annotationHead", "summary": "Its headers", "responses": {
            status: {"description": one.get("description", "A problem.")} for status, one in read.items()}},
        "options": _options("annotation"),
        "put": {"operationId": "annotationPut", "summary": "Let it be this; its history keeps what it was",
                "requestBody": BODY, "responses": changed, "parameters": [IF_MATCH], "security": write},
        "delete": {"operationId": "annotationDelete", "summary": "Delete it", "responses": gone,
                   "parameters": [IF_MATCH], "security": write},
    }  # fmt: skip


CONTEXT_SCHEMA = {"oneOf": [{"const": CONTEXT}, {"type": "array", "contains": {"const": CONTEXT}}]}
TYPE_SCHEMA = {
    "oneOf": [{"const": "Annotation"}, {"type": "array", "items": TEXT, "contains": {"const": "Annotation"}}]
}
SEVERAL_NAMES = {"oneOf": [NAME, {"type": "array", "items": NAME}]}
GIVEN: dict[str, Json] = {
    "@context": CONTEXT_SCHEMA, "type": TYPE_SCHEMA, "id": NAME, "canonical": NAME, "via": SEVERAL_NAMES, "rights": SEVERAL_NAMES,
    "body": {"oneOf": [*RESOURCE["oneOf"], {"type": "array", "items": RESOURCE}]}, "bodyValue": TEXT, "target": ANY_OF_THEM,
    "motivation": {"oneOf": [TEXT, {"type": "array", "items": TEXT}]},
    "created": MOMENT, "modified": MOMENT, "generated": MOMENT, "creator": {}, "audience": {},
}  # fmt: skip
NEEDED = ("@context", "type", "target")
NOT_THERE: Json = {"id": [None, ""], "canonical": [None, ""]}  # what is taken as if it were not there; else null


def _sent(name: str, schema: Json) -> Json:
    """What may be sent where `schema` is given out."""
    if name in NEEDED or not schema:
        return schema
    return {"oneOf": [*schema.get("oneOf", [schema]), {"enum": NOT_THERE.get(name, [None])}]}


PAGE_SCHEMA = {
    "type": "object",
    "required": ["id", "type", "partOf", "items"],
    "properties": {
        "id": IRI, "type": {"const": "AnnotationPage"}, "startIndex": {"type": "integer", "minimum": 0}, "next": IRI,
        "prev": IRI, "partOf": {"type": "object", "required": ["id", "total"]},
        "items": {"type": "array", "items": {"oneOf": [IRI, _ref("schemas", "Annotation")]}},
    },
}  # fmt: skip
CONTAINER_SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "total"],
    "properties": {
        "id": IRI, "type": {"type": "array", "contains": {"const": "AnnotationCollection"}}, "label": TEXT,
        "total": {"type": "integer", "minimum": 0}, "modified": MOMENT, "last": IRI,
        "first": {"oneOf": [IRI, _ref("schemas", "AnnotationPage")]},
    },
}  # fmt: skip
SCHEMAS = {
    "NewAnnotation": {"type": "object", "required": [*NEEDED],
                      "properties": {name: _sent(name, schema) for name, schema in GIVEN.items()},
                      "not": {"required": ["body", "bodyValue"]}},
    "Annotation": {"type": "object", "required": ["@context", "id", "type", "target"], "properties": GIVEN},
    "AnnotationPage": PAGE_SCHEMA,
    "Container": CONTAINER_SCHEMA,
    "Collection": {"oneOf": [_ref("schemas", "Container"), _ref("schemas", "AnnotationPage")]},
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {"type": IRI, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT,
                       "errors": {"type": "object"}},
    },
}  # fmt: skip


def described(name: str, base: str) -> Json:
    """The document, for the site called `name` at `base`."""
    problems = {
        f"Problem{status}": {"description": about, "content": {PROBLEM_TYPE: {"schema": _ref("schemas", "Problem")}}}
        for status, about in {**PROBLEMS, "405": "Not what can be done here; see Allow."}.items()
    }
    about = f"Web annotations by the W3C's protocol: {CONTENT_TYPE}. Positions count Unicode code points."
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name}: annotations", "version": "1.0.0", "description": about},
        "servers": [{"url": base}],
        "security": [{}, {"token": []}, {"session": []}],
        "paths": {
            "/annotations/": _container("site", "All annotations that one can read", keyed=False),
            "/texts/{pk}/annotations/": _container("text", "Those on a text and its comments", keyed=True),
            "/groups/{pk}/annotations/": _container("group", "Those in a group", keyed=True),
            "/annotations/{pk}": _annotation(),
        },
        "components": {
            "schemas": SCHEMAS,
            "responses": problems,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }
