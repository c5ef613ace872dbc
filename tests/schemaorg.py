"""The rules of schema.org that a fact check must keep, as https://schema.org/docs/developers.html publishes them.

Classes with their parents, properties with the classes they belong to and the types their values may have; and what the
guide for fact checks (ClaimReview) asks for beyond that. `problems` finds every breach in a JSON-LD document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

PARENTS = {
    "Thing": "",
    "CreativeWork": "Thing",
    "Review": "CreativeWork",
    "ClaimReview": "Review",
    "Claim": "CreativeWork",
    "Quotation": "CreativeWork",
    "Intangible": "Thing",
    "Rating": "Intangible",
    "Organization": "Thing",
    "Person": "Thing",
}
AGENT = "Organization Person"
# property: (classes it belongs to, types of its values)
PROPERTIES = {
    "name": ("Thing", "Text"),
    "alternateName": ("Thing", "Text"),
    "description": ("Thing", "Text"),
    "url": ("Thing", "URL"),
    "sameAs": ("Thing", "URL"),
    "image": ("Thing", "URL"),
    "identifier": ("Thing", "Text URL"),
    "author": ("CreativeWork Rating", AGENT),
    "creator": ("CreativeWork", AGENT),
    "publisher": ("CreativeWork", AGENT),
    "datePublished": ("CreativeWork", "Date DateTime"),
    "dateModified": ("CreativeWork", "Date DateTime"),
    "inLanguage": ("CreativeWork", "Text"),
    "text": ("CreativeWork", "Text"),
    "about": ("CreativeWork", "Thing"),
    "citation": ("CreativeWork", "CreativeWork Text"),
    "archivedAt": ("CreativeWork", "URL"),
    "isPartOf": ("CreativeWork", "CreativeWork URL"),
    "headline": ("CreativeWork", "Text"),
    "license": ("CreativeWork", "CreativeWork URL"),
    "claimReviewed": ("ClaimReview", "Text"),
    "itemReviewed": ("Review", "Thing"),
    "reviewBody": ("Review", "Text"),
    "reviewRating": ("Review", "Rating"),
    "reviewAspect": ("Review Rating", "Text"),
    "appearance": ("Claim", "CreativeWork"),
    "firstAppearance": ("Claim", "CreativeWork"),
    "claimInterpreter": ("Claim", AGENT),
    "spokenByCharacter": ("Quotation", AGENT),
    "ratingValue": ("Rating", "Number Text"),
    "bestRating": ("Rating", "Number Text"),
    "worstRating": ("Rating", "Number Text"),
    "ratingExplanation": ("Rating", "Text"),
}
REQUIRED = {
    "ClaimReview": ["url", "claimReviewed", "reviewRating"],
    "Rating": ["alternateName"],
    "Organization": ["name"],
    "Person": ["name"],
}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


def problems(document: Any) -> list[str]:
    """One line for each breach; none for a valid fact check."""
    if not isinstance(document, dict):
        return ["the document is no object"]
    found = list(_of_node(document, "$"))
    if document.get("@context") not in ("https://schema.org", "https://schema.org/", "http://schema.org"):
        found.append("$: the context is not schema.org")
    if document.get("@type") != "ClaimReview":
        found.append("$: this is no ClaimReview")
    return [*found, *_of_scale(document.get("reviewRating", {}))]


def _of_node(node: dict[str, Any], at: str) -> Iterator[str]:
    kind = node.get("@type", "")
    if kind not in PARENTS:
        yield f"{at}: unknown type {kind!r}"
        return
    for name in REQUIRED.get(kind, []):
        if not node.get(name):
            yield f"{at}: {kind} needs {name}"
    for name, value in node.items():
        if not name.startswith("@"):
            yield from _of_property(kind, name, value, f"{at}.{name}")


def _of_property(kind: str, name: str, value: Any, at: str) -> Iterator[str]:
    if name not in PROPERTIES:
        yield f"{at}: unknown property"
        return
    domains, ranges = (names.split() for names in PROPERTIES[name])
    if not any(_is_a(kind, domain) for domain in domains):
        yield f"{at}: {kind} has no such property"
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if not any(_is_a(one.get("@type", ""), wanted) for wanted in ranges):
                yield f"{at}: {one.get('@type')} is not among {ranges}"
            yield from _of_node(one, at)
        elif not any(_fits(one, wanted) for wanted in ranges):
            yield f"{at}: {one!r} is not among {ranges}"


def _is_a(kind: str, wanted: str) -> bool:
    return bool(kind) and (kind == wanted or _is_a(PARENTS.get(kind, ""), wanted))


def _fits(value: Any, wanted: str) -> bool:
    if wanted == "Number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if not isinstance(value, str) or not value.strip():
        return False
    if wanted == "Text":
        return True
    if wanted == "URL":
        return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
    return _is_date(value) if wanted in ("Date", "DateTime") else False


def _is_date(value: str) -> bool:
    """ISO 8601; a year or a month alone is one too."""
    if not DATE.match(value):
        return _parses(datetime, value)
    return _parses(date, value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)


def _parses(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def _of_scale(rating: Any) -> Iterator[str]:
    value, best, worst = (rating.get(name) for name in ("ratingValue", "bestRating", "worstRating"))
    if value is not None and not (worst is not None and best is not None and worst <= value <= best):
        yield f"$.reviewRating: {value} is not on a scale from {worst} to {best}"
