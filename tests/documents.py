"""Small documents of every kind, made by hand: what is in them is seen in the test that reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def make_zip(entries: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in entries.items():
            archive.writestr(name, words)
    return made.getvalue()


def make_docx(body: str, **others: str | bytes) -> bytes:
    """A Word document with this inside of its `w:body`; `others` are parts by name, as `footnotes` or `comments`."""
    kinds = [name for name in others if name in ("footnotes", "comments", "styles", "header1")]
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/{name.rstrip("1")}" Target="{name}.xml"/>' for name in kinds
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return make_zip(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
            "word/document.xml": f"{XML}<w:document {W}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": others[name] for name in kinds},
            **{name: words for name, words in others.items() if name not in kinds},
        }
    )


def paragraph(words: str, style: str = "", marks: str = "") -> str:
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{said}<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def make_epub(chapters: Mapping[str, str], metadata: str = "", **others: str | bytes) -> bytes:
    """A book with these files in its spine, each the inside of a `body`."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(chapters))
    toc = others.pop("toc", "")
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>' if toc else ""
    page = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata>{metadata}</metadata><manifest>{nav}{items}</manifest><spine>{spine}</spine></package>",
            **{f"OEBPS/{name}": page.format(body) for name, body in chapters.items() if ".." not in name},
            **({"OEBPS/nav.xhtml": page.format(f"<nav>{toc!s}</nav>")} if toc else {}),
            **others,
        }
    )


def make_tei(body: str, header: str = "", language: str = "en") -> bytes:
    return (
        f'<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{language}"><teiHeader>{header}</teiHeader>'
        f"<text><body>{body}</body></text></TEI>"
    ).encode()


def make_pdf(pages: Sequence[Sequence[str]], extra: str = "", size: int = 12) -> bytes:
    """A PDF with these lines on its pages; `extra` goes into the trailer."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids: list[str] = []
    for lines in pages:
        drawn = "".join(_drawn(line, size) for line in lines)
        stream = f"BT /F1 {size} Tf 72 720 Td\n{drawn}ET"
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R"
        objects.append(f"{page} /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    return assembled(objects, extra)


def _drawn(line: str, size: int) -> str:
    """`18|Words` are words of another size than the rest."""
    own, _, words = line.partition("|")
    if not (words and own.isdecimal()):
        return f"({_escaped(line)}) Tj 0 -14 Td\n"
    return f"0 -{int(own) // 2} Td /F1 {own} Tf ({_escaped(words)}) Tj 0 -{max(14, int(own))} Td /F1 {size} Tf\n"


def assembled(objects: Sequence[str], extra: str = "") -> bytes:
    """A PDF file of these objects, the first of which is its root."""
    made = b"%PDF-1.4\n"
    places: list[int] = []
    for number, words in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{words}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return made + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF".encode()


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
