"""What a client asks for in its headers: Accept (RFC 9110), Prefer (RFC 7240), entity tags. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

LD_JSON = "application/ld+json"
TURTLE = "text/turtle"
OFFERED = (LD_JSON, "application/json", "text/html", TURTLE)
LDP, OA = "http://www.w3.org/ns/ldp#", "http://www.w3.org/ns/oa#"
MINIMAL, IRIS = f"{LDP}PreferMinimalContainer", f"{OA}PreferContainedIRIs"
DESCRIPTIONS = f"{OA}PreferContainedDescriptions"
_INCLUDE = re.compile(r"""\binclude\s*=\s*(?:"([^"]*)"|([^\s;,]+))""", re.IGNORECASE)
_TAG = re.compile(r'\*|(?:W/)?"[^"]*"')


def best(accept: str | None, offered: Sequence[str] = OFFERED) -> str | None:
    """The media type to answer with, of those `offered` (the first is ours to choose); None if none will do."""
    if accept is None or not accept.strip():
        return offered[0]
    ranges = [_media_range(part) for part in _split(accept)]
    weighed = [(_weight(one, ranges), -place, one) for place, one in enumerate(offered)]
    weight, _, chosen = max(weighed)
    return chosen if weight > 0 else None


def _split(header: str) -> list[str]:
    """At commas outside quotes."""
    return [part for part in re.findall(r'(?:[^,"]|"[^"]*")+', header) if part.strip()]


def _media_range(part: str) -> tuple[str, float]:
    name, *parameters = re.findall(r'(?:[^;"]|"[^"]*")+', part) or [""]
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                weight = min(1.0, max(0.0, float(value)))
            except ValueError:
                weight = 0.0
    return name.strip().lower(), weight


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """By the most precise range that covers it."""
    family = offer.split("/")[0]
    for name in (offer, f"{family}/*", "*/*"):
        weights = [weight for one, weight in ranges if one == name]
        if weights:
            return max(weights)
    return 0.0


class Preference(NamedTuple):
    """How much of its contents a container shows."""

    minimal: bool = False
    iris: bool = False
    asked: bool = False


def preference(prefer: str | None) -> Preference:
    """Of the `include` of a Prefer header; whole descriptions unless IRIs alone are asked for."""
    named = {iri for quoted, bare in _INCLUDE.findall(prefer or "") for iri in (quoted or bare).split()}
    asked = bool(named & {MINIMAL, IRIS, DESCRIPTIONS})
    return Preference(MINIMAL in named, IRIS in named and DESCRIPTIONS not in named, asked)


def etag(content: bytes) -> str:
    """A strong entity tag for exactly these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def matches(header: str, tag: str, *, weakly: bool = False) -> bool:
    """Whether an If-Match header names `tag`; `weakly` as If-None-Match compares."""
    named = _TAG.findall(header)
    if weakly:
        named = [one.removeprefix("W/") for one in named]
    return "*" in named or tag in named


def media_type(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()
