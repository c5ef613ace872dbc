"""What becomes of a source's citation on its way in, out, and onto the page."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from texts.citation import KINDS, date_in_words, one_line
from texts.citations import LONGEST, Citation, Format, Person, read, readable, recognised, write

pytestmark = pytest.mark.pure

STORM = Citation(
    title="The Gathering Storm",
    kind="book",
    authors=(Person("Churchill", "Winston S."),),
    container="The Second World War",
    publisher="Cassell",
    place="London",
    date="1948",
    volume="1",
    pages="301-305",
)
NEWS = Citation(
    title="Stalin ‘planned to send a million troops to stop Hitler’",
    kind="newspaper",
    authors=(Person("Holdsworth", "Nick"),),
    container="The Sunday Telegraph",
    date="2008-10-18",
    url="https://example.org/a_b?c=%20d&e=~f#g",
    accessed="2024-05-03",
    language="en-GB",
)
FORMATS: tuple[Format, ...] = ("bibtex", "ris", "csl-json")


# For people.


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (
            STORM,
            "Winston S. Churchill, The Gathering Storm, The Second World War, vol. 1 (London: Cassell, 1948), "
            "pp. 301–305.",
        ),
        (
            NEWS,
            "Nick Holdsworth, “Stalin ‘planned to send a million troops to stop Hitler’”, The Sunday Telegraph "
            "(18 October 2008). https://example.org/a_b?c=%20d&e=~f#g (seen 3 May 2024).",
        ),
        (
            Citation(
                "On Truth",
                "chapter",
                (Person("A"), Person("B", "X."), Person("C")),
                (Person("D"),),
                "Essays",
                pages="7",
            ),
            "A, X. B and C, “On Truth”, in Essays, edited by D, p. 7.",
        ),
        (Citation("Is it so?"), "Is it so?"),
        (
            Citation("A speech", date="c. 1940", doi="10.1/x", edition="2nd"),
            "A speech, 2nd edition (c. 1940). doi:10.1/x.",
        ),
    ],
)
def test_a_citation_reads_as_one_line(citation: Citation, line: str) -> None:
    assert readable(citation) == str(citation) == line


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2008-10-18", "18 October 2008"),
        ("2008-10", "October 2008"),
        ("2008", "2008"),
        ("2008-13", "2008-13"),
        ("", ""),
    ],
)
def test_dates_are_read_out(date: str, words: str) -> None:
    assert date_in_words(date) == words


# Out and in again.


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("citation", [STORM, NEWS], ids=["book", "newspaper"])
def test_a_citation_comes_back_as_it_went_out(citation: Citation, form: Format) -> None:
    file = write([citation], form)
    assert recognised(file) == form
    assert read(file).citations == (citation,)
    assert read(file).problems == ()


LINES = st.text(st.characters(blacklist_categories=["C", "Z"], max_codepoint=0x2FFF) | st.just(" "), max_size=30).map(
    one_line
)
PLAIN = st.text(st.characters(whitelist_categories=["L", "N"], max_codepoint=0x2FFF), min_size=1, max_size=12)
PEOPLE = st.lists(st.builds(Person, PLAIN, st.just("") | PLAIN), max_size=3).map(tuple)
DATES = st.sampled_from(["", "1948", "2008-10", "2008-10-18", "c. 1948"])
CITATIONS = st.builds(
    Citation,
    title=LINES.filter(bool),
    kind=st.sampled_from(KINDS),
    authors=PEOPLE,
    editors=PEOPLE,
    **dict.fromkeys(["container", "publisher", "place", "volume", "issue", "pages", "edition", "note"], LINES),
    date=DATES,
    accessed=DATES,
    language=st.sampled_from(["", "en", "de-AT"]),
    url=st.sampled_from(["", "https://example.org/a_b%20c;d?e={f}&g#~"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(CITATIONS, max_size=3))
def test_csl_json_loses_nothing(citations: list[Citation]) -> None:
    assert list(read(write(citations, "csl-json"), "csl-json").citations) == citations


@settings(max_examples=200, deadline=None)
@given(CITATIONS)
def test_ris_loses_nothing(citation: Citation) -> None:
    assert read(write([citation], "ris"), "ris").citations == (citation,)


@settings(max_examples=200, deadline=None)
@given(CITATIONS)
def test_bibtex_loses_nothing(citation: Citation) -> None:
    assert read(write([citation], "bibtex"), "bibtex").citations == (citation,)


@given(CITATIONS)
def test_every_citation_can_be_read_out_on_one_line(citation: Citation) -> None:
    line = readable(citation)
    assert citation.title in line
    assert "\n" not in line


# Files of others.


def test_latex_in_bibtex_is_read_as_text() -> None:
    file = r"""
    % a comment
    @string{cassell = "Cassell \& Co."}
    @Book{churchill,
      AUTHOR = {Churchill, Winston S. and Sch{\"o}n, J{\'e}r{\^o}me and {United Nations} and Ludwig van Beethoven},
      title = "The {G}athering {S}torm --- 100% of it", year = 1948, month = oct,
      publisher = cassell, address = {London}, pages = {301--305}}
    """
    (citation,) = read(file).citations
    assert citation.title == "The Gathering Storm — 100% of it"
    assert [str(person) for person in citation.authors] == [
        "Winston S. Churchill",
        "Jérôme Schön",
        "United Nations",
        "Ludwig van Beethoven",
    ]
    assert citation.authors[3] == Person("van Beethoven", "Ludwig")
    assert (citation.publisher, citation.date, citation.pages) == ("Cassell & Co.", "1948-10", "301–305")


@pytest.mark.parametrize("latex", ["\\textbf", "\\begin{a}", "$a", "\\(", "\\sqrt[", "\\\\", "\\item[", "\\'"])
def test_latex_that_never_ends_is_read_in_bounded_time(latex: str) -> None:
    start = time.process_time()
    read("@book{a, title = {T}, author = {" + latex * 3000 + "}, note = {" + latex * 3000 + "}}")
    assert time.process_time() - start < 5


def test_latex_reads_no_files() -> None:
    (citation,) = read(r"@book{a, title = {T \input{/etc/hostname} U}}").citations
    assert citation.title == "T U"


def test_ris_of_other_programs_is_read() -> None:
    file = "TY  - NEWS\r\nA1  - Holdsworth, Nick\r\nT1  - A title\r\n that goes on\r\nJF  - Telegraph\r\n"
    (citation,) = read(file + "Y1  - 2008/10/18/\r\nSP  - 1\r\nEP  - 3\r\nER  - \r\n").citations
    assert citation == Citation(
        "A title that goes on",
        "newspaper",
        (Person("Holdsworth", "Nick"),),
        (),
        "Telegraph",
        date="2008-10-18",
        pages="1-3",
    )


def test_csl_json_of_other_programs_is_read() -> None:
    item = {
        "title": "T",
        "type": "song",
        "author": [{"family": "Beethoven", "non-dropping-particle": "van", "given": "Ludwig"}, {"literal": "UN"}, 7],
        "issued": {"date-parts": [["2008", "10"]]},
        "volume": 3,
        "page": None,
    }
    (citation,) = read(json.dumps(item)).citations
    assert citation == Citation(
        "T", authors=(Person("van Beethoven", "Ludwig"), Person("UN")), date="2008-10", volume="3"
    )


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("", "This is not BibTeX, RIS or CSL-JSON."),
        ("some words", "This is not BibTeX, RIS or CSL-JSON."),
        ("write to me@example.org", "No source was found in this file."),
        ("[]", "No source was found in this file."),
        ("[1]", "Entry 1 is not an object with fields."),
        ("[{}]", "Entry 1 has no title."),
        ('[{"title": ["x"]}]', "Entry 1 has no title."),
        ("{", "This is not JSON: line 1, column 2."),
        ("[" * 100_000, "This JSON holds a number too long, or lists too deep, to be a list of sources."),
        (
            '[{"title": ' + "9" * 5000 + "}]",
            "This JSON holds a number too long, or lists too deep, to be a list of sources.",
        ),
        ("TY  - BOOK\nAU  - A\nER  - \n", "Entry 1 has no title."),
        ("@book{a, year = 1948}", "The entry a has no title."),
        ("@book{a, title = {" + "{" * 60 + "x" + "}" * 60 + "}}", "The entry a has too many braces within braces."),
        ("@" * (LONGEST + 1), "The file is too long: 1,000,001 characters, 1,000,000 at most."),
    ],
)
def test_a_file_that_holds_no_source_is_told_in_a_sentence(file: str, problem: str) -> None:
    reading = read(file)
    assert reading.citations == ()
    assert reading.problems == (problem,)


def test_what_can_be_read_of_a_broken_file_is_kept() -> None:
    reading = read("@book{a, title = {One}}\n@book{a, title = {Two}}\n@book{b, title = {Three")
    assert [citation.title for citation in reading.citations] == ["One"]
    assert len(reading.problems) == 2
    assert all(problem.startswith("The entry on line") and problem.endswith(".") for problem in reading.problems)


def test_a_ris_entry_without_an_end_is_read_and_told() -> None:
    reading = read("TY  - BOOK\nTI  - One\n")
    assert [citation.title for citation in reading.citations] == ["One"]
    assert reading.problems == ("Entries that begin (TY): 1. Entries that end (ER): 0.",)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="@{}[]\"',=\\#%~$ \nabTYER-019:", max_size=120), st.sampled_from(FORMATS))
def test_no_file_breaks_the_reader(file: str, form: Format) -> None:
    reading = read(file, form)
    assert reading.citations or reading.problems


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "@book{",
        "@book{a, title={x}}\n",
        "\\",
        "@book{a,title={" + "{\\'" * 20,
        "TY  - BOOK\n",
        "TI  - x\n",
        "[",
        '{"title":',
        "a and ",
    ],
)
def test_hostile_files_are_read_in_bounded_time(piece: str, form: Format) -> None:
    start = time.process_time()
    read((piece * 100_000)[:100_000], form)
    assert time.process_time() - start < 5
