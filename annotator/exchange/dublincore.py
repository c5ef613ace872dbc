"""What a text and its revisions are called in files that carry them: Dublin Core where it has a word. Pure."""

TEXTS = "dcterms:references"
VERSIONS = "dcterms:hasVersion"
PART_OF = "dcterms:isPartOf"
REPLACES = "dcterms:replaces"
MESSAGE = "dc:description"
COLUMNS = {  # of a text
    "title": "dcterms:title",
    "byline": "dc:creator",
    "publisher": "dc:publisher",
    "published": "dc:date",
    "source_url": "dc:source",
    "rights": "dc:rights",
    "language": "language",
    "direction": "textDirection",
}
