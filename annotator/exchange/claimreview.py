"""A finding as schema.org's ClaimReview, for search engines and for collections of fact checks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotator.exchange.findings import BEST, WORST, Appearance, Cited, Finding

SHORT = 250  # characters of the claim in its summary; the quoted words stand whole beside it
SCALE = (
    "From 1 (worst) to 5 (best): the lowest of what two readers, of whom neither knew the other's verdict, found about "
    "wording, attribution and context."
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publisher:
    name: str
    address: str


def claim_review(finding: Finding, publisher: Publisher) -> Json:
    """A ClaimReview; properties without a value are left out."""
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": finding.address,
            "url": finding.address,
            "claimReviewed": _short(finding.claim),
            "datePublished": finding.confirmed.date().isoformat(),
            "dateModified": max(finding.confirmed, finding.modified).date().isoformat(),
            "author": _organization(publisher),
            "publisher": _organization(publisher),
            "reviewRating": _rating(finding),
            "reviewBody": "\n\n".join(finding.reasons),
            "itemReviewed": _claim(finding),
            "citation": [_cited(source) for source in finding.sources],
        }
    )


def _rating(finding: Finding) -> Json:
    return {
        "@type": "Rating",
        "alternateName": finding.in_words,
        "ratingValue": finding.rating,
        "bestRating": BEST,
        "worstRating": WORST,
        "ratingExplanation": SCALE,
    }


def _claim(finding: Finding) -> Json:
    """That somebody said this is the claim of whoever quotes it; who is quoted, is what it is about."""
    text = finding.appearance
    return _filled(
        {
            "@type": "Claim",
            "text": finding.claim,
            "author": _person(text.byline),
            "datePublished": text.published,
            "appearance": _appearance(text),
            "firstAppearance": {"@type": "CreativeWork", "url": text.first_address} if text.first_address else None,
            "about": _quotation(finding),
        }
    )


def _quotation(finding: Finding) -> Json:
    work = _filled({"@type": "CreativeWork", "name": finding.work, "datePublished": finding.dated})
    return _filled(
        {
            "@type": "Quotation",
            "text": finding.words,
            "inLanguage": finding.appearance.language,
            "creator": _person(finding.speaker),
            "isPartOf": work if finding.work else None,
        }
    )


def _appearance(text: Appearance) -> Json:
    return _filled(
        {
            "@type": "CreativeWork",
            "url": text.address,
            "name": text.title,
            "author": _person(text.byline),
            "datePublished": text.published,
            "inLanguage": text.language,
        }
    )


def _cited(source: Cited) -> Json:
    return _filled(
        {
            "@type": "CreativeWork",
            "name": str(source),
            "url": source.url,
            "archivedAt": source.archived_url,
            "text": source.excerpt,
            "inLanguage": source.language,
        }
    )


def _organization(publisher: Publisher) -> Json:
    return {"@type": "Organization", "name": publisher.name, "url": publisher.address}


def _person(name: str) -> Json | None:
    return {"@type": "Person", "name": name} if name else None


def _short(claim: str) -> str:
    return claim if len(claim) <= SHORT else f"{claim[: SHORT - 1].rsplit(' ', 1)[0]}…"


def _filled(properties: Json) -> Json:
    return {name: value for name, value in properties.items() if value not in ("", None, [])}
