"""The source shelf: works that are described once and used by many checks, and the files they come from and go to."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotator.checking.forms import ReferenceForm
from annotator.checking.shelf import put
from annotator.notes.models import Annotation, Reference, Source
from annotator.people.models import User
from tests.making import make_note, make_text
from tests.test_checking import client_of, words_of
from texts.citations import read

pytestmark = pytest.mark.django_db

STORM = {
    "kind": "book",
    "title": "The Gathering Storm",
    "authors": "Churchill, Winston S.",
    "container": "The Second World War",
    "volume": "1",
    "place": "London",
    "publisher": "Cassell",
    "date": "1948",
}
LINE = "Winston S. Churchill, The Gathering Storm, The Second World War, vol. 1 (London: Cassell, 1948)."
BIBTEX = """@book{a, title = {The Gathering Storm}, author = {Churchill, Winston S.}, year = {1948}, language = {Old English}}
@article{b, title = {On quoting}, author = {Doe, Jane and Roe, Richard}, journal = {Words}, year = 2001, pages = {3--9}}
"""


def shelve(by: User, **changes: str) -> Reference:
    form = ReferenceForm({**STORM, **changes})
    assert form.is_valid(), form.errors
    return put(form, by)[0]


@pytest.fixture
def note(learner1: User, instructor: User) -> Annotation:
    return make_note(make_text("It keft a mark.", author=instructor), learner1, "assessing", "keft a mark")


@pytest.fixture
def reader(learner2: User) -> Client:
    return client_of(learner2)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args, query=query or None))
    assert answer.status_code == 200
    return words_of(answer)


# On the shelf


def test_a_work_is_put_on_the_shelf_once(reader: Client) -> None:
    answer = reader.post(reverse("add-reference"), STORM)
    reference = Reference.objects.get()
    assert answer.headers["Location"] == reference.get_absolute_url()
    assert reference.line == LINE
    again = reader.post(
        reverse("add-reference"), {**STORM, "title": "the gathering storm", "pages": "301"}, follow=True
    )
    assert "The shelf had this work already." in words_of(again)
    assert Reference.objects.count() == 1


def test_what_is_wrong_with_a_work_is_said_and_nothing_is_lost(reader: Client) -> None:
    answer = reader.post(reverse("add-reference"), {**STORM, "url": "javascript:alert(1)"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Write an address that begins with https:// or http://." in html
    assert "Churchill, Winston S.</textarea>" in html and 'value="The Gathering Storm"' in html


def test_works_are_found_by_all_their_words(reader: Client, learner1: User) -> None:
    shelve(learner1)
    shelve(learner1, title="Their Finest Hour", volume="2", date="1949")
    assert "2 works" in page(reader, "sources")
    found = page(reader, "sources", q="churchill 1949")
    assert "1 work" in found and "Their Finest Hour" in found and "The Gathering Storm" not in found
    assert "No work on the shelf has “Eden”." in page(reader, "sources", q="Eden")


def test_an_empty_shelf_says_what_it_is_for(reader: Client) -> None:
    assert "The shelf is empty" in page(reader, "sources")


def test_the_shelf_is_in_pages_and_asks_few_queries(
    reader: Client, learner1: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        shelve(learner1, title=f"Book {number:02}")
    with django_assert_max_num_queries(6):
        first = page(reader, "sources")
    assert "Page 1 of 2" in first and "Book 24" in first and "Book 25" not in first
    assert "Book 25" in page(reader, "sources", page="2")


def test_a_work_is_edited_by_who_added_it_and_its_history_stays(learner1: User, reader: Client) -> None:
    reference = shelve(learner1)
    address = reverse("edit-reference", args=[reference.pk])
    assert reader.get(address).status_code == 403
    answer = client_of(learner1).post(address, {**STORM, "date": "1949"}, follow=True)
    said = words_of(answer)
    assert "1949" in said and "date before 1948" in said.replace("Date", "date")
    assert "Churchill, Winston S.</textarea>" in client_of(learner1).get(address).content.decode()


def test_a_work_is_not_edited_into_another(learner1: User) -> None:
    shelve(learner1)
    other = shelve(learner1, date="1949")
    answer = client_of(learner1).post(reverse("edit-reference", args=[other.pk]), STORM)
    assert answer.status_code == 422 and "The shelf has this work already" in words_of(answer)


def test_a_work_s_page_lists_only_the_checks_one_may_read(
    note: Annotation, learner1: User, learner2: User, reader: Client
) -> None:
    reference = shelve(learner1)
    hidden = make_note(note.text, learner1, "assessing", "mark", visibility="private")
    for check in (note, hidden):
        Source.objects.create(quote_check=check.quote_check, reference=reference, citation=LINE, added_by=learner1)
    assert "1 quotation held against it" in page(reader, "reference", reference.pk)
    assert "2 quotations held against it" in page(client_of(learner1), "reference", reference.pk)


# In and out


def test_a_file_is_looked_at_before_it_is_stored(reader: Client, learner1: User) -> None:
    shelve(learner1, title="On quoting", authors="Doe, Jane\nRoe, Richard", container="Words", volume="", kind="article", place="", publisher="", date="2001")  # fmt: skip
    look = reader.post(reverse("import-sources"), {"words": BIBTEX})
    said = words_of(look)
    assert "2 works in it" in said and "The shelf has it already." in said
    assert Reference.objects.count() == 1
    html = look.content.decode()
    assert 'name="take" value="0" checked' in html and 'name="take" value="1">' in html
    reader.post(reverse("import-sources"), {"words": BIBTEX, "store": "1", "take": ["0", "1"]})
    made = Reference.objects.get(title="The Gathering Storm")
    assert (made.authors, made.language, made.note) == (
        [{"family": "Churchill", "given": "Winston S."}],
        "",
        "Language: Old English",
    )
    assert Reference.objects.count() == 2


def test_what_cannot_be_read_is_said_in_sentences(reader: Client) -> None:
    answer = reader.post(reverse("import-sources"), {"words": BIBTEX + "\n@book{c, title = {Half"})
    assert "2 works in it" in words_of(answer) and 'class="error"' in answer.content.decode()
    assert "This is not BibTeX, RIS or CSL-JSON." in words_of(
        reader.post(reverse("import-sources"), {"words": "Hello."})
    )
    assert "Paste something, or choose a file." in words_of(reader.post(reverse("import-sources"), {"words": " "}))


def test_a_file_may_be_uploaded_and_need_not_be_chosen_again(reader: Client) -> None:
    file = SimpleUploadedFile("my.bib", BIBTEX.encode())
    answer = reader.post(reverse("import-sources"), {"file": file})
    assert "2 works in it" in words_of(answer) and "Jane and Roe" in answer.content.decode()


def test_a_work_with_a_wrong_field_is_shown_and_cannot_be_ticked(reader: Client) -> None:
    words = json.dumps([{"type": "book", "title": "A" * 1001}])
    answer = reader.post(reverse("import-sources"), {"words": words})
    assert "Ensure this value has at most 1000 characters" in words_of(answer) and "disabled" in answer.content.decode()
    reader.post(reverse("import-sources"), {"words": words, "store": "1", "take": ["0"]})
    assert not Reference.objects.exists()


@pytest.mark.parametrize(("form", "name"), [("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json")])
def test_what_goes_out_comes_in_again(form: Any, name: str, reader: Client, learner1: User) -> None:
    reference = shelve(learner1)
    shelve(learner1, title="Their Finest Hour")
    one = reader.get(reverse("export-reference", args=[reference.pk], query={"form": form}))
    assert one.headers["Content-Disposition"] == f'attachment; filename="source-{reference.pk}.{name}"'
    reading = read(one.content.decode(), form)
    assert [work.title for work in reading.citations] == ["The Gathering Storm"] and not reading.problems
    every = reader.get(reverse("export-sources", query={"form": form})).content.decode()
    assert len(read(every, form).citations) == 2
    assert (
        len(read(reader.get(reverse("export-sources", query={"form": form, "q": "Finest"})).content.decode()).citations)
        == 1
    )
    assert reader.get(reverse("export-sources", query={"form": "word"})).status_code == 404


# Beside a check


def test_a_work_is_chosen_from_the_shelf_without_a_script(note: Annotation, reader: Client, learner1: User) -> None:
    reference = shelve(learner1, url="https://example.org/storm")
    address = reverse("add-source", args=[note.pk])
    typed = {"excerpt": "left a mark", "locator": "p. 301", "exact": "keft a mark", "url": "nonsense at"}
    look = reader.post(address, {**typed, "shelf_q": "gathering", "shelf": "1"})
    html = unescape(look.content.decode())
    assert look.status_code == 200 and LINE in html and 'value="p. 301"' in html
    assert not Source.objects.exists()
    reader.post(address, {**typed, "url": "", "pick": str(reference.pk)})
    source = Source.objects.get()
    assert (source.reference, source.citation, source.locator) == (reference, reference.line, "p. 301")
    assert source.url == "https://example.org/storm"


def test_enter_in_the_search_looks_and_elsewhere_saves(note: Annotation, reader: Client, learner1: User) -> None:
    shelve(learner1)
    address = reverse("add-source", args=[note.pk])
    look = reader.post(address, {"enter": "1", "shelf_q": "storm", "locator": "p. 1"})
    assert look.status_code == 200 and LINE in unescape(look.content.decode()) and not Source.objects.exists()
    reader.post(address, {"enter": "1", "shelf_q": "storm", "citation": "Memoirs"})
    assert Source.objects.get().citation == "Memoirs"


def test_a_chosen_work_fills_the_citation(note: Annotation, reader: Client, learner1: User) -> None:
    reference = shelve(learner1)
    address = reverse("look-on-shelf", args=[note.pk])
    by_script = {"HX-Request": "true"}
    found = reader.post(address, {"shelf_q": "storm"}, headers=by_script).content.decode()
    assert LINE in found and f'name="pick" value="{reference.pk}"' in found
    filled = reader.post(address, {"chosen": "1", "reference": str(reference.pk)}, headers=by_script).content.decode()
    assert f"{LINE}</textarea>" in filled and f'name="reference" value="{reference.pk}"' in filled
    own = reader.post(address, {"chosen": "1", "reference": "", "pick": str(reference.pk)}, headers=by_script)
    assert LINE not in own.content.decode()
    reader.post(
        reverse("add-source", args=[note.pk]), {"reference": "", "pick": str(reference.pk), "citation": "Mine."}
    )
    assert Source.objects.get().citation == "Mine."


def test_a_new_work_described_beside_a_check_is_on_the_shelf(note: Annotation, reader: Client, learner2: User) -> None:
    fields = {f"new-{name}": value for name, value in STORM.items()}
    reader.post(reverse("add-source", args=[note.pk]), {**fields, "excerpt": "left a mark"})
    reference = Reference.objects.get()
    assert (reference.added_by, Source.objects.get().reference, Source.objects.get().citation) == (
        learner2,
        reference,
        LINE,
    )
    reader.post(reverse("add-source", args=[note.pk]), fields)
    assert (Reference.objects.count(), Source.objects.count()) == (1, 2)


def test_a_work_half_described_is_asked_again(note: Annotation, reader: Client) -> None:
    answer = reader.post(reverse("add-source", args=[note.pk]), {"new-date": "1948", "citation": "Something"})
    assert answer.status_code == 422 and 'value="1948"' in answer.content.decode()
    assert not Source.objects.exists() and not Reference.objects.exists()


def test_a_source_without_any_work_is_asked_again(note: Annotation, reader: Client) -> None:
    answer = reader.post(reverse("add-source", args=[note.pk]), {"locator": "p. 3"})
    assert answer.status_code == 422
    assert "Name the source: write it here, choose it from the shelf, or describe it." in words_of(answer)
