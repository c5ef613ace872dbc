"""Files that are broken, or meant to harm: a sentence for who gave them, and no harm."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.documents import W, assembled, make_docx, make_epub, make_pdf, make_tei, make_zip, paragraph
from texts.importing import Kind, Unreadable, kind_of, read_apart
from texts.importing import apart as apart_module
from texts.importing.reading import read_document

pytestmark = pytest.mark.pure

LAUGHS = "<!DOCTYPE x [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
WORDS = paragraph("Words.")


def refused(data: bytes, kind: Kind) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_document(data, kind)
    return str(refusal.value)


@pytest.mark.parametrize("definition", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_are_never_followed(definition: str) -> None:
    name = "l9" if definition is LAUGHS else "e"
    document = f'<?xml version="1.0"?>{definition}<w:document {W}><w:body>&{name};</w:body></w:document>'
    tei = make_tei(f"<p>&{name};</p>").replace(b'<?xml version="1.0"?>', f'<?xml version="1.0"?>{definition}'.encode())
    chapter = f"{definition}<html><body>&{name};</body></html>"
    for data, kind in (
        (make_docx(WORDS, **{"word/document.xml": document}), "docx"),
        (tei, "tei"),
        (tei.decode().encode("utf-16"), "tei"),
        (make_epub({"a.xhtml": ""}, **{"OEBPS/a.xhtml": chapter}), "epub"),
    ):
        assert "abbreviations of its own" in refused(data, kind)  # type: ignore[arg-type]


def test_an_entity_that_is_defined_elsewhere_is_not_passed_over() -> None:
    tei = make_tei("<p>a&who;b</p>").replace(b"?><TEI", b'?><!DOCTYPE TEI SYSTEM "http://e.org/x.dtd"><TEI')
    assert "abbreviations" in refused(tei, "tei")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    zeros = b"0" * 120_000_000
    assert "Unpacked" in refused(make_docx(WORDS, **{"word/media/image1.png": zeros}), "docx")
    many = make_zip({f"{n}.txt": "" for n in range(6_000)} | {"word/document.xml": ""})
    assert "Unpacked" in refused(many, "docx")


def test_a_huge_picture_in_a_word_document_is_not_unpacked() -> None:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(make_docx(WORDS))) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("word/media/image1.png", b"\x89PNG" + bytes(9_000_000))
    assert read_document(made.getvalue(), "docx").whole == "Words."


def test_paths_out_of_a_book_lead_nowhere() -> None:
    for path in ("../../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd"):
        assert "no chapters" in refused(make_epub({path: ""}), "epub")
    container = '<container><rootfiles><rootfile full-path="/etc/passwd"/></rootfiles></container>'
    assert "broken" in refused(make_epub({"a.xhtml": "a"}, **{"META-INF/container.xml": container}), "epub")


def test_a_protected_book_is_refused_and_scrambled_fonts_are_not() -> None:
    said = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    for algorithm, readable in (
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", False),
        ("http://www.idpf.org/2008/embedding", True),
    ):
        book = make_epub({"a.xhtml": "<p>Words.</p>"}, **{"META-INF/encryption.xml": said.format(algorithm)})
        assert (read_document(book, "epub").whole == "Words.") if readable else "DRM" in refused(book, "epub")


def test_every_beginning_of_a_file_is_read_or_refused() -> None:
    files: dict[Kind, bytes] = {
        "docx": make_docx(WORDS),
        "epub": make_epub({"a.xhtml": "<p>Words.</p>"}),
        "pdf": make_pdf([["Words."]]),
        "tei": make_tei("<p>Words.</p>"),
        "html": b"<html><body><table><tr><td><p>Words.",
    }
    for kind, data in files.items():
        for share in range(1, 8):
            with suppress(Unreadable):
                assert read_document(data[: len(data) * share // 8], kind).parts


@pytest.mark.parametrize(
    "html", ["<div>" * 5_000 + "x", "<b>" * 5_000 + "x", "<ul><li>" * 3_000 + "x"], ids=["div", "b", "ul"]
)
def test_passages_within_passages_beyond_measure_are_refused(html: str) -> None:
    assert "within passages" in refused(f"<html>{html}</html>".encode(), "html")


def test_lists_as_deep_as_markdown_cannot_go_keep_their_words() -> None:
    drafted = read_document(("<html>" + "<ul><li>a" * 60).encode(), "html")
    assert drafted.whole.count("a") == 60


def test_a_pdf_of_pictures_says_what_to_do() -> None:
    assert "text recognition (OCR)" in refused(make_pdf([[], []]), "pdf")


def test_a_pdf_with_a_password_is_refused_and_one_that_only_forbids_printing_is_read() -> None:
    for password, readable in (("secret", False), ("", True)):
        writer, made = PdfWriter(), BytesIO()
        writer.append(PdfReader(BytesIO(make_pdf([["Words."]]))))
        writer.encrypt(password, "owner", algorithm="AES-256")
        writer.write(made)
        data = made.getvalue()
        assert read_document(data, "pdf").whole == "Words." if readable else "password" in refused(data, "pdf")


def test_a_pdf_whose_pages_go_in_a_circle_or_claim_to_be_millions_is_refused() -> None:
    circle = assembled(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"])
    assert refused(circle, "pdf").endswith(".")
    kids = " ".join(["3 0 R"] * 2_001)
    many = assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count 2001 /Kids [{kids}] >>",
            "<< /Type /Page /Parent 2 0 R >>",
        ]
    )
    assert "2,000 pages" in refused(many, "pdf")


# What is in a file counts, not its name


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (make_docx(WORDS), "a.pdf", "docx"),
        (make_epub({"a.xhtml": ""}), "a.zip", "epub"),
        (make_pdf([["W"]]), "a.txt", "pdf"),
        (make_tei("<p>W</p>"), "a.html", "tei"),
        (b"\xef\xbb\xbf<!-- saved --><!DOCTYPE html><p>W", "a.txt", "html"),
        ("<html><p>W".encode("utf-16"), "a", "html"),
        (b"<p>Fragment</p>", "a.htm", "html"),
        (b"Some <b>words</b> of Markdown", "a.md", None),
        (b"", "a.docx", None),
    ],
    ids=["docx", "epub", "pdf", "tei", "html", "html-16", "fragment", "markdown", "empty"],
)  # fmt: skip
def test_a_kind_is_known_by_what_is_in_the_file(data: bytes, name: str, kind: str | None) -> None:
    assert kind_of(data, name) == kind


def test_other_archives_are_refused_with_advice() -> None:
    for entries, advice in (
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "Save it as a Word document"),
        ({"xl/workbook.xml": ""}, "neither a Word document (DOCX) nor an EPUB"),
    ):
        with pytest.raises(Unreadable, match=re.escape(advice)):
            kind_of(make_zip(entries))


# In a process of its own


def test_a_reader_that_runs_too_long_is_ended() -> None:
    with pytest.raises(Unreadable, match="took too long"):
        read_apart(make_docx(WORDS), "docx", seconds=0.01)


def test_a_reader_has_no_secrets_and_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "Zanzibar-7791")
    assert "SECRET_KEY" not in apart_module._environment()
    assert read_apart(b"<html><p>Words.</p></html>", "html").whole == "Words."
    with pytest.raises(Unreadable, match="There are no words"):
        read_apart(b"<html></html>", "html")
