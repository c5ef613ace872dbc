"""What the names in a web annotation stand for, as RDF knows them: the context http://www.w3.org/ns/anno.jsonld. Pure."""

from __future__ import annotations

PREFIXES = {
    "oa": "http://www.w3.org/ns/oa#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "iana": "http://www.iana.org/assignments/relation/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "schema": "http://schema.org/",
    "ldp": "http://www.w3.org/ns/ldp#",
}


def _all(prefix: str, names: str) -> dict[str, str]:
    """Of names that RDF has under the same; `a=b` where it has another."""
    pairs = (name.partition("=") for name in names.split())
    return {name: f"{prefix}:{other or name}" for name, _, other in pairs}


CLASSES = {
    **_all(
        "oa", "Annotation TextualBody ResourceSelection SpecificResource FragmentSelector CssSelector XPathSelector"
    ),
    **_all("oa", "TextQuoteSelector TextPositionSelector DataPositionSelector SvgSelector RangeSelector TimeState"),
    **_all("oa", "HttpRequestState CssStylesheet=CssStyle Choice Composite List Independents Motivation"),
    **_all("dctypes", "Dataset Image=StillImage Video=MovingImage Audio=Sound Text"),
    **_all("foaf", "Person Organization"),
    **_all("as", "Software=Application AnnotationCollection=OrderedCollection AnnotationPage=OrderedCollectionPage"),
    **_all("schema", "Audience"),
    **_all("ldp", "BasicContainer"),
}
WORDS = {
    **_all("oa", "assessing bookmarking classifying commenting describing editing highlighting identifying linking"),
    **_all("oa", "moderating questioning replying reviewing tagging"),
    **_all("oa", "auto=autoDirection ltr=ltrDirection rtl=rtlDirection"),
}
RESOURCES = {  # properties whose values are resources
    **_all("oa", "body=hasBody target=hasTarget source=hasSource selector=hasSelector state=hasState scope=hasScope"),
    **_all("oa", "refinedBy startSelector=hasStartSelector endSelector=hasEndSelector renderedVia via canonical"),
    **_all("oa", "stylesheet=styledBy cached=cachedSource"),
    **_all("dcterms", "creator rights conformsTo"),
    **_all("as", "generator items partOf first last next prev"),
    **_all("foaf", "homepage"),
    **_all("schema", "audience"),
    **_all("ldp", "contains"),
}
NAMED = _all("oa", "motivation=motivatedBy purpose=hasPurpose textDirection")  # whose values are WORDS
MOMENTS = {
    **_all("dcterms", "created modified generated=issued"),
    **_all("oa", "sourceDate sourceDateStart sourceDateEnd"),
}
NUMBERS = {**_all("oa", "start end"), **_all("as", "total=totalItems startIndex")}
TEXTS = {
    **_all("oa", "bodyValue processingLanguage exact prefix suffix styleClass"),
    **_all("dc", "format language"),
    **_all("rdf", "value"),
    **_all("rdfs", "label"),
    **_all("foaf", "name email=mbox email_sha1=mbox_sha1sum nickname=nick"),
    **_all("schema", "accessibility=accessibilityFeature"),
}
PROPERTIES = {**RESOURCES, **NAMED, **MOMENTS, **NUMBERS, **TEXTS}
