"""Documents on their way into the library: read in the background, looked at, stored once, and never in anybody else's sight."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.library import converting
from annotator.library.converting import convert
from annotator.library.models import KEPT, Upload
from annotator.library.working import LONGEST, reap, tidy
from annotator.people.models import User
from tests.documents import make_epub
from tests.making import make_text, make_upload
from texts.importing import Drafted, Part
from texts.models import Text

pytestmark = pytest.mark.django_db

PAGE = b"<!doctype html><html lang=de><title>Ein Titel</title><p>Ein <b>Wort</b>.</p><img src=x></html>"
BOOK = Drafted(
    [Part("One", "# One\n\nFirst words."), Part("Two", "Second words.")],
    title="A book",
    byline="A. Writer",
    language="fr",
)


@pytest.fixture
def editor(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker gives up connections between tasks, as requests do; a test's own holds its transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


def sent(client: Client, data: bytes, name: str, address: str = "/texts/import/", **fields: Any) -> Upload:
    answer = client.post(address, {"file": SimpleUploadedFile(name, data), "look": "1", **fields})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Upload.objects.get(pk=answer.headers["Location"].strip("/").split("/")[-1])


def ready(person: User, drafted: Drafted = BOOK, **fields: Any) -> Upload:
    return make_upload(person, state="ready", drafted=drafted.as_json(), **fields)


def page(client: Client, upload: Upload, status: int = 200, **data: Any) -> str:
    address = upload.get_absolute_url()
    answer = client.post(address, data) if data else client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_an_editor_sends_a_page_and_stores_what_the_worker_made_of_it(editor: Client, instructor: User) -> None:
    upload = sent(editor, PAGE, "seite.html")
    assert "next in the queue" in page(editor, upload)
    call_command("work", once=True)
    look = page(editor, upload)
    assert "<strong>Wort</strong>" in look and 'value="Ein Titel"' in look and "1 picture: left out" in look
    assert not Text.objects.exists()
    details = {
        "title": "Mein Titel",
        "language": "de",
        "direction": "ltr",
        "readers": "everyone",
        "words": "Ein **Wort**.",
    }
    for _ in range(2):  # the button is pressed twice
        answer = editor.post(upload.get_absolute_url(), {**details, "way": "whole", "store": "1"})
        text = Text.objects.get()
        assert answer.headers["Location"] == f"/texts/{text.pk}/"
    assert (text.title, text.added_by, text.latest and text.latest.plain) == ("Mein Titel", instructor, "Ein Wort.\n")
    upload.refresh_from_db()
    assert bytes(upload.data) == b"" and upload.drafted is None


def test_a_book_is_stored_as_one_text_or_as_its_parts(editor: Client, instructor: User) -> None:
    upload = ready(instructor)
    assert "First words." in page(editor, upload) and "As 2 texts" in page(editor, upload)
    assert "5 words" in page(editor, upload), "its signs of headings are none"
    chosen = page(editor, upload, way="whole", turn="parts", byline="Somebody")
    assert 'value="One"' in chosen and 'value="Somebody"' in chosen
    details: dict[str, Any] = {
        "byline": "A. Writer",
        "language": "fr",
        "direction": "ltr",
        "readers": "members",
        "way": "parts",
    }
    titles = {"title_0": "I. One", "title_1": "II. Two"}
    refused = page(editor, upload, 422, **details, **titles, store="1")
    assert "Choose at least one part." in refused
    editor.post(upload.get_absolute_url(), {**details, **titles, "keep_0": "on", "keep_1": "on", "store": "1"})
    assert list(Text.objects.values_list("title", "readers")) == [("I. One", "members"), ("II. Two", "members")]


def test_an_article_with_comments_comes_out_of_a_document(editor: Client, instructor: User) -> None:
    words = "Words of the article.\n\n1\\. First!\n\n2\\. Second *one*."
    upload = ready(instructor, Drafted(parts=[Part("A title", words)], title="A title"))
    assert "As an article with 2 comments" in page(editor, upload)
    html = page(editor, upload, way="whole", turn="comments")
    assert "<h2>2 comments</h2>" in html and "Second <em>one</em>." in html
    details = {"title": "A title", "language": "en", "direction": "ltr", "readers": "everyone", "way": "comments"}
    assert "Give the text a title." in page(editor, upload, 422, **{**details, "title": ""}, words=words, store="1")
    refused = page(editor, upload, 422, **details, words="No comments.", store="1")
    assert "no numbered comments under an article" in refused
    editor.post(upload.get_absolute_url(), {**details, "words": words, "store": "1"})
    article = Text.objects.get(kind="article")
    assert [one.latest and one.latest.source for one in article.comments.order_by("place")] == [
        "First!",
        "Second *one*.",
    ]


def test_enter_in_a_field_looks_again_and_does_not_change_the_way_of_storing(editor: Client, instructor: User) -> None:
    """Browsers press the first button of a form."""
    html = page(editor, ready(instructor), way="parts", turn="parts").split("<main")[1]
    assert html.index('name="look"') < html.index('name="turn"')


def test_words_changed_before_storing_are_what_is_stored_and_empty_ones_are_refused(
    editor: Client, instructor: User
) -> None:
    upload = ready(instructor)
    details: dict[str, Any] = {
        "title": "T",
        "language": "en",
        "direction": "ltr",
        "readers": "everyone",
        "way": "whole",
    }
    assert "cannot be without words" in page(editor, upload, 422, **details, words=" ", store="1")
    assert "My words." in page(editor, upload, **details, words="My words.", look="1")
    editor.post(upload.get_absolute_url(), {**details, "words": "My words.", "store": "1"})
    assert [text.latest and text.latest.plain for text in Text.objects.all()] == ["My words.\n"]


def test_what_a_document_says_of_itself_is_suggested_only_where_it_can_be_stored(
    editor: Client, instructor: User
) -> None:
    odd = Drafted(
        [Part("", "Words.")], title="T" * 900, published="soon", language="in English", source_url="javascript:a"
    )
    html = page(editor, ready(instructor, odd))
    assert f'value="{"T" * 500}"' in html and "soon" not in html and "javascript" not in html


def test_a_failed_file_is_kept_and_can_be_tried_again(editor: Client) -> None:
    upload = sent(editor, b"%PDF-1.7 and no more", "broken.pdf")
    call_command("work", once=True)
    html = page(editor, upload)
    assert "This file could not be read" in html and "This file is broken" in html
    assert "broken.pdf" in editor.get("/texts/import/").content.decode()
    assert editor.post(reverse("upload-again", args=[upload.pk])).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.data)) == ("waiting", b"%PDF-1.7 and no more")


def test_the_progress_page_sends_on_to_what_came_of_it(editor: Client, instructor: User) -> None:
    waiting, done = make_upload(instructor), ready(instructor)
    answer = editor.get(reverse("upload-progress", args=[waiting.pk]))
    assert 'hx-trigger="every 2s"' in answer.content.decode() and "HX-Redirect" not in answer.headers
    answer = editor.get(reverse("upload-progress", args=[done.pk]))
    assert answer.headers["HX-Redirect"] == done.get_absolute_url()
    Upload.objects.filter(pk=waiting.pk).update(created=timezone.now() - timedelta(minutes=2))
    assert "manage.py work" in page(editor, waiting)


def test_nobody_else_sees_a_document_on_its_way_not_even_another_editor(instructor: User) -> None:
    other = User.objects.create_user("other", "other@example.org", may_edit=True)
    upload = ready(instructor)
    client = Client()
    client.force_login(other)
    assert client.get(upload.get_absolute_url()).status_code == 404
    assert client.post(reverse("upload-discard", args=[upload.pk])).status_code == 404
    assert str(upload.pk) not in client.get("/texts/import/").content.decode()


def test_a_new_version_comes_from_a_file_and_is_looked_at_like_any_other(editor: Client, instructor: User) -> None:
    text = make_text("Old words.", author=instructor)
    upload = sent(editor, PAGE, "new.html", reverse("new-version", args=[text.pk]), base=str(text.latest_id))
    call_command("work", once=True)
    html = page(editor, upload)
    assert f'action="/texts/{text.pk}/new-version/"' in html and "Ein **Wort**." in html
    data = {"words": "Ein **Wort**.", "form": "markdown", "base": str(text.latest_id), "look": "1"}
    answer = editor.post(reverse("new-version", args=[text.pk]), data)
    assert answer.status_code == 200 and "Ein " in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"PK\x03\x04 broken", "a.docx", "This file is broken"),
        (b'<?xml version="1.0"?><rss/>', "a.xml", "neither TEI nor XHTML"),
        (b"%PDF-1.7" + b" " * 20_000_000, "a.pdf", "larger than 20 MB"),
    ],
    ids=["zip", "xml", "large"],
)
def test_what_cannot_be_read_is_refused_at_once_and_pasted_words_stay(
    editor: Client, data: bytes, name: str, sentence: str
) -> None:
    answer = editor.post("/texts/import/", {"file": SimpleUploadedFile(name, data), "words": "Typed before."})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422 and sentence in html and "Typed before." in html
    assert not Upload.objects.exists()


# The worker


def test_reading_twice_is_reading_once(instructor: User) -> None:
    upload = ready(instructor)
    convert.func(str(upload.pk))
    upload.refresh_from_db()
    assert (upload.state, upload.attempts) == ("ready", 0)
    convert.func("01980000-0000-7000-8000-000000000000")  # thrown away meanwhile


def test_a_reader_that_was_overtaken_changes_nothing(instructor: User) -> None:
    first = Upload.objects.begin(make_upload(instructor).pk)
    assert first
    second = Upload.objects.begin(first.pk)
    assert second
    first.fail("I was slow.")
    second.finish(BOOK)
    first.fail("I was slower.")
    assert Upload.objects.get(pk=first.pk).state == "ready"


def test_a_killed_task_is_run_again_and_a_document_that_kills_is_given_up(editor: Client) -> None:
    upload = sent(editor, PAGE, "page.html")
    long_ago = timezone.now() - 2 * LONGEST
    for _ in range(3):  # each time a worker took it, and was killed
        DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)
        Upload.objects.begin(upload.pk)
        assert reap() == 1
    DBTaskResult.objects.update(worker_ids=["one"])
    call_command("work", once=True)
    assert "broken off 3 times" in page(editor, upload)
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_running_task_is_left_alone_and_one_begun_too_often_is_ended(editor: Client) -> None:
    sent(editor, PAGE, "page.html")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now(), worker_ids=["1"] * 9)
    assert reap() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - 2 * LONGEST)
    assert reap() == 0
    assert DBTaskResult.objects.get().status == "FAILED"


def test_what_nobody_comes_back_for_goes_after_a_day(instructor: User) -> None:
    old, new = make_upload(instructor), make_upload(instructor)
    Upload.objects.filter(pk=old.pk).update(created=timezone.now() - 2 * KEPT)
    tidy()
    assert list(Upload.objects.all()) == [new]


def test_a_look_at_a_book_of_many_parts_asks_few_questions(editor: Client, instructor: User) -> None:
    book = Drafted([Part(f"Chapter {n}", f"Words {n}.") for n in range(200)])
    upload = ready(instructor, book, kind="epub")
    with CaptureQueriesContext(connection) as queries:
        html = page(editor, upload, way="parts", turn="parts")
    assert html.count("How it begins") == 200
    assert len(queries) <= 12


def test_a_book_goes_through_the_reader_s_own_process(editor: Client) -> None:
    chapters = {"a.xhtml": "<h1>One</h1><p>First.</p>", "b.xhtml": "<h1>Two</h1><p>Second.</p>"}
    upload = sent(editor, make_epub(chapters, "<dc:title>A book</dc:title>"), "book.bin")
    assert upload.kind == "epub"
    converting.convert.func(str(upload.pk))
    upload.refresh_from_db()
    assert [part.title for part in upload.draft.parts] == ["One", "Two"]
